package org.mapi.memif;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Copies packets. Short ones go by words, which costs a fraction of a bulk copy's set-up. */
final class Bytes {
    private static final ValueLayout.OfLong WORD = ValueLayout.JAVA_LONG_UNALIGNED;
    private static final int SHORT_COPY = 192;

    private Bytes() {
    }

    static void copy(final MemorySegment from, final long at, final MemorySegment to, final long into, final int length) {
        if (length > SHORT_COPY || length < Long.BYTES) {
            MemorySegment.copy(from, at, to, into, length);
            return;
        }
        // words from the front; the last one ends with the packet and may overlap the one before
        final int last = length - Long.BYTES;
        for (int i = 0; i < last; i += Long.BYTES) {
            to.set(WORD, into + i, from.get(WORD, at + i));
        }
        to.set(WORD, into + last, from.get(WORD, at + last));
    }
}
