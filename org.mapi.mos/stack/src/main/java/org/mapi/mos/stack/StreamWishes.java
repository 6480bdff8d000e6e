package org.mapi.mos.stack;

import java.util.Arrays;
import org.mapi.mos.OverlapPolicy;

/** What single applications have asked for in one flow, beside what they ask for in all: by receiving side and slot. */
final class StreamWishes {
    private static final int NONE = -1;

    /** Slots of those who read a side no more: their buffer there has no room for a byte. */
    final long[] ended = new long[2];
    private final int[][] sizes = {{}, {}};
    private final OverlapPolicy[][] policies = {{}, {}};

    /** An application wants so many bytes kept; 0 ends its reading. */
    void resize(int side, int slot, int bytes) {
        if (slot >= sizes[side].length) {
            final int before = sizes[side].length;
            sizes[side] = Arrays.copyOf(sizes[side], slot + 1);
            Arrays.fill(sizes[side], before, slot + 1, NONE);
        }
        sizes[side][slot] = bytes;
        ended[side] = bytes == 0 ? ended[side] | 1L << slot : ended[side] & ~(1L << slot);
    }

    /** How many bytes an application wants kept; the given number if it has not said so for this flow. */
    int size(int side, int slot, int usual) {
        return slot < sizes[side].length && sizes[side][slot] != NONE ? sizes[side][slot] : usual;
    }

    void overlap(int side, int slot, OverlapPolicy wanted) {
        if (slot >= policies[side].length) {
            policies[side] = Arrays.copyOf(policies[side], slot + 1);
        }
        policies[side][slot] = wanted;
    }

    /** Which bytes an application wants to count; the given policy if it has not said so for this flow. */
    OverlapPolicy policy(int side, int slot, OverlapPolicy usual) {
        return slot < policies[side].length && policies[side][slot] != null ? policies[side][slot] : usual;
    }

    /** An application has left; another one may have its slot. */
    void forget(int side, int slot) {
        if (slot < sizes[side].length) {
            sizes[side][slot] = NONE;
        }
        if (slot < policies[side].length) {
            policies[side][slot] = null;
        }
        ended[side] &= ~(1L << slot);
    }
}
