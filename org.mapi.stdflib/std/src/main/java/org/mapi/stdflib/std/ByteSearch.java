package org.mapi.stdflib.std;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/** Finds a byte string in memory by Horspool's method: looks at one byte in as many as the string is long. */
final class ByteSearch {
    private final byte[] needle;
    private final int[] shift = new int[256];

    ByteSearch(byte[] needle) {
        this.needle = needle.clone();
        Arrays.fill(shift, needle.length);
        for (int i = 0; i < needle.length - 1; i++) {
            shift[needle[i] & 0xff] = needle.length - 1 - i;
        }
    }

    /** Whether the string lies within {@code length} bytes from {@code start}. */
    boolean find(MemorySegment segment, long start, int length) {
        final int last = needle.length - 1;
        final byte lastByte = needle[last];
        int at = last;
        while (at < length) {
            final byte b = segment.get(ValueLayout.JAVA_BYTE, start + at);
            if (b == lastByte && matches(segment, start + at - last, last)) {
                return true;
            }
            at += shift[b & 0xff];
        }
        return false;
    }

    private boolean matches(MemorySegment segment, long from, int count) {
        for (int i = 0; i < count; i++) {
            if (segment.get(ValueLayout.JAVA_BYTE, from + i) != needle[i]) {
                return false;
            }
        }
        return true;
    }
}
