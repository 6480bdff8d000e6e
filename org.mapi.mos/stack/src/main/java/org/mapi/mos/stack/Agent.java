package org.mapi.mos.stack;

/** Work that one thread does again and again. */
interface Agent extends AutoCloseable {
    /** Answer of {@link #doWork}: there will never be work again. */
    int END = -1;
    /** Most nanoseconds to wait where something wakes the thread. */
    long LONGEST_WAIT = 1_000_000;
    /** Nanoseconds to wait where nothing may wake the thread. */
    long SHORTEST_WAIT = 50_000;

    /** Does what there is; how much that was, or {@link #END}. */
    int doWork();

    /** Waits until there may be work, not for long. */
    void await(int round);

    /** Why it ended early; empty if it did not. */
    String failure();

    @Override
    void close();
}
