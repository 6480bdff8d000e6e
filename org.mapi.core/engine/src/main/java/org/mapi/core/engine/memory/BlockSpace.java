package org.mapi.core.engine.memory;

import java.util.ArrayList;
import java.util.List;

/** Gives out the block area of one file. What fits nowhere goes into the successor, where all blocks lie close again. */
final class BlockSpace {
    private record Gap(long offset, long length) { }

    private final long end;
    private final List<Gap> gaps = new ArrayList<>();
    private long next;

    BlockSpace(long start, long end) {
        this.next = start;
        this.end = end;
    }

    /** Start of a block of that length, or -1 when there is no room. */
    long allocate(long length) {
        for (int i = 0; i < gaps.size(); i++) {
            final Gap gap = gaps.get(i);
            if (gap.length >= length) {
                gaps.remove(i);
                if (gap.length > length) {
                    gaps.add(new Gap(gap.offset + length, gap.length - length));
                }
                return gap.offset;
            }
        }
        if (length > end - next) {
            return -1;
        }
        final long start = next;
        next += length;
        return start;
    }

    void free(long offset, long length) {
        gaps.add(new Gap(offset, length));
    }
}
