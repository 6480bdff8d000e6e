package org.mapi.memif;

import java.util.concurrent.atomic.AtomicInteger;
import org.mapi.memif.internal.sys.SystemCalls;

/**
 * A descriptor that threads use while another one may close it: the last user closes, so that no call ever hits a number that
 * has been given to somebody else meanwhile.
 */
class SharedFd {
    private static final int CLOSED = 1 << 29;
    private static final int GONE = 1 << 30;

    final SystemCalls system;
    private final int fd;
    private final AtomicInteger users = new AtomicInteger();

    SharedFd(final SystemCalls system, final int fd) {
        this.system = system;
        this.fd = fd;
    }

    final int fd() {
        return fd;
    }

    /** True if the descriptor may be used until {@link #leave()}. */
    final boolean enter() {
        if (users.incrementAndGet() < CLOSED) {
            return true;
        }
        leave();
        return false;
    }

    final void leave() {
        if (users.decrementAndGet() == CLOSED) {
            finish();
        }
    }

    final boolean isClosed() {
        return users.get() >= CLOSED;
    }

    /** Closes as soon as nobody uses it; a second call does nothing. */
    void close() {
        int now = users.get();
        while (now < CLOSED && !users.compareAndSet(now, now + CLOSED)) {
            now = users.get();
        }
        if (now == 0) {
            finish();
        }
    }

    // exactly one of those who see the last user leave gets through
    private void finish() {
        if (users.compareAndSet(CLOSED, GONE)) {
            system.close(fd);
        }
    }
}
