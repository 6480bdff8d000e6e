package org.mapi.core.tracking.stream;

/** Who holds blocks of a {@link BlockPool}. */
@FunctionalInterface
interface BlockOwner {
    /**
     * The pool needs the memory: all blocks of an item are given back, and the pool is told to forget it, before this returns.
     *
     * @param item the owner's own number of what holds the blocks
     */
    void evict(int item);
}
