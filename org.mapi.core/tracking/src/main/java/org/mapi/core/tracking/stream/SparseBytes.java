package org.mapi.core.tracking.stream;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Objects;

/**
 * Bytes at 64-bit positions, with holes: what reassembly of streams and of datagrams have in common. Ranges of bytes that are
 * there
 * are kept in order and joined where they touch; their number is bounded. Memory comes from a {@link BlockPool}, only where bytes
 * are.
 *
 * <p>Used by the pool's thread.
 */
public final class SparseBytes {
    /** {@link #put}: the bytes were taken. */
    public static final int TAKEN = 0;
    /** {@link #put}: the pool has no memory left; nothing was changed. */
    public static final int NO_MEMORY = 1;
    /** {@link #put}: one range more than allowed; nothing was changed. */
    public static final int TOO_MANY_RANGES = 2;

    private static final int FIRST_TABLE = 4;
    private static final int FIRST_RANGES = 2;

    private final BlockPool pool;
    private final BlockOwner owner = item -> evict();
    /** Its place in the pool's list of those that have memory. */
    private int number = BlockPool.NONE;
    private final int shift;
    private final long mask;
    private final Runnable evictionListener;
    private int mostRanges;
    private OverlapPolicy policy = OverlapPolicy.FIRST;
    /** Block + 1 of each block number, a ring from the lowest position's on. */
    private int[] table = new int[FIRST_TABLE];
    private int blocks;
    private long low;
    private long[] starts = new long[FIRST_RANGES];
    private long[] ends = new long[FIRST_RANGES];
    private int ranges;

    private int newBytes;
    private int repeatedBytes;
    private int differingBytes;
    private long firstDifference;

    /**
     * No bytes.
     *
     * @param pool             where memory comes from
     * @param mostRanges       most ranges at a time, 1 or more
     * @param evictionListener called when the pool has taken all bytes away for another buffer
     */
    public SparseBytes(BlockPool pool, int mostRanges, Runnable evictionListener) {
        this.pool = Objects.requireNonNull(pool, "pool");
        this.mostRanges = mostRanges;
        this.evictionListener = Objects.requireNonNull(evictionListener, "evictionListener");
        shift = pool.shift;
        mask = (1L << shift) - 1;
    }

    /** Which bytes win where two are put at one position. */
    public void policy(OverlapPolicy newPolicy) {
        policy = newPolicy;
    }

    /** Which bytes win where two are put at one position. */
    public OverlapPolicy policy() {
        return policy;
    }

    /** Most ranges at a time, from the next {@link #put} on. */
    public void mostRanges(int most) {
        mostRanges = most;
    }

    /**
     * Puts bytes at a position. What happened is told by the result and by {@link #newBytes()}, {@link #repeatedBytes()}, {@link
     * #differingBytes()}.
     *
     * @param position where the first byte goes, {@link #low()} or more
     * @param source   native memory
     * @param from     offset in it
     * @param length   number of bytes, 1 or more
     * @return {@link #TAKEN}, {@link #NO_MEMORY} or {@link #TOO_MANY_RANGES}
     */
    public int put(long position, MemorySegment source, long from, int length) {
        newBytes = 0;
        repeatedBytes = 0;
        differingBytes = 0;
        final long end = position + length;
        int first = ranges;
        while (first > 0 && ends[first - 1] >= position) {
            first--;
        }
        int last = first;
        while (last < ranges && starts[last] <= end) {
            last++;
        }
        if (first == last && ranges >= mostRanges) {
            return TOO_MANY_RANGES;
        }
        if (!reserve(position, end)) {
            return NO_MEMORY;
        }
        fill(first, last, position, end, source, from - position);
        join(first, last, position, end);
        use();
        return TAKEN;
    }

    private void use() {
        if (number == BlockPool.NONE) {
            number = pool.enter(owner, 0);
        } else {
            pool.used(number);
        }
    }

    private void forget() {
        if (number != BlockPool.NONE) {
            pool.forget(number);
            number = BlockPool.NONE;
        }
    }

    /**
     * Takes the place of somebody else who has bytes of the same pool: all from the lowest position to an end, in blocks that are
     * chained. Nothing must be kept here.
     *
     * @param itsNumber the other one's number in the pool, {@link BlockPool#NONE} if it has no block
     * @param lowest    the lowest position
     * @param end       where the bytes end; more than {@code lowest} if there is a block
     * @param first     the block of the lowest position
     */
    void adopt(int itsNumber, long lowest, long end, int first) {
        clear(lowest);
        if (itsNumber == BlockPool.NONE) {
            return;
        }
        number = itsNumber;
        pool.hand(number, owner, 0);
        final long last = end - 1 >>> shift;
        if (last - (lowest >>> shift) >= table.length) {
            grow(last);
        }
        int block = first;
        for (long at = lowest >>> shift; at <= last; at++) {
            table[(int) at & table.length - 1] = block + 1;
            block = pool.next(block);
            blocks++;
        }
        starts[0] = lowest;
        ends[0] = end;
        ranges = 1;
    }

    /** Writes what is new, and compares what is not with the ranges it overlaps. */
    private void fill(int first, int last, long position, long end, MemorySegment source, long base) {
        long at = position;
        for (int i = first; i < last; i++) {
            final long start = Math.max(starts[i], position);
            final long stop = Math.min(ends[i], end);
            if (at < start) {
                write(at, start, source, base);
                newBytes += (int) (start - at);
            }
            if (start < stop) {
                overlap(start, stop, source, base);
            }
            at = Math.max(at, stop);
        }
        if (at < end) {
            write(at, end, source, base);
            newBytes += (int) (end - at);
        }
    }

    /** Makes one range of a new one and all that it touches. */
    private void join(int first, int last, long start, long end) {
        if (first == last) {
            if (ranges == starts.length) {
                starts = Arrays.copyOf(starts, ranges * 2);
                ends = Arrays.copyOf(ends, ranges * 2);
            }
            System.arraycopy(starts, first, starts, first + 1, ranges - first);
            System.arraycopy(ends, first, ends, first + 1, ranges - first);
            starts[first] = start;
            ends[first] = end;
            ranges++;
            return;
        }
        starts[first] = Math.min(starts[first], start);
        ends[first] = Math.max(ends[last - 1], end);
        if (last - first > 1) {
            System.arraycopy(starts, last, starts, first + 1, ranges - last);
            System.arraycopy(ends, last, ends, first + 1, ranges - last);
            ranges -= last - first - 1;
        }
    }

    private boolean reserve(long position, long end) {
        final long lastBlock = end - 1 >>> shift;
        if (lastBlock - (low >>> shift) >= table.length) {
            grow(lastBlock);
        }
        for (long number = position >>> shift; number <= lastBlock; number++) {
            final int slot = (int) number & table.length - 1;
            if (table[slot] == 0) {
                use();
                final int block = pool.take(this.number);
                if (block == BlockPool.NONE) {
                    pool.refuse();
                    releaseUnused();
                    return false;
                }
                table[slot] = block + 1;
                blocks++;
            }
        }
        return true;
    }

    private void grow(long lastBlock) {
        final long lowest = low >>> shift;
        final long wanted = lastBlock - lowest + 1;
        if (wanted > 1 << 30) {
            throw new IllegalArgumentException("sparse bytes: lowest position=" + low + ", last block=" + lastBlock);
        }
        final int[] larger = new int[Integer.highestOneBit((int) wanted - 1) << 1];
        for (int i = 0; i < table.length; i++) {
            final long number = lowest + i;
            larger[(int) number & larger.length - 1] = table[(int) number & table.length - 1];
        }
        table = larger;
    }

    private void write(long start, long end, MemorySegment source, long base) {
        long at = start;
        while (at < end) {
            final int block = table[(int) (at >>> shift) & table.length - 1] - 1;
            final long length = Math.min(end - at, mask + 1 - (at & mask));
            MemorySegment.copy(source, base + at, pool.segment(block), pool.offset(block) + (at & mask), length);
            at += length;
        }
    }

    private void overlap(long start, long end, MemorySegment source, long base) {
        repeatedBytes += (int) (end - start);
        long at = start;
        while (at < end) {
            final int block = table[(int) (at >>> shift) & table.length - 1] - 1;
            final long length = Math.min(end - at, mask + 1 - (at & mask));
            final long kept = pool.offset(block) + (at & mask);
            if (MemorySegment.mismatch(source, base + at, base + at + length, pool.segment(block), kept, kept + length) >= 0) {
                count(at, length, source, base + at, pool.segment(block), kept);
            }
            at += length;
        }
        if (policy == OverlapPolicy.LAST) {
            write(start, end, source, base);
        }
    }

    private void count(long position, long length, MemorySegment source, long from, MemorySegment kept, long at) {
        for (long i = 0; i < length; i++) {
            if (source.get(ValueLayout.JAVA_BYTE, from + i) != kept.get(ValueLayout.JAVA_BYTE, at + i)) {
                if (differingBytes++ == 0) {
                    firstDifference = position + i;
                }
            }
        }
    }

    /** Of the last {@link #put}: bytes at positions where none were. */
    public int newBytes() {
        return newBytes;
    }

    /** Of the last {@link #put}: bytes at positions where some were already. */
    public int repeatedBytes() {
        return repeatedBytes;
    }

    /** Of the last {@link #put}: those of the repeated bytes that were not the same as before. */
    public int differingBytes() {
        return differingBytes;
    }

    /** Of the last {@link #put}: position of the first byte that differed; undefined if none did. */
    public long firstDifference() {
        return firstDifference;
    }

    /**
     * Copies bytes out, up to the end of the range that holds the first.
     *
     * @return how many; 0 if none is kept at the position
     */
    public int get(long position, MemorySegment target, long at, int length) {
        final int range = range(position);
        if (range < 0) {
            return 0;
        }
        final int count = (int) Math.min(length, ends[range] - position);
        int done = 0;
        while (done < count) {
            final long from = position + done;
            final int block = table[(int) (from >>> shift) & table.length - 1] - 1;
            final int piece = (int) Math.min(count - done, mask + 1 - (from & mask));
            MemorySegment.copy(pool.segment(block), pool.offset(block) + (from & mask), target, at + done, piece);
            done += piece;
        }
        return count;
    }

    /** Number of the range that holds a position; -1 if none does. */
    public int range(long position) {
        for (int i = ranges - 1; i >= 0; i--) {
            if (starts[i] <= position) {
                return position < ends[i] ? i : -1;
            }
        }
        return -1;
    }

    /** How many ranges there are. */
    public int ranges() {
        return ranges;
    }

    /** Position of a range's first byte; ranges are in order. */
    public long start(int range) {
        return starts[range];
    }

    /** Position behind a range's last byte. */
    public long end(int range) {
        return ends[range];
    }

    /** The lowest position that bytes can be put at. */
    public long low() {
        return low;
    }

    /** Forgets all bytes below a position, which becomes the lowest; does nothing if it is that already or was passed. */
    public void discard(long below) {
        if (below <= low) {
            return;
        }
        final long first = low >>> shift;
        final long numbers = Math.min((below >>> shift) - first, table.length);
        for (long number = first; number < first + numbers && blocks > 0; number++) {
            release((int) number & table.length - 1);
        }
        low = below;
        int gone = 0;
        while (gone < ranges && ends[gone] <= below) {
            gone++;
        }
        if (gone > 0) {
            ranges -= gone;
            System.arraycopy(starts, gone, starts, 0, ranges);
            System.arraycopy(ends, gone, ends, 0, ranges);
        }
        if (ranges > 0 && starts[0] < below) {
            starts[0] = below;
        }
        releaseUnused();
    }

    /** Without a range no block is needed, not even a started one. */
    private void releaseUnused() {
        if (ranges == 0) {
            for (int slot = 0; slot < table.length && blocks > 0; slot++) {
                release(slot);
            }
            forget();
        }
    }

    private void release(int slot) {
        if (table[slot] != 0) {
            pool.give(table[slot] - 1);
            table[slot] = 0;
            blocks--;
        }
    }

    /** Forgets everything and begins anew at a lowest position; a large table is given up. */
    public void clear(long lowest) {
        for (int slot = 0; slot < table.length && blocks > 0; slot++) {
            release(slot);
        }
        if (table.length > 64) {
            table = new int[FIRST_TABLE];
        }
        ranges = 0;
        low = lowest;
        forget();
    }

    /** Bytes of memory held. */
    public long memory() {
        return (long) blocks << shift;
    }

    private void evict() {
        clear(low);
        evictionListener.run();
    }
}
