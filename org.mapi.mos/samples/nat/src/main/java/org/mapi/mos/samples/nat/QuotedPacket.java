package org.mapi.mos.samples.nat;

import org.mapi.packet.Packet;

/**
 * The packet that an ICMP error quotes: an IPv4 header and at least the ports behind it. A reused view of the error at hand.
 */
final class QuotedPacket {
    /** Offset of the header's checksum. */
    static final int CHECKSUM = 10;
    /** Offset of the source address. */
    static final int SOURCE = 12;

    private static final int DESTINATION = 16;
    private static final int PROTOCOL = 9;
    private static final int LEAST_HEADER = 20;
    private static final int ICMP_IDENTIFIER = 4;

    private Packet frame;
    private int at;
    private int header;
    private Protocol protocol;

    /** Moves to the packet that an error quotes; false if there is none that could have been translated. */
    boolean of(Packet error) {
        frame = error;
        at = error.payloadOffset();
        header = (error.getUnsignedByte(at) & 0xf) * Integer.BYTES;
        protocol = error.getUnsignedByte(at) >>> 4 == 4 ? Protocol.of(error.getUnsignedByte(at + PROTOCOL)) : null;
        return protocol != null && header >= LEAST_HEADER && error.has(at, header + 2 * Integer.BYTES);
    }

    Protocol protocol() {
        return protocol;
    }

    int headerChecksum() {
        return frame.getUnsignedShort(at + CHECKSUM);
    }

    int sourceAddress() {
        return frame.getInt(at + SOURCE);
    }

    int destinationAddress() {
        return frame.getInt(at + DESTINATION);
    }

    /** Offset of the port, or of an echo's identifier. */
    int sourcePortAt() {
        return header + (protocol == Protocol.ECHO ? ICMP_IDENTIFIER : 0);
    }

    int sourcePort() {
        return frame.getUnsignedShort(at + sourcePortAt());
    }
}
