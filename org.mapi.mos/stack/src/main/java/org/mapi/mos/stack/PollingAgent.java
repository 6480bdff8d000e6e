package org.mapi.mos.stack;

import org.mapi.packet.Packet;

/**
 * Does everything for the packets of some feeds on one thread: polls them, follows their flows, sends on what goes on. Both
 * devices of an inline source are polled in turn, a batch each.
 */
final class PollingAgent implements Agent {
    private final Lane lane;
    private final Worker worker;
    private final Feed[] feeds;
    /** Null for a source that only looks. */
    private final Wire wire;
    private final WallClock clock;
    private final Refragmenter refragmenter = new Refragmenter();

    /**
     * An agent.
     *
     * @param lane  its worker
     * @param feeds what it polls
     * @param wire  where frames leave; null if they do not
     */
    PollingAgent(Lane lane, Feed[] feeds, Wire wire) {
        this.lane = lane;
        this.feeds = feeds;
        this.wire = wire;
        worker = lane.worker;
        boolean pausable = true;
        for (Feed feed : feeds) {
            pausable &= feed.isPausable();
        }
        clock = pausable ? null : new WallClock();
        worker.batched(!pausable);
        if (wire != null) {
            worker.output(new Injector(worker, wire));
        }
    }

    @Override
    public int doWork() {
        if (!lane.enter()) {
            return END;
        }
        int work = 0;
        try {
            boolean ended = true;
            for (Feed feed : feeds) {
                work += poll(feed);
                ended &= feed.isEnded();
            }
            if (work == 0 && ended) {
                return END;
            }
            if (work == 0) {
                advance();
            }
            worker.endBatch();
            if (wire != null) {
                wire.flush();
            }
        } finally {
            lane.leave();
        }
        return work;
    }

    /** Time passes without packets. */
    private void advance() {
        long now = clock == null ? Long.MIN_VALUE : clock.now();
        for (Feed feed : feeds) {
            now = Math.max(now, feed.time());
        }
        if (now != Long.MIN_VALUE) {
            worker.advance(now);
        }
    }

    private int poll(Feed feed) {
        final int count = feed.poll();
        for (int i = 0; i < count; i++) {
            worker.process(feed.packet(i), feed.device(i));
            if (wire != null) {
                dispose(feed, i);
            }
        }
        if (wire != null && count > 0) {
            // Those that wait are sent before another poll of this feed takes their memory back.
            wire.flush();
        }
        return count;
    }

    /** What becomes of a frame after everybody has seen it. */
    private void dispose(Feed feed, int index) {
        final FrameEdit edit = worker.edit();
        final int out = 1 - feed.device(index);
        final int datagram = worker.datagram();
        if (datagram != FragmentHold.NONE) {
            dispose(datagram, edit, out);
        } else if (!worker.isHeld()) {
            if (edit.isDropped()) {
                worker.counters.dropped++;
            } else if (edit.isEdited()) {
                wire.forward(edit, out);
            } else {
                wire.forward(feed.batch(), index, out);
            }
        }
        worker.output().sendResets();
    }

    /** What becomes of the fragments of a datagram that is whole now. */
    private void dispose(int datagram, FrameEdit edit, int out) {
        final FragmentHold held = worker.fragments();
        if (edit.isDropped()) {
            worker.counters.dropped += held.count(datagram);
        } else if (!edit.isEdited()) {
            while (held.count(datagram) > 0) {
                wire.forward(held.take(datagram), out);
            }
        } else {
            refragmenter.begin(edit.packet(), held.first(datagram), worker.identification(), held.longest(datagram));
            boolean all = true;
            for (Packet piece = refragmenter.next(); piece != null && all; piece = refragmenter.next()) {
                all = wire.send(piece, out);
            }
            worker.counters.forwarded += all ? held.count(datagram) : 0;
            worker.counters.sinkFull += all ? 0 : held.count(datagram);
        }
        held.forget(datagram);
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
        if (wire != null) {
            wire.close();
        }
    }
}
