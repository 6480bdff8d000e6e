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
    /** Behind each block: the next free one, or the next one of whoever chains those that he holds. */
    private int[] next = new int[4 << SLAB_SHIFT];
    private int fresh;
    private int freeList = NONE;
    private int taken;
    /** What has memory, by number: whose it is, and which of his. */
    private BlockOwner[] owners = new BlockOwner[4];
    private int[] items = new int[4];
    /** The list by last use: the older neighbour in the high half, the newer one in the low half. */
    private long[] links = new long[4];
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

    /**
     * A block for the holder with a number, {@link #NONE} if there is none even after all others have given up theirs. Others
     * are told that they lose theirs before this returns.
     */
    int take(int number) {
        int block = free();
        while (block == NONE) {
            final int victim = oldest == NONE || oldest != number ? oldest : newer(oldest);
            if (victim == NONE) {
                return NONE;
            }
            evicted++;
            owners[victim].evict(items[victim]);
            block = free();
        }
        taken++;
        return block;
    }

    /** Counts a buffer that got no block. */
    void refuse() {
        refused++;
    }

    private int free() {
        if (freeList != NONE) {
            final int block = freeList;
            freeList = next[block];
            return block;
        }
        if (fresh == limit) {
            return NONE;
        }
        final int slab = fresh >>> SLAB_SHIFT;
        if (slab == slabs.length) {
            slabs = Arrays.copyOf(slabs, slab * 2);
            next = Arrays.copyOf(next, slabs.length << SLAB_SHIFT);
        }
        if (slabs[slab] == null) {
            final int blocks = Math.min(1 << SLAB_SHIFT, limit - fresh);
            slabs[slab] = arena.allocate((long) blocks << shift, Long.BYTES);
        }
        return fresh++;
    }

    void give(int block) {
        next[block] = freeList;
        freeList = block;
        taken--;
    }

    MemorySegment segment(int block) {
        return slabs[block >>> SLAB_SHIFT];
    }

    long offset(int block) {
        return (long) (block & SLAB_MASK) << shift;
    }

    /** What a holder has chained behind a block. */
    int next(int block) {
        return next[block];
    }

    /** Chains a block behind another one of the same holder. */
    void next(int block, int following) {
        next[block] = following;
    }

    /** Makes a holder the newest one. Numbers, not references: no reference is stored while bytes flow. */
    void used(int number) {
        if (newest != number) {
            unlink(number);
            link(number);
        }
    }

    /** A number for somebody who will have memory, as the newest one. */
    int enter(BlockOwner owner, int item) {
        int number = freeNumber;
        if (number == NONE) {
            number = numbers++;
            if (number == owners.length) {
                owners = Arrays.copyOf(owners, number * 2);
                items = Arrays.copyOf(items, number * 2);
                links = Arrays.copyOf(links, number * 2);
            }
        } else {
            freeNumber = (int) links[number];
        }
        hand(number, owner, item);
        link(number);
        return number;
    }

    /** Another one holds the blocks now, with the same last use. */
    void hand(int number, BlockOwner owner, int item) {
        owners[number] = owner;
        items[number] = item;
    }

    /** Whoever had the number has no memory any more. */
    void forget(int number) {
        unlink(number);
        owners[number] = null;
        links[number] = freeNumber;
        freeNumber = number;
    }

    private int older(int number) {
        return (int) (links[number] >> 32);
    }

    private int newer(int number) {
        return (int) links[number];
    }

    private static long linked(int older, int newer) {
        return (long) older << 32 | newer & 0xffff_ffffL;
    }

    private void link(int number) {
        links[number] = linked(newest, NONE);
        if (newest == NONE) {
            oldest = number;
        } else {
            links[newest] = linked(older(newest), number);
        }
        newest = number;
    }

    private void unlink(int number) {
        final int before = older(number);
        final int after = newer(number);
        if (before == NONE) {
            oldest = after;
        } else {
            links[before] = linked(older(before), after);
        }
        if (after == NONE) {
            newest = before;
        } else {
            links[after] = linked(before, newer(after));
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
