package org.mapi.memif;

import java.util.concurrent.atomic.AtomicInteger;
import org.mapi.memif.internal.sys.SystemCalls;

/** An eventfd between both sides of a ring, or the wake-up of a control loop. */
final class EventFd extends SharedFd {
    private static final int EAGAIN = 11;
    private static final int FREEING_ROUNDS = 1_000;

    /** Kicks begun and ended; the control thread compares them. */
    private final AtomicInteger begun = new AtomicInteger();
    private final AtomicInteger ended = new AtomicInteger();
    private int begunBefore;

    EventFd(final SystemCalls system, final int fd) {
        super(system, fd);
    }

    /** Wakes the other side; false if the write failed. A full counter is fine: the event is set already. */
    boolean kick() {
        if (!enter()) {
            return true;
        }
        begun.getAndIncrement();
        try {
            final int written = system.signal(fd(), 1);
            return written == Long.BYTES || written == -EAGAIN;
        } finally {
            ended.getAndIncrement();
            leave();
        }
    }

    /**
     * Whether a kick has been waiting since the last time this was asked: only a hostile peer, who shares the descriptor, makes
     * it blocking and fill it. For the control thread.
     */
    boolean isStuck() {
        final int now = begun.get();
        final boolean isStuck = now != ended.get() && now == begunBefore;
        begunBefore = now;
        return isStuck;
    }

    /** Consumes the event; an event that is not set is no error. */
    void clear() {
        if (enter()) {
            try {
                system.clear(fd());
            } finally {
                leave();
            }
        }
    }

    /** Waits until the event is set, the time is over, or somebody else wakes it. */
    void await(final int milliseconds) {
        if (enter()) {
            try {
                system.poll(fd(), SystemCalls.POLL_IN, milliseconds);
            } finally {
                leave();
            }
        }
    }

    /**
     * Wakes waiters, sets free a writer that a hostile peer has blocked by filling the counter, and closes. The peer may fill it
     * again before the writer has seen the room, so this is tried for a while.
     */
    @Override
    void close() {
        if (enter()) {
            system.clear(fd());
            for (int i = 0; i < FREEING_ROUNDS && begun.get() != ended.get(); i++) {
                system.clear(fd());
                Thread.yield();
            }
            system.nonBlocking(fd());
            if (system.poll(fd(), SystemCalls.POLL_OUT, 0) != 0) {
                system.signal(fd(), 1);
            }
            leave();
        }
        super.close();
    }
}
