package org.mapi.stdflib.ipfix;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** Writes numbers in network byte order. */
final class Wire {
    private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private Wire() { }

    static void put8(MemorySegment to, long at, int value) {
        to.set(ValueLayout.JAVA_BYTE, at, (byte) value);
    }

    static void put16(MemorySegment to, long at, int value) {
        to.set(SHORT, at, (short) value);
    }

    static void put32(MemorySegment to, long at, int value) {
        to.set(INT, at, value);
    }

    static void put64(MemorySegment to, long at, long value) {
        to.set(LONG, at, value);
    }
}
