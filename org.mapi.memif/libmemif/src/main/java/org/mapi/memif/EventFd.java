package org.mapi.memif;

import org.mapi.memif.internal.sys.SystemCalls;

/** An eventfd between both sides of a ring, or the wake-up of a control loop. */
final class EventFd extends SharedFd {
    private static final int EAGAIN = 11;

    EventFd(final SystemCalls system, final int fd) {
        super(system, fd);
    }

    /** Wakes the other side; false if the write failed. A full counter is fine: the event is set already. */
    boolean kick() {
        if (!enter()) {
            return true;
        }
        try {
            final int written = system.signal(fd(), 1);
            return written == Long.BYTES || written == -EAGAIN;
        } finally {
            leave();
        }
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

    /** Wakes waiters, sets free a writer that a hostile peer has blocked by filling the counter, and closes. */
    @Override
    void close() {
        if (enter()) {
            system.clear(fd());
            system.signal(fd(), 1);
            leave();
        }
        super.close();
    }
}
