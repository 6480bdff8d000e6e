package org.mapi.mos.stack;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import org.mapi.packet.IpProtocol;
import org.mapi.packet.Layers;
import org.mapi.packet.Packet;

/** The checksums of IPv4, TCP and UDP (RFC 1071). */
final class Checksums {
    /** The checksum is right, or there is none. */
    static final int RIGHT = 0;
    /** The field holds the sum of the pseudo-header only, as cards with checksum offload leave it. */
    static final int PARTIAL = 1;
    /** The checksum is wrong. */
    static final int WRONG = 2;
    /** Not everything that is summed was captured. */
    static final int UNKNOWN = 3;

    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;
    private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED;
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;
    private static final boolean LITTLE = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;
    private static final long LOW = 0xffff_ffffL;
    private static final int MASK = 0xffff;
    private static final int PLAIN_HEADER = 20;
    /** So few bytes are not worth a loop. */
    private static final int SHORT_DATA = 64;
    private static final int TCP_FIELD = 16;
    private static final int UDP_FIELD = 6;

    private Checksums() { }

    /**
     * The sum of 16-bit words in network order, folded to 16 bits; an odd last byte counts as the high one. Summed in the order
     * of the machine, as RFC 1071 (2, B) allows: only the sum is turned round. Most of what is summed are headers without
     * options and segments without payload: these take no loop.
     */
    static long sum(MemorySegment segment, long from, int length) {
        final long sum;
        if (length == PLAIN_HEADER) {
            sum = halves(segment.get(LONG, from)) + halves(segment.get(LONG, from + 8)) + (segment.get(INT, from + 16) & LOW);
        } else if (length < SHORT_DATA) {
            sum = few(segment, from, length);
        } else {
            sum = many(segment, from, length >>> 3) + rest(segment, from + (length & ~7), length & 7);
        }
        final int folded = fold(sum);
        return LITTLE ? Integer.reverseBytes(folded) >>> 16 : folded;
    }

    /** Written so that the compiler makes vector instructions of it: two sums, and a counter as wide as addresses. */
    private static long many(MemorySegment segment, long from, long longs) {
        long low = 0;
        long high = 0;
        for (long i = 0; i < longs; i++) {
            final long eight = segment.get(LONG, from + (i << 3));
            low += eight & LOW;
            high += eight >>> 32;
        }
        return low + high;
    }

    /** The sum of up to 63 bytes. */
    private static long few(MemorySegment segment, long from, int length) {
        long sum = 0;
        long at = from;
        if ((length & 32) != 0) {
            sum += halves(segment.get(LONG, at)) + halves(segment.get(LONG, at + 8));
            sum += halves(segment.get(LONG, at + 16)) + halves(segment.get(LONG, at + 24));
            at += 32;
        }
        if ((length & 16) != 0) {
            sum += halves(segment.get(LONG, at)) + halves(segment.get(LONG, at + 8));
            at += 16;
        }
        if ((length & 8) != 0) {
            sum += halves(segment.get(LONG, at));
            at += 8;
        }
        return sum + rest(segment, at, length & 7);
    }

    /** The sum of up to seven last bytes, in the order of the machine. */
    private static long rest(MemorySegment segment, long from, int length) {
        long sum = 0;
        long at = from;
        if ((length & 4) != 0) {
            sum += segment.get(INT, at) & LOW;
            at += Integer.BYTES;
        }
        if ((length & 2) != 0) {
            sum += segment.get(SHORT, at) & MASK;
            at += Short.BYTES;
        }
        if ((length & 1) != 0) {
            final long last = segment.get(ValueLayout.JAVA_BYTE, at) & 0xffL;
            sum += LITTLE ? last : last << 8;
        }
        return sum;
    }

    /** Folds a sum of 16-bit and 32-bit words to 16 bits. */
    static int fold(long sum) {
        long folded = (sum & LOW) + (sum >>> 32);
        folded = (folded & MASK) + (folded >>> 16);
        folded = (folded & MASK) + (folded >>> 16);
        return (int) ((folded & MASK) + (folded >>> 16));
    }

    /** Checks the IPv4 header; RIGHT for IPv6. */
    static int network(Packet packet) {
        if (packet.ipVersion() != 4) {
            return RIGHT;
        }
        final int at = packet.networkOffset();
        final int length = (packet.getUnsignedByte(at) & 0xf) * 4;
        if (!packet.has(at, length)) {
            return UNKNOWN;
        }
        final int folded = fold(sum(packet.segment(), packet.offset() + at, length));
        return folded == MASK || packet.getUnsignedShort(at + 10) == 0 && folded == 0 ? RIGHT : WRONG;
    }

    /** Checks TCP or UDP; RIGHT for other protocols. */
    static int transport(Packet packet) {
        final int protocol = packet.protocol();
        final int at = packet.transportOffset();
        if (protocol != IpProtocol.TCP && protocol != IpProtocol.UDP || at < 0) {
            return RIGHT;
        }
        final int length = packet.networkPayloadWireLength();
        if (packet.networkPayloadLength() < length || length < (protocol == IpProtocol.TCP ? 20 : 8)) {
            return UNKNOWN;
        }
        final int field = packet.getUnsignedShort(at + (protocol == IpProtocol.TCP ? TCP_FIELD : UDP_FIELD));
        if (protocol == IpProtocol.UDP && field == 0) {
            return RIGHT;
        }
        final long pseudo = pseudo(packet, protocol, length);
        if (fold(pseudo + sum(packet.segment(), packet.offset() + at, length)) == MASK) {
            return RIGHT;
        }
        return fold(pseudo) == field ? PARTIAL : WRONG;
    }

    /** The sum of the pseudo-header. */
    static long pseudo(Layers packet, int protocol, int length) {
        final long sum = packet.ipVersion() == 4
            ? (packet.sourceAddressIpv4() & LOW) + (packet.destinationAddressIpv4() & LOW)
            : halves(packet.sourceAddressHigh()) + halves(packet.sourceAddressLow()) + halves(packet.destinationAddressHigh())
                + halves(packet.destinationAddressLow());
        return sum + protocol + length;
    }

    private static long halves(long value) {
        return (value >>> 32) + (value & LOW);
    }
}
