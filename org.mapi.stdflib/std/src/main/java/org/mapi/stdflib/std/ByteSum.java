package org.mapi.stdflib.std;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Adds the bytes of a piece of memory, eight at a time. */
final class ByteSum {
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;
    private static final long EVEN = 0x00ff_00ff_00ff_00ffL;
    private static final long WORDS = 0x0000_ffff_0000_ffffL;
    /** So many additions of two bytes fit into 16 bits. */
    private static final int CHUNK = 128 * Long.BYTES;

    private ByteSum() { }

    /** The sum of {@code length} bytes, each 0 to 255. */
    static long of(MemorySegment segment, long start, int length) {
        long sum = 0;
        int at = 0;
        while (length - at >= Long.BYTES) {
            final int end = at + Math.min(CHUNK, length - at & -Long.BYTES);
            long lanes = 0;
            while (at < end) {
                final long word = segment.get(LONG, start + at);
                lanes += (word & EVEN) + (word >>> 8 & EVEN);
                at += Long.BYTES;
            }
            final long pairs = (lanes & WORDS) + (lanes >>> 16 & WORDS);
            sum += (pairs & 0xffff_ffffL) + (pairs >>> 32);
        }
        while (at < length) {
            sum += segment.get(ValueLayout.JAVA_BYTE, start + at++) & 0xff;
        }
        return sum;
    }
}
