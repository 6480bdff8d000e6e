package org.mapi.mos.stack;

import java.util.Arrays;

/**
 * Which bytes came ahead of missing ones, in one direction: intervals of positions in ascending order that neither touch nor
 * overlap. Their number is bounded: where there are too many, the two that are nearest to each other become one, so that at worst
 * a retransmission is seen where there was none.
 */
final class Coverage {
    private static final int MOST = 64;
    private static final int FIRST = 4;

    private long[] starts = new long[FIRST];
    private long[] ends = new long[FIRST];
    private int size;

    boolean isEmpty() {
        return size == 0;
    }

    void clear() {
        size = 0;
    }

    /** Start of the first interval; {@code Long.MAX_VALUE} without one. */
    long first() {
        return size == 0 ? Long.MAX_VALUE : starts[0];
    }

    /** Whether a byte of [start, end) is there. */
    boolean overlaps(long start, long end) {
        for (int i = 0; i < size && starts[i] < end; i++) {
            if (ends[i] > start) {
                return true;
            }
        }
        return false;
    }

    /** Adds [start, end), joined with what it touches. */
    void add(long start, long end) {
        int from = 0;
        while (from < size && ends[from] < start) {
            from++;
        }
        int to = from;
        long low = start;
        long high = end;
        while (to < size && starts[to] <= end) {
            low = Math.min(low, starts[to]);
            high = Math.max(high, ends[to]);
            to++;
        }
        if (from == to) {
            insert(from);
        } else {
            close(from + 1, to);
        }
        starts[from] = low;
        ends[from] = high;
        if (size > MOST) {
            joinNearest();
        }
    }

    private void insert(int at) {
        if (size == starts.length) {
            starts = Arrays.copyOf(starts, size * 2);
            ends = Arrays.copyOf(ends, size * 2);
        }
        System.arraycopy(starts, at, starts, at + 1, size - at);
        System.arraycopy(ends, at, ends, at + 1, size - at);
        size++;
    }

    private void close(int from, int to) {
        System.arraycopy(starts, to, starts, from, size - to);
        System.arraycopy(ends, to, ends, from, size - to);
        size -= to - from;
    }

    private void joinNearest() {
        int nearest = 0;
        for (int i = 1; i < size - 1; i++) {
            if (starts[i + 1] - ends[i] < starts[nearest + 1] - ends[nearest]) {
                nearest = i;
            }
        }
        ends[nearest] = ends[nearest + 1];
        close(nearest + 1, nearest + 2);
    }

    /** Takes away what lies before a position; the position behind what touches it, or the position itself. */
    long advance(long position) {
        long reached = position;
        int gone = 0;
        while (gone < size && starts[gone] <= reached) {
            reached = Math.max(reached, ends[gone]);
            gone++;
        }
        if (gone > 0) {
            close(0, gone);
        }
        return reached;
    }
}
