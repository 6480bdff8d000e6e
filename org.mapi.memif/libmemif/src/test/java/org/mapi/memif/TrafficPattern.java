package org.mapi.memif;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Packets whose bytes follow from their number, so that a receiver can tell a lost, doubled or damaged one. */
final class TrafficPattern {
    private TrafficPattern() {
    }

    static int length(final long number, final int shortest, final int longest) {
        return shortest + (int) Math.floorMod(mix(number), (long) longest - shortest + 1);
    }

    static void write(final MemorySegment to, final long at, final int length, final long number) {
        for (int i = 0; i < length; i++) {
            to.set(ValueLayout.JAVA_BYTE, at + i, expected(number, i));
        }
    }

    static boolean matches(final MemorySegment from, final long at, final int length, final long number) {
        for (int i = 0; i < length; i++) {
            if (from.get(ValueLayout.JAVA_BYTE, at + i) != expected(number, i)) {
                return false;
            }
        }
        return true;
    }

    private static byte expected(final long number, final int index) {
        return (byte) (number * 31 + index * 7L + (index >> 8));
    }

    private static long mix(final long number) {
        final long once = (number ^ number >>> 31) * 0x9e3779b97f4a7c15L;
        return once ^ once >>> 29;
    }
}
