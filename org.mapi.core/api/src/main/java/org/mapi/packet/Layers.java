package org.mapi.packet;

/**
 * The decoded headers of a packet, from a link header to the payload behind the transport header. The {@link Packet} itself is
 * the outermost set of layers; {@link #inner()} is the next one if these layers end in a tunnel.
 *
 * <p>Code that works on both, such as the extraction of a flow key, takes {@code Layers} and is called with a packet, with its
 * {@link #inner()} or with its {@link #innermost()} layers.
 *
 * <p><b>Offsets</b> are counted in bytes from the link header of the packet, in inner layers too; -1 says that there is no such
 * thing. <b>Fields</b> of headers are numbers in the usual meaning (unsigned, host order); a field that is not there, because the
 * packet has no such header or because it was not captured, is 0 unless its method says -1. <b>Lengths</b> are bytes, and
 * captured bytes unless a name says <i>wire</i>. Nothing here throws because of a packet's content, reads behind the captured
 * bytes or allocates.
 *
 * <p>Headers are decoded when first asked for and at most once per packet, however many functions ask. Like the packet, layers
 * are valid only inside {@code process} and only on its thread. An inner object may be kept from packet to packet, it then
 * shows the inner layers of the current one, and none ({@link #isPresent()} is false) if that has no tunnel.
 */
public sealed class Layers extends NetworkLayer permits Packet {
    /** How many tunnels in each other are looked into. */
    public static final int MAX_TUNNELS = 4;

    final int depth;
    private final Layers parent;
    private final Layers inner;

    /** The outermost layers: the packet itself, with one reusable decoder for every tunnel that may follow. */
    Layers() {
        parent = null;
        depth = 0;
        packet = (Packet) this;
        startEtherType = EtherType.NONE;
        inner = new Layers(this);
    }

    private Layers(final Layers parent) {
        packet = parent.packet;
        this.parent = parent;
        depth = parent.depth + 1;
        inside = true;
        inner = depth > MAX_TUNNELS ? this : new Layers(this);   // the one behind the last tunnel is never present
    }

    /** Forgets what was decoded. Inner layers hold something of this packet only if the tunnel was asked for. */
    final void forget() {
        final boolean inwards = level == TUNNEL;
        level = NOTHING;
        if (inwards) {
            inner.forget();
        }
    }

    @Override
    final void decode(final int wanted) {
        if (level < LINK) {
            if (wanted >= NETWORK && parent == null && PlainDecoder.decode(this)) {
                level = TRANSPORT;
                return;
            }
            if (parent != null) {
                parent.decodeTunnel();
            }
            LinkDecoder.decode(this);
            level = LINK;
        }
        if (wanted >= NETWORK && level < NETWORK) {
            NetworkDecoder.decode(this);
            level = NETWORK;
        }
        if (wanted >= TRANSPORT && level < TRANSPORT) {
            TransportDecoder.decode(this);
            level = TRANSPORT;
        }
    }

    private void decodeTunnel() {
        if (level < TUNNEL) {
            decode(TRANSPORT);
            TunnelDecoder.decode(this, inner);
            level = TUNNEL;
        }
    }

    private void toTransport() {
        if (level < TRANSPORT) {
            decode(TRANSPORT);
        }
    }

    /** The packet that these layers belong to: the reader for all offsets. */
    public final Packet packet() {
        return packet;
    }

    /** Tells whether there are such layers: always for a packet, only behind a tunnel for inner layers. */
    public final boolean isPresent() {
        toLink();
        return linkType != NO_LINK_TYPE;
    }

    /** What is wrong with the headers of these layers, link to transport: bits of {@link Anomaly}, 0 = nothing. */
    public final int anomalies() {
        toTransport();
        return anomalies;
    }

    // ---- transport ------------------------------------------------------------------------------------------------------------

    /**
     * Offset of the header of {@link #protocol()}; -1 without IP, in later fragments, and if the end of the IP headers was not
     * captured. The header itself may be cut: see {@link #anomalies()} or {@link Packet#has(int, int)}.
     */
    public final int transportOffset() {
        toNetwork();
        return transportOffset;
    }

    /**
     * Length of the header of TCP (with options), UDP (8), ICMP and ICMPv6 (8) or SCTP (12), never more than was captured; 0
     * for other protocols, whose header is part of the payload, and where there is none.
     */
    public final int transportHeaderLength() {
        toTransport();
        return transportHeaderLength;
    }

    private boolean hasPorts() {
        return transportOffset >= 0 && networkLimit - transportOffset >= 4
            && (protocol == IpProtocol.TCP || protocol == IpProtocol.UDP || protocol == IpProtocol.SCTP);
    }

    /** The source port of TCP, UDP or SCTP; -1 if there is none or the ports were not captured. */
    public final int sourcePort() {
        toNetwork();
        return hasPorts() ? packet.getUnsignedShort(transportOffset) : -1;
    }

    /** The destination port of TCP, UDP or SCTP; -1 if there is none or the ports were not captured. */
    public final int destinationPort() {
        toNetwork();
        return hasPorts() ? packet.getUnsignedShort(transportOffset + 2) : -1;
    }

    /** Offset of a TCP field if it lies within the captured part of the IP packet, else -1. */
    private int tcpField(final int at, final int length) {
        toNetwork();
        return protocol == IpProtocol.TCP && transportOffset >= 0 && networkLimit - transportOffset >= at + length
            ? transportOffset + at : -1;
    }

    /** The flags of TCP, bits of {@link TcpFlags}; 0 if this is not TCP or they were not captured. */
    public final int tcpFlags() {
        return packet.getUnsignedByte(tcpField(13, 1));
    }

    /** The sequence number of TCP, 0 to 2^32 - 1. */
    public final long tcpSequence() {
        return packet.getInt(tcpField(4, 4)) & 0xffff_ffffL;
    }

    /** The acknowledgement number of TCP, 0 to 2^32 - 1, whether or not {@link TcpFlags#ACK} makes it valid. */
    public final long tcpAcknowledgement() {
        return packet.getInt(tcpField(8, 4)) & 0xffff_ffffL;
    }

    /** The window of TCP as in the header, not scaled, 0 to 65,535. */
    public final int tcpWindow() {
        return packet.getUnsignedShort(tcpField(14, 2));
    }

    /** The type of ICMP or ICMPv6 (which of them says {@link #protocol()}); -1 if this is neither or it was not captured. */
    public final int icmpType() {
        return icmpField(0);
    }

    /** The code of ICMP or ICMPv6; -1 if this is neither or it was not captured. */
    public final int icmpCode() {
        return icmpField(1);
    }

    private int icmpField(final int at) {
        toNetwork();
        return (protocol == IpProtocol.ICMP || protocol == IpProtocol.ICMPV6) && transportOffset >= 0
            && networkLimit - transportOffset > at ? packet.getUnsignedByte(transportOffset + at) : -1;
    }

    /**
     * Offset of what follows the last header that was understood: behind the transport header; behind the IP headers for other
     * protocols and for later fragments; behind the link header for what is not IP. It is the end of the captured bytes if that
     * header was cut. Never -1 for a packet; the start of the tunnel's content at the earliest for inner layers, 0 if they are
     * not there.
     */
    public final int payloadOffset() {
        toTransport();
        return payloadOffset;
    }

    /** Number of captured bytes at {@link #payloadOffset()}, neither padding nor trailers of the link counted; 0 or more. */
    public final int payloadLength() {
        toTransport();
        return payloadLimit - payloadOffset;
    }

    /** Length of the payload on the wire as far as the headers and the wire length tell; at least {@link #payloadLength()}. */
    public final int payloadWireLength() {
        toTransport();
        return payloadWireLength;
    }

    // ---- tunnel ---------------------------------------------------------------------------------------------------------------

    /** The tunnel that these layers end in, a constant of {@link Tunnel}; {@link Tunnel#NONE} (0) if none was recognised. */
    public final int tunnel() {
        decodeTunnel();
        return tunnel;
    }

    /**
     * What tells tunnels of one kind between the same ends apart: the VXLAN network identifier, the tunnel endpoint identifier
     * of GTP-U, the key of GRE (for the enhanced GRE of PPTP the low 16 bits are the call); -1 if there is none.
     */
    public final long tunnelId() {
        decodeTunnel();
        return tunnelId;
    }

    /**
     * The layers that the {@link #tunnel()} carries. Never null and always the same object: without a tunnel {@link
     * #isPresent()} is false, {@link #ipVersion()} 0, {@link #protocol()} -1. If a tunnel was announced but its header is cut
     * or invalid, the {@link #anomalies()} of the inner layers say so.
     */
    public final Layers inner() {
        return inner;
    }

    /**
     * The layers inside all tunnels, up to {@link #MAX_TUNNELS}: these ones themselves if they do not end in a tunnel. To be
     * asked anew for every packet.
     */
    public final Layers innermost() {
        Layers layers = this;
        while (layers.tunnel() != Tunnel.NONE) {
            layers = layers.inner;
        }
        return layers;
    }
}
