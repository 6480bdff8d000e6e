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
    private SparseBytes oldest;
    private SparseBytes newest;
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
            final SparseBytes victim = oldest == owner ? owner.newer : oldest;
            if (victim == null) {
                refused++;
                return NONE;
            }
            evicted++;
            victim.evict();
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

    /** Makes a buffer the newest one. */
    void used(SparseBytes owner) {
        if (newest != owner) {
            forget(owner);
            owner.older = newest;
            owner.listed = true;
            if (newest == null) {
                oldest = owner;
            } else {
                newest.newer = owner;
            }
            newest = owner;
        }
    }

    void forget(SparseBytes owner) {
        if (owner.listed) {
            if (owner.older == null) {
                oldest = owner.newer;
            } else {
                owner.older.newer = owner.newer;
            }
            if (owner.newer == null) {
                newest = owner.older;
            } else {
                owner.newer.older = owner.older;
            }
            owner.older = null;
            owner.newer = null;
            owner.listed = false;
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
