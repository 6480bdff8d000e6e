package org.mapi.packet;

/**
 * What has been decoded of one set of layers: plain fields, written by the decoders of this package and read by {@link Layers}.
 *
 * <p>Layers are decoded from the outside inwards, each at most once per packet; {@link #level} says how far. Fields of a level
 * that was not reached hold values of an older packet, so that forgetting a packet is one store. Offsets count from the
 * packet's link header; a limit is the first offset that does not belong to a layer any more, once within the captured bytes
 * and once on the wire.
 */
abstract sealed class LayerState permits LinkLayer {
    static final int NOTHING = 0;
    static final int LINK = 1;
    static final int NETWORK = 2;
    static final int TRANSPORT = 3;
    static final int TUNNEL = 4;

    /** The packet that is decoded. */
    Packet packet;
    /** Whether these layers are inside a tunnel rather than the packet's own. */
    boolean inside;

    /** How far these layers are decoded: {@link #NOTHING} to {@link #TUNNEL}. */
    int level;

    /** Where these layers begin and end; set before {@link #LINK} by the cursor or by the decoder of the tunnel around them. */
    int start;
    int end;
    int wireEnd;
    /** The kind of the first header; {@link LinkLayer#NO_LINK_TYPE} if there are no such layers. */
    int linkType;
    /** The EtherType to begin with where a tunnel announces one instead of a link header; {@link EtherType#NONE} otherwise. */
    int startEtherType;
    /** Anomalies of the tunnel header around these layers. */
    int startAnomalies;

    /** Link. */
    int anomalies;
    int sourceMacOffset;
    int destinationMacOffset;
    int etherType;
    int llcOffset;
    int vlanCount;
    int vlanOffset;
    int vlanType;
    int mplsCount;
    int mplsOffset;
    int pppoeSession;
    int pppProtocol;
    int networkOffset;
    /** {@link EtherType#IPV4}, {@link EtherType#IPV6}, a constant of {@link NetworkDecoder}, or anything else for "not IP". */
    int networkType;
    /** Behind the last header that was understood so far; moved on by every level. */
    int headersEnd;
    int linkLimit;
    int linkWireLimit;

    /** Network. */
    int ipVersion;
    int networkHeaderLength;
    int protocol;
    /** Position of the fragment within the original, in bytes. */
    int fragmentOffset;
    boolean moreFragments;
    /** Offset of an IPv6 fragment header; -1 if there is none. */
    int fragmentHeaderOffset;
    int transportOffset;
    int networkPayloadOffset;
    int networkLimit;
    int networkWireLimit;

    /** Transport. */
    int transportHeaderLength;
    int payloadOffset;
    int payloadLimit;
    int payloadWireLength;

    /** Tunnel. */
    int tunnel;
    long tunnelId;

    /** Decodes up to and including a level, {@link #LINK} to {@link #TRANSPORT}, unless that was done already. */
    abstract void decode(int wanted);
}
