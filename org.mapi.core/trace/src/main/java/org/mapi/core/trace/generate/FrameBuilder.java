package org.mapi.core.trace.generate;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * Builds one Ethernet frame at a time in native memory: headers from the outside in, then the payload, then lengths and
 * checksums.
 */
final class FrameBuilder {
    static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;
    static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    static final int ICMP = 1;
    static final int TCP = 6;
    static final int UDP = 17;
    static final int FRAGMENT_6 = 44;
    static final int ICMP_6 = 58;
    static final int ETHER_ARP = 0x0806;
    static final int UDP_HEADER = 8;

    private static final int CAPACITY = 4096;
    private static final int MINIMUM_FRAME = 60;
    private static final int MAC_SHIFT = 16;
    private static final int TAG = 0x8100;
    private static final int OUTER_TAG = 0x88a8;
    private static final int ETHER_4 = 0x0800;
    private static final int ETHER_6 = 0x86dd;
    private static final int HEADER_4 = 20;
    private static final int HEADER_6 = 40;
    private static final int DONT_FRAGMENT = 0x4000;
    private static final int CLIENT_TTL = 64;
    private static final int TCP_CHECKSUM = 16;
    private static final int UDP_CHECKSUM = 6;
    private static final int ICMP_CHECKSUM = 2;

    /** The frame. */
    final MemorySegment frame;

    private int length;
    private int ip;
    private int transport;
    private Peers peers;
    private boolean fromClient;
    private int protocol;

    FrameBuilder(Arena arena) {
        frame = arena.allocate(CAPACITY, 64);
    }

    /** Bytes so far. */
    int length() {
        return length;
    }

    /** Where the transport header starts. */
    int transport() {
        return transport;
    }

    /** Starts a frame between two peers. */
    void ethernet(Peers ends, boolean clientSends, int etherType) {
        ethernet(ends, clientSends ? ends.serverMac : ends.clientMac, clientSends ? ends.clientMac : ends.serverMac, etherType);
        fromClient = clientSends;
    }

    /** Starts a frame between two MAC addresses on the link of two peers. */
    void ethernet(Peers ends, long destination, long source, int etherType) {
        peers = ends;
        frame.set(LONG, 0, destination << MAC_SHIFT);
        frame.set(LONG, 6, source << MAC_SHIFT);
        length = 12;
        if (ends.innerTag != 0) {
            shortValue(OUTER_TAG);
            shortValue(ends.outerTag);
            shortValue(TAG);
            shortValue(ends.innerTag);
        } else if (ends.outerTag != 0) {
            shortValue(TAG);
            shortValue(ends.outerTag);
        }
        shortValue(etherType);
    }

    /** Starts a frame with an IP header that is completed by {@link #finish}. */
    void ip(Peers ends, boolean clientSends, int ipProtocol, int identification) {
        ethernet(ends, clientSends, ends.version6 ? ETHER_6 : ETHER_4);
        ipHeader(ipProtocol, identification, clientSends ? CLIENT_TTL : CLIENT_TTL - ends.hops);
    }

    /** An IP header behind an Ethernet header. */
    void ipHeader(int ipProtocol, int identification, int hopLimit) {
        ip = length;
        protocol = ipProtocol;
        if (peers.version6) {
            intValue(0x60000000 | identification & 0xfffff);
            shortValue(0);
            byteValue(ipProtocol);
            byteValue(hopLimit);
            longValue(peers.network6(fromClient));
            longValue(fromClient ? peers.client6 : peers.server6);
            longValue(peers.network6(!fromClient));
            longValue(fromClient ? peers.server6 : peers.client6);
        } else {
            shortValue(0x4500);
            shortValue(0);
            shortValue(identification);
            shortValue(DONT_FRAGMENT);
            byteValue(hopLimit);
            byteValue(ipProtocol);
            shortValue(0);
            intValue(fromClient ? peers.client4 : peers.server4);
            intValue(fromClient ? peers.server4 : peers.client4);
        }
        transport = length;
    }

    /** Overwrites the destination of the IPv6 header. */
    void destination6(long high, long low) {
        frame.set(LONG, ip + 24, high);
        frame.set(LONG, ip + 32, low);
    }

    /** Turns the packet into a fragment; call before the payload is added. The protocol's checksum is the caller's business. */
    void fragment(int offset, boolean more, int identification) {
        if (peers.version6) {
            frame.set(BYTE, ip + 6, (byte) FRAGMENT_6);
            byteValue(protocol);
            byteValue(0);
            shortValue(offset | (more ? 1 : 0));
            intValue(identification);
        } else {
            frame.set(SHORT, ip + 6, (short) (offset >>> 3 | (more ? 0x2000 : 0)));
        }
        protocol = -1;
    }

    void byteValue(int value) {
        frame.set(BYTE, length, (byte) value);
        length++;
    }

    void shortValue(int value) {
        frame.set(SHORT, length, (short) value);
        length += Short.BYTES;
    }

    void intValue(int value) {
        frame.set(INT, length, value);
        length += Integer.BYTES;
    }

    void longValue(long value) {
        frame.set(LONG, length, value);
        length += Long.BYTES;
    }

    void bytes(byte[] source, int offset, int count) {
        MemorySegment.copy(source, offset, frame, BYTE, length, count);
        length += count;
    }

    void bytes(MemorySegment source, long offset, int count) {
        MemorySegment.copy(source, offset, frame, length, count);
        length += count;
    }

    /** Fills in lengths and checksums and pads the frame to the shortest one allowed. */
    void finish() {
        int count = length - transport;
        if (peers.version6) {
            frame.set(SHORT, ip + 4, (short) (length - ip - HEADER_6));
        } else {
            frame.set(SHORT, ip + 2, (short) (length - ip));
            frame.set(SHORT, ip + 10, (short) 0);
            frame.set(SHORT, ip + 10, (short) ~folded(sum(frame, ip, HEADER_4)));
        }
        switch (protocol) {
            case TCP -> checksum(TCP_CHECKSUM, pseudoSum(TCP, count), count);
            case UDP -> {
                frame.set(SHORT, transport + 4, (short) count);
                checksum(UDP_CHECKSUM, pseudoSum(UDP, count), count);
            }
            case ICMP -> checksum(ICMP_CHECKSUM, 0, count);
            case ICMP_6 -> checksum(ICMP_CHECKSUM, pseudoSum(ICMP_6, count), count);
            default -> { }
        }
        pad();
    }

    /** Pads a frame without IP. */
    void pad() {
        while (length < MINIMUM_FRAME) {
            byteValue(0);
        }
    }

    private void checksum(int at, long pseudo, int count) {
        frame.set(SHORT, transport + at, (short) 0);
        int sum = ~folded(pseudo + sum(frame, transport, count)) & 0xffff;
        // a UDP checksum of zero would mean "none"
        frame.set(SHORT, transport + at, (short) (sum == 0 && protocol == UDP ? 0xffff : sum));
    }

    /** Sum over the pseudo header of the current packet. */
    long pseudoSum(int ipProtocol, int count) {
        return sum(frame, peers.version6 ? ip + 8 : ip + 12, peers.version6 ? 32 : 8) + ipProtocol + count;
    }

    /** Sum of 16-bit words, not folded; memory is read eight bytes at a time. */
    static long sum(MemorySegment memory, long from, int count) {
        long sum = 0;
        int done = 0;
        for (; done + Long.BYTES <= count; done += Long.BYTES) {
            long value = memory.get(LONG, from + done);
            sum += (value >>> Integer.SIZE) + (value & 0xffffffffL);
        }
        for (; done + Short.BYTES <= count; done += Short.BYTES) {
            sum += memory.get(SHORT, from + done) & 0xffff;
        }
        if (done < count) {
            sum += (memory.get(BYTE, from + done) & 0xff) << 8;
        }
        return sum;
    }

    /** A sum folded to 16 bits. */
    static int folded(long sum) {
        long folded = sum;
        while (folded >>> 16 != 0) {
            folded = (folded & 0xffff) + (folded >>> 16);
        }
        return (int) folded;
    }
}
