package org.mapi.core.tracking.stream;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * Native memory in blocks of one size, shared by many buffers of one thread, with a budget.
 *
 * <p>Memory is taken from the system in slabs of 64 blocks when they are needed. When the budget is used up, the buffer that
 * was not
 * written to for longest gives up all its blocks and is told so ({@link #evicted()} counts).
 */
public final class BlockPool implements AutoCloseable {
    /** The usual size of a block. */
    public static final int DEFAULT_BLOCK = 2048;
    static final int NONE = -1;
    private static final int SLAB_SHIFT = 6;
    private static final int SLAB_MASK = (1 << SLAB_SHIFT) - 1;
    private static final int LARGEST_BLOCK = 1 << 20;

    final int shift;
    private final int limit;
    private final Arena arena = Arena.ofShared();
    private MemorySegment[] slabs = new MemorySegment[4];
    private int[] nextFree = new int[4 << SLAB_SHIFT];
    private int fresh;
    private int freeList = NONE;
    private int taken;
    /** The buffers that have memory, by number: those who hold one, and the list by their last use. */
    private SparseBytes[] owners = new SparseBytes[4];
    private int[] older = new int[4];
    private int[] newer = new int[4];
    private int numbers;
    private int freeNumber = NONE;
    private int oldest = NONE;
    private int newest = NONE;
    private long evicted;
    private long refused;

    /**
     * An empty pool.
     *
     * @param budget most bytes of blocks, at least one block
     * @param block  bytes of a block, a power of two from 64 to 1 MiB
     * @throws IllegalArgumentException if one of them is out of range
     */
    public BlockPool(long budget, int block) {
        if (block < 64 || block > LARGEST_BLOCK || Integer.bitCount(block) != 1 || budget < block
            || budget / block > Integer.MAX_VALUE >> 1) {
            throw new IllegalArgumentException("block pool: budget=" + budget + ", block=" + block
                + ", expected a power of two from 64 to " + LARGEST_BLOCK + " and a budget of 1 to 2^30 blocks");
        }
        shift = Integer.numberOfTrailingZeros(block);
        limit = (int) (budget / block);
    }

    /** A block for a buffer, {@link #NONE} if there is none even after all others have given up theirs. */
    int take(SparseBytes owner) {
        int block = free();
        while (block == NONE) {
            final int victim = oldest == NONE || oldest != owner.number ? oldest : newer[oldest];
            if (victim == NONE) {
                refused++;
                return NONE;
            }
            evicted++;
            owners[victim].evict();
            block = free();
        }
        taken++;
        return block;
    }

    private int free() {
        if (freeList != NONE) {
            final int block = freeList;
            freeList = nextFree[block];
            return block;
        }
        if (fresh == limit) {
            return NONE;
        }
        final int slab = fresh >>> SLAB_SHIFT;
        if (slab == slabs.length) {
            slabs = Arrays.copyOf(slabs, slab * 2);
            nextFree = Arrays.copyOf(nextFree, slabs.length << SLAB_SHIFT);
        }
        if (slabs[slab] == null) {
            final int blocks = Math.min(1 << SLAB_SHIFT, limit - fresh);
            slabs[slab] = arena.allocate((long) blocks << shift, Long.BYTES);
        }
        return fresh++;
    }

    void give(int block) {
        nextFree[block] = freeList;
        freeList = block;
        taken--;
    }

    MemorySegment segment(int block) {
        return slabs[block >>> SLAB_SHIFT];
    }

    long offset(int block) {
        return (long) (block & SLAB_MASK) << shift;
    }

    /** Makes a buffer the newest one. Numbers, not references: no reference is stored while bytes flow. */
    void used(SparseBytes owner) {
        final int number = owner.number == NONE ? enter(owner) : owner.number;
        if (newest != number) {
            unlink(number);
            link(number);
        }
    }

    private int enter(SparseBytes owner) {
        int number = freeNumber;
        if (number == NONE) {
            number = numbers++;
            if (number == owners.length) {
                owners = Arrays.copyOf(owners, number * 2);
                older = Arrays.copyOf(older, number * 2);
                newer = Arrays.copyOf(newer, number * 2);
            }
        } else {
            freeNumber = newer[number];
        }
        owners[number] = owner;
        owner.number = number;
        link(number);
        return number;
    }

    void forget(SparseBytes owner) {
        final int number = owner.number;
        if (number != NONE) {
            unlink(number);
            owners[number] = null;
            owner.number = NONE;
            newer[number] = freeNumber;
            freeNumber = number;
        }
    }

    private void link(int number) {
        older[number] = newest;
        newer[number] = NONE;
        if (newest == NONE) {
            oldest = number;
        } else {
            newer[newest] = number;
        }
        newest = number;
    }

    private void unlink(int number) {
        final int before = older[number];
        final int after = newer[number];
        if (before == NONE) {
            oldest = after;
        } else {
            newer[before] = after;
        }
        if (after == NONE) {
            newest = before;
        } else {
            older[after] = before;
        }
    }

    /** Bytes of a block. */
    public int block() {
        return 1 << shift;
    }

    /** Bytes of the blocks in use. */
    public long used() {
        return (long) taken << shift;
    }

    /** Most bytes of blocks. */
    public long budget() {
        return (long) limit << shift;
    }

    /** Bytes taken from the system so far; never more than the budget. */
    public long memory() {
        return Math.min(limit, (long) (fresh + SLAB_MASK & ~SLAB_MASK)) << shift;
    }

    /** How often a buffer had to give up its bytes for another one. */
    public long evicted() {
        return evicted;
    }

    /** How often there was no block although no other buffer had any. */
    public long refused() {
        return refused;
    }

    /**
     * Frees the memory; buffers of the pool must not be used any more. May be called from another thread when all work is done.
     */
    @Override
    public void close() {
        if (arena.scope().isAlive()) {
            arena.close();
        }
    }
}
