package org.mapi.stdflib.std;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;

/**
 * Finds any of some byte strings by one step per byte (Aho and Corasick's automaton with all its failure steps taken in advance).
 * Bytes that occur in no string are one column of its table.
 */
final class TextAutomaton implements TextSearch {
    private static final int FOUND = -1;
    private static final int LARGEST = 1 << 24;

    private final short[] column = new short[256];
    private final int columns;
    /** By row and column the start of the next row, or FOUND. */
    private final int[] next;

    /**
     * An automaton.
     *
     * @throws IllegalArgumentException when it would need more than 64 MiB
     */
    TextAutomaton(List<byte[]> strings) {
        int used = 1;
        long rows = 1;
        for (byte[] text : strings) {
            rows += text.length;
            for (byte b : text) {
                if (column[b & 0xff] == 0) {
                    column[b & 0xff] = (short) used++;
                }
            }
        }
        columns = used;
        if (rows * columns > LARGEST) {
            throw new IllegalArgumentException("alternatives have " + rows + " bytes together, expected at most "
                + LARGEST / columns);
        }
        next = new int[(int) rows * columns];
        follow(strings);
    }

    private void follow(List<byte[]> strings) {
        int rows = 1;
        for (byte[] text : strings) {
            int state = 0;
            for (int i = 0; i < text.length && state != FOUND; i++) {
                final int at = state + column[text[i] & 0xff];
                if (i == text.length - 1) {
                    next[at] = FOUND;
                } else if (next[at] == 0) {
                    next[at] = rows++ * columns;
                }
                state = next[at];
            }
        }
        final int[] queue = new int[rows];
        final int[] failure = new int[rows];
        int tail = 0;
        for (int c = 0; c < columns; c++) {
            if (next[c] > 0) {
                queue[tail++] = next[c];
            }
        }
        for (int head = 0; head < tail; head++) {
            final int state = queue[head];
            final int fallback = failure[state / columns];
            for (int c = 0; c < columns; c++) {
                final int child = next[state + c];
                if (child == 0 || next[fallback + c] == FOUND) {
                    next[state + c] = next[fallback + c];
                } else if (child > 0) {
                    failure[child / columns] = next[fallback + c];
                    queue[tail++] = child;
                }
            }
        }
    }

    @Override
    public boolean find(MemorySegment segment, long start, int length) {
        int state = 0;
        for (int i = 0; i < length; i++) {
            state = next[state + column[segment.get(ValueLayout.JAVA_BYTE, start + i) & 0xff]];
            if (state == FOUND) {
                return true;
            }
        }
        return false;
    }
}
