package org.mapi.core.tracking;

/**
 * Finds records by hash: 256 small open-addressing tables, chosen by the highest bits of the hash. Each grows by itself, so that
 * no growth touches more than a 256th of the flows. A slot is {@code tag << 32 | record + 1}; 0 is free. Removal moves later
 * entries of the run back, so that there are no tombstones.
 */
final class FlowIndex {
    private static final int SEGMENTS = 256;
    private static final int SEGMENT_SHIFT = 56;
    private static final int SMALLEST = 8;

    private final long[][] segments = new long[SEGMENTS][];
    private final int[] used = new int[SEGMENTS];
    private long slots;

    /** The segment of a hash; null if it is empty. */
    long[] segment(long hash) {
        return segments[(int) (hash >>> SEGMENT_SHIFT)];
    }

    static int record(long slot) {
        return (int) slot - 1;
    }

    static int tag(long slot) {
        return (int) (slot >>> 32);
    }

    void insert(long hash, int record) {
        final int number = (int) (hash >>> SEGMENT_SHIFT);
        long[] segment = segments[number];
        if (segment == null || (used[number] + 1) * 8 > segment.length * 5) {
            segment = grow(number, segment);
        }
        put(segment, hash << 32 | record + 1L);
        used[number]++;
    }

    private long[] grow(int number, long[] old) {
        final long[] larger = new long[old == null ? SMALLEST : old.length * 2];
        slots += larger.length - (old == null ? 0 : old.length);
        if (old != null) {
            for (long slot : old) {
                if (slot != 0) {
                    put(larger, slot);
                }
            }
        }
        segments[number] = larger;
        return larger;
    }

    private static void put(long[] segment, long slot) {
        final int mask = segment.length - 1;
        int at = tag(slot) & mask;
        while (segment[at] != 0) {
            at = at + 1 & mask;
        }
        segment[at] = slot;
    }

    void remove(long hash, int record) {
        final int number = (int) (hash >>> SEGMENT_SHIFT);
        final long[] segment = segments[number];
        final int mask = segment.length - 1;
        final long wanted = hash << 32 | record + 1L;
        int hole = (int) hash & mask;
        while (segment[hole] != wanted) {
            assert segment[hole] != 0 : "record is not in the index: record=" + record;
            hole = hole + 1 & mask;
        }
        int at = hole;
        while (segment[at = at + 1 & mask] != 0) {
            final int home = tag(segment[at]) & mask;
            if ((at - home & mask) >= (at - hole & mask)) {
                segment[hole] = segment[at];
                hole = at;
            }
        }
        segment[hole] = 0;
        used[number]--;
    }

    long memory() {
        return slots * Long.BYTES + SEGMENTS * (Long.BYTES + Integer.BYTES);
    }
}
