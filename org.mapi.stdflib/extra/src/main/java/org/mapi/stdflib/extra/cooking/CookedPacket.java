package org.mapi.stdflib.extra.cooking;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import org.mapi.packet.IpProtocol;
import org.mapi.packet.TcpFlags;

/** Completes the headers of a packet whose payload is a block of a stream. */
final class CookedPacket {
    /** Longest IP packet. */
    static final int LONGEST = 65_535;
    private static final int IPV6_HEADER = 40;
    private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private CookedPacket() { }

    static void put16(MemorySegment memory, long at, int value) {
        memory.set(SHORT, at, (short) value);
    }

    /**
     * Sets lengths, sequence number, flags and checksums.
     *
     * @param network   where the IP header is
     * @param transport where the TCP header is
     * @param end       where the packet ends
     * @param sequence  sequence number of the payload's first byte
     */
    static void complete(MemorySegment memory, long network, long transport, long end, int sequence) {
        final boolean ipv4 = (memory.get(ValueLayout.JAVA_BYTE, network) >>> 4 & 0x0f) == 4;
        final int tcpLength = (int) (end - transport);
        memory.set(INT, transport + 4, sequence);
        memory.set(ValueLayout.JAVA_BYTE, transport + 13, (byte) (TcpFlags.ACK | TcpFlags.PSH));
        put16(memory, transport + 16, 0);
        put16(memory, transport + 18, 0);
        long sum = IpProtocol.TCP + tcpLength;
        if (ipv4) {
            put16(memory, network + 2, (int) (end - network));
            put16(memory, network + 6, memory.get(SHORT, network + 6) & 0x4000);
            put16(memory, network + 10, 0);
            final int header = (memory.get(ValueLayout.JAVA_BYTE, network) & 0x0f) << 2;
            put16(memory, network + 10, ~fold(sum(memory, network, network + header)));
            sum += sum(memory, network + 12, network + 20);
        } else {
            put16(memory, network + 4, (int) (end - network) - IPV6_HEADER);
            sum += sum(memory, network + 8, network + IPV6_HEADER);
        }
        put16(memory, transport + 16, ~fold(sum + sum(memory, transport, end)));
    }

    private static long sum(MemorySegment memory, long from, long to) {
        long sum = 0;
        long at = from;
        for (; at + Integer.BYTES <= to; at += Integer.BYTES) {
            sum += memory.get(INT, at) & 0xffff_ffffL;
        }
        if (at + Short.BYTES <= to) {
            sum += memory.get(SHORT, at) & 0xffff;
            at += Short.BYTES;
        }
        if (at < to) {
            sum += (memory.get(ValueLayout.JAVA_BYTE, at) & 0xff) << 8;
        }
        return sum;
    }

    private static int fold(long sum) {
        long folded = (sum >>> 32) + (sum & 0xffff_ffffL);
        while (folded >>> 16 != 0) {
            folded = (folded >>> 16) + (folded & 0xffff);
        }
        return (int) folded;
    }
}
