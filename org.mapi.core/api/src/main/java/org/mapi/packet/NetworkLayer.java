package org.mapi.packet;

/**
 * The network part of a packet's {@link Layers}: IPv4, and IPv6 with its extension headers.
 */
public abstract sealed class NetworkLayer extends LinkLayer permits Layers {
    /** How many IPv6 extension headers are followed. */
    public static final int MAX_EXTENSIONS = 16;

    NetworkLayer() {
    }

    final void toNetwork() {
        if (level < NETWORK) {
            decode(NETWORK);
        }
    }

    /**
     * 4 or 6 if there is an IP header whose fixed part (20 or 40 bytes) was captured, so that all fields of it can be relied
     * upon; 0 for everything else. Whether a frame was meant to be IP is told by {@link #etherType()}.
     */
    public final int ipVersion() {
        toNetwork();
        return ipVersion;
    }

    /**
     * Length of the IP header with options, or with all extension headers that were followed (an authentication header counts
     * as one in IPv4 too); never more than was captured. 0 without IP.
     */
    public final int networkHeaderLength() {
        toNetwork();
        return networkHeaderLength;
    }

    /**
     * Length of the IP packet with its header as the header states it: total length of IPv4, 40 + payload length of IPv6. The
     * number on the wire, right or wrong; an IPv6 packet bigger than 65,575 bytes states 40. 0 without IP.
     */
    public final int ipLength() {
        toNetwork();
        return switch (ipVersion) {
            case 4 -> packet.getUnsignedShort(networkOffset + 2);
            case 6 -> NetworkDecoder.IPV6_HEADER + packet.getUnsignedShort(networkOffset + 4);
            default -> 0;
        };
    }

    /** The traffic class byte (type of service): six bits of {@link #dscp()}, two of {@link #ecn()}. */
    public final int trafficClass() {
        toNetwork();
        return switch (ipVersion) {
            case 4 -> packet.getUnsignedByte(networkOffset + 1);
            case 6 -> packet.getUnsignedShort(networkOffset) >>> 4 & 0xff;
            default -> 0;
        };
    }

    /** The differentiated services code point, 0 to 63. */
    public final int dscp() {
        return trafficClass() >>> 2;
    }

    /** The congestion notification bits, 0 to 3. */
    public final int ecn() {
        return trafficClass() & 3;
    }

    /** The flow label of IPv6, 0 to 1,048,575; 0 otherwise. */
    public final int flowLabel() {
        toNetwork();
        return ipVersion == 6 ? packet.getInt(networkOffset) & 0xfffff : 0;
    }

    /** Time to live (IPv4) or hop limit (IPv6), 0 to 255. */
    public final int timeToLive() {
        toNetwork();
        return switch (ipVersion) {
            case 4 -> packet.getUnsignedByte(networkOffset + 8);
            case 6 -> packet.getUnsignedByte(networkOffset + 7);
            default -> 0;
        };
    }

    /** The protocol field (IPv4) or next header field (IPv6) of the IP header itself; -1 without IP. */
    public final int nextHeader() {
        toNetwork();
        return switch (ipVersion) {
            case 4 -> packet.getUnsignedByte(networkOffset + 9);
            case 6 -> packet.getUnsignedByte(networkOffset + 6);
            default -> IpProtocol.NONE;
        };
    }

    /**
     * The protocol behind the IP header and all extension headers, a constant of {@link IpProtocol}. Later fragments have it as
     * well (as their fragment header states it), though not a transport header. {@link IpProtocol#NONE} (-1) without IP, and if
     * the extension headers are cut, lie, or are too many.
     */
    public final int protocol() {
        toNetwork();
        return protocol;
    }

    /** Offset of the source address, 4 or 16 bytes long as {@link #addressLength()} says; -1 without IP. */
    public final int sourceAddressOffset() {
        toNetwork();
        return addressOffset(12, 8);
    }

    /** Offset of the destination address, 4 or 16 bytes long as {@link #addressLength()} says; -1 without IP. */
    public final int destinationAddressOffset() {
        toNetwork();
        return addressOffset(16, 24);
    }

    private int addressOffset(final int inIpv4, final int inIpv6) {
        return switch (ipVersion) {
            case 4 -> networkOffset + inIpv4;
            case 6 -> networkOffset + inIpv6;
            default -> -1;
        };
    }

    /** Length of an address: 4, 16, or 0 without IP. */
    public final int addressLength() {
        toNetwork();
        return switch (ipVersion) {
            case 4 -> 4;
            case 6 -> 16;
            default -> 0;
        };
    }

    /** The IPv4 source address as a number, first byte most significant; 0 if it is not IPv4. */
    public final int sourceAddressIpv4() {
        toNetwork();
        return ipVersion == 4 ? packet.getInt(networkOffset + 12) : 0;
    }

    /** The IPv4 destination address as a number, first byte most significant; 0 if it is not IPv4. */
    public final int destinationAddressIpv4() {
        toNetwork();
        return ipVersion == 4 ? packet.getInt(networkOffset + 16) : 0;
    }

    /**
     * The first 64 bits of the source address; 0 for IPv4, which is shown as an IPv4-mapped address (::ffff:a.b.c.d), and
     * without IP.
     */
    public final long sourceAddressHigh() {
        toNetwork();
        return ipVersion == 6 ? packet.getLong(networkOffset + 8) : 0;
    }

    /** The last 64 bits of the source address; 0x0000ffff and the address for IPv4; 0 without IP. */
    public final long sourceAddressLow() {
        toNetwork();
        return addressLow(12, 16);
    }

    /** The first 64 bits of the destination address; 0 for IPv4, see {@link #sourceAddressHigh()}, and without IP. */
    public final long destinationAddressHigh() {
        toNetwork();
        return ipVersion == 6 ? packet.getLong(networkOffset + 24) : 0;
    }

    /** The last 64 bits of the destination address; 0x0000ffff and the address for IPv4; 0 without IP. */
    public final long destinationAddressLow() {
        toNetwork();
        return addressLow(16, 32);
    }

    private long addressLow(final int inIpv4, final int inIpv6) {
        return switch (ipVersion) {
            case 4 -> 0xffff_0000_0000L | packet.getInt(networkOffset + inIpv4) & 0xffff_ffffL;
            case 6 -> packet.getLong(networkOffset + inIpv6);
            default -> 0;
        };
    }

    /**
     * The identification of the original packet that fragments share: 16 bits of IPv4, 32 of an IPv6 fragment header; 0
     * without.
     */
    public final int identification() {
        toNetwork();
        if (ipVersion == 4) {
            return packet.getUnsignedShort(networkOffset + 4);
        }
        return ipVersion == 6 && fragmentHeaderOffset >= 0 ? packet.getInt(fragmentHeaderOffset + 4) : 0;
    }

    /** Tells whether the "do not fragment" bit of IPv4 is set. */
    public final boolean dontFragment() {
        toNetwork();
        return ipVersion == 4 && (packet.getUnsignedByte(networkOffset + 6) & 0x40) != 0;
    }

    /** Where the content of this fragment belongs in the original packet, in bytes, 0 to 65,528; 0 for what is not a fragment. */
    public final int fragmentOffset() {
        toNetwork();
        return fragmentOffset;
    }

    /** Tells whether more fragments follow this one. */
    public final boolean moreFragments() {
        toNetwork();
        return moreFragments;
    }

    /**
     * Tells whether this is a fragment, the first one included. (A fragment header around a whole IPv6 packet does not make
     * one.)
     */
    public final boolean isFragment() {
        toNetwork();
        return moreFragments || fragmentOffset != 0;
    }

    /**
     * Offset of what follows the IP header and the extension headers: the transport header, or a fragment's piece of the
     * original (what defragmentation puts together). -1 without IP, and if the end of the headers was not captured.
     */
    public final int networkPayloadOffset() {
        toNetwork();
        return networkPayloadOffset;
    }

    /**
     * Number of captured bytes at {@link #networkPayloadOffset()} that belong to the IP packet (padding of the link does not);
     * or 0.
     */
    public final int networkPayloadLength() {
        toNetwork();
        return networkPayloadOffset < 0 ? 0 : Math.max(0, networkLimit - networkPayloadOffset);
    }

    /** As {@link #networkPayloadLength()}, counting the bytes that were on the wire. */
    public final int networkPayloadWireLength() {
        toNetwork();
        return networkPayloadOffset < 0 ? 0 : Math.max(0, networkWireLimit - networkPayloadOffset);
    }
}
