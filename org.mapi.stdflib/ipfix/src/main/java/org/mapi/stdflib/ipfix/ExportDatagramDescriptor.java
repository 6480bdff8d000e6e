package org.mapi.stdflib.ipfix;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import org.mapi.result.ExportDatagram;

/**
 * A datagram in the queue of FLOW_REPORT. Little endian; the datagram itself is in network byte order.
 *
 * <pre>
 *   0        8        16           24        32       36  40      48
 *   +--------+--------+------------+---------+--------+---+-------+-----------
 *   | number | flows  | unreported | evicted | length | 0 | stray | datagram ...
 *   +--------+--------+------------+---------+--------+---+-------+-----------
 * </pre>
 */
final class ExportDatagramDescriptor {
    static final int NUMBER = 0;
    static final int FLOWS = 8;
    static final int UNREPORTED = 16;
    static final int EVICTED = 24;
    static final int DATAGRAM_LENGTH = 32;
    static final int STRAY_FRAGMENTS = 40;
    static final int HEADER_LENGTH = 48;

    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private ExportDatagramDescriptor() { }

    /** Writes a datagram. */
    static void write(MemorySegment to, long at, long number, long flows, long unreported, long evicted, long stray,
            MemorySegment datagram, int length) {
        to.set(LONG, at + NUMBER, number);
        to.set(LONG, at + FLOWS, flows);
        to.set(LONG, at + UNREPORTED, unreported);
        to.set(LONG, at + EVICTED, evicted);
        to.set(INT, at + DATAGRAM_LENGTH, length);
        to.set(INT, at + DATAGRAM_LENGTH + Integer.BYTES, 0);
        to.set(LONG, at + STRAY_FRAGMENTS, stray);
        MemorySegment.copy(datagram, 0, to, at + HEADER_LENGTH, length);
    }

    /** The number of a datagram. */
    static long number(MemorySegment from, long at) {
        return from.get(LONG, at + NUMBER);
    }

    /** Reads a datagram from a record of so many bytes; null if it is too short. */
    static ExportDatagram read(MemorySegment from, long at, int record) {
        if (record < HEADER_LENGTH) {
            return null;
        }
        final int size = Math.clamp(from.get(INT, at + DATAGRAM_LENGTH), 0, record - HEADER_LENGTH);
        final byte[] bytes = new byte[size];
        MemorySegment.copy(from, ValueLayout.JAVA_BYTE, at + HEADER_LENGTH, bytes, 0, size);
        return new ExportDatagram(number(from, at), size, bytes, from.get(LONG, at + FLOWS), from.get(LONG, at + UNREPORTED),
            from.get(LONG, at + EVICTED), from.get(LONG, at + STRAY_FRAGMENTS));
    }
}
