package org.mapi.mos.stack;

/** Work that one thread does again and again. */
interface Agent extends AutoCloseable {
    /** Answer of {@link #doWork}: there will never be work again. */
    int END = -1;
    /** Most nanoseconds to wait where packets wake the thread. */
    long LONGEST_WAIT = 1_000_000;
    /** Most nanoseconds to wait where packets may come by another way. */
    long SHORTEST_WAIT = 50_000;

    /** Does what there is; how much that was, or {@link #END}. */
    int doWork();

    /** Waits until there may be work, not for long. */
    void await(int round);

    /** Why it ended early; empty if it did not. */
    String failure();

    /** Its thread will not work any more. Idempotent. */
    @Override
    void close();

    /** Waits for one of several feeds, another one each round. */
    static void await(Feed[] feeds, int round) {
        for (int i = 0; i < feeds.length; i++) {
            final Feed feed = feeds[(round + i) % feeds.length];
            if (!feed.isEnded()) {
                feed.await(feeds.length == 1 && !(feed instanceof PacketRing) ? LONGEST_WAIT : SHORTEST_WAIT);
                return;
            }
        }
    }

    /** Why one of several feeds ended early; empty if none did. */
    static String failure(Feed[] feeds) {
        for (Feed feed : feeds) {
            final String failure = feed.failure();
            if (!failure.isEmpty()) {
                return failure;
            }
        }
        return "";
    }
}
