package org.mapi.mos.stack;

/** Polls device queues and hands copies of their packets to workers. */
final class Dispatcher implements Agent {
    private final Feed[] feeds;
    private final Spreader spreader;
    private final Gate gate;
    private long time = Long.MIN_VALUE;

    /**
     * A dispatcher.
     *
     * @param feeds    what it polls
     * @param spreader where they go
     * @param gate     lets one thread at a time at the spreader
     */
    Dispatcher(Feed[] feeds, Spreader spreader, Gate gate) {
        this.feeds = feeds;
        this.spreader = spreader;
        this.gate = gate;
    }

    @Override
    public int doWork() {
        gate.enter();
        try {
            int work = 0;
            boolean ended = true;
            for (Feed feed : feeds) {
                work += poll(feed);
                ended &= feed.isEnded();
            }
            if (work > 0) {
                spreader.publish(time);
            }
            return work == 0 && ended ? END : work;
        } finally {
            gate.leave();
        }
    }

    private int poll(Feed feed) {
        final int count = feed.poll();
        for (int i = 0; i < count; i++) {
            spreader.spread(feed.packet(i), feed.device(i));
        }
        if (count > 0) {
            time = Math.max(time, feed.batch().timestamp(count - 1));
        }
        return count;
    }

    @Override
    public void await(int round) {
        Agent.await(feeds, round);
    }

    @Override
    public String failure() {
        return Agent.failure(feeds);
    }

    @Override
    public void close() {
        gate.enter();
        try {
            spreader.end();
        } finally {
            gate.leave();
        }
    }
}
