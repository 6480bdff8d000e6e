package org.mapi.stdflib.std;

import org.mapi.packet.Packet;

/**
 * The hash of HASHSAMP: Bob Jenkins' mix of 1996 (with the original's signed shifts) over source address, destination address
 * with protocol, and ports, in the byte order of the original on a PC, so that both choose the same IPv4 packets. An IPv6 address
 * counts as the exclusive or of its four words.
 */
final class FlowHash {
    /** Hashes are 0 to this, exclusive. */
    static final int RANGE = 1024;
    private static final int GOLDEN_RATIO = 0x9e37_79b9;
    private static final int INITIAL = 6_564_987;

    private FlowHash() { }

    /** The hash of a packet of IP with ports. */
    static int of(Packet packet) {
        final int ports = Short.toUnsignedInt(Short.reverseBytes((short) packet.sourcePort()))
            | Short.toUnsignedInt(Short.reverseBytes((short) packet.destinationPort())) << 16;
        return of(address(packet, packet.sourceAddressOffset()),
            address(packet, packet.destinationAddressOffset()) ^ packet.protocol(), ports) & RANGE - 1;
    }

    private static int address(Packet packet, int at) {
        int word = packet.getInt(at);
        for (int i = Integer.BYTES; i < packet.addressLength(); i += Integer.BYTES) {
            word ^= packet.getInt(at + i);
        }
        return Integer.reverseBytes(word);
    }

    /** The mix of three words. */
    static int of(int first, int second, int third) {
        int a = first + GOLDEN_RATIO;
        int b = second + GOLDEN_RATIO;
        int c = third + INITIAL;
        a = a - b - c ^ c >> 13;
        b = b - c - a ^ a << 8;
        c = c - a - b ^ b >> 13;
        a = a - b - c ^ c >> 12;
        b = b - c - a ^ a << 16;
        c = c - a - b ^ b >> 5;
        a = a - b - c ^ c >> 3;
        b = b - c - a ^ a << 10;
        c = c - a - b ^ b >> 15;
        return c;
    }
}
