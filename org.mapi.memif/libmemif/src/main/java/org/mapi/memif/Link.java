package org.mapi.memif;

import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;

/**
 * The shared memory of one connection as packet code sees it. A data thread that finds the peer lying calls {@link #violation};
 * the control thread then takes everything down.
 */
final class Link {
    private final LinkMemory mapped;
    private final AtomicBoolean failed = new AtomicBoolean();
    /** The connection itself, and the queues whose packets may still be in use. */
    private final AtomicInteger holders = new AtomicInteger(1);
    private Runnable free;
    private final BiConsumer<MemifError, String> onViolation;

    Link(final LinkMemory mapped, final BiConsumer<MemifError, String> onViolation) {
        this.mapped = mapped;
        this.onViolation = onViolation;
    }

    LinkMemory mapped() {
        return mapped;
    }

    MemorySegment memory() {
        return mapped.memory();
    }

    boolean isFailed() {
        return failed.get();
    }

    /** Keeps the memory mapped until {@link #letGo()}; false if it is too late. */
    boolean hold() {
        int now = holders.get();
        while (now > 0 && !holders.compareAndSet(now, now + 1)) {
            now = holders.get();
        }
        return now > 0;
    }

    /** One holder less; the last one frees the memory. */
    void letGo() {
        if (holders.decrementAndGet() == 0) {
            free.run();
        }
    }

    /** The connection is over: the memory is freed as soon as nobody holds it. Called once. */
    void end(final Runnable action) {
        free = action;
        letGo();
    }

    /** Ends the connection from a data thread: all queues stop at their next call, the control thread does the rest. */
    void violation(final MemifError error, final String reason) {
        if (failed.compareAndSet(false, true)) {
            onViolation.accept(error, reason);
        }
    }

    /**
     * Memory that the peer may shrink faults at some later point of the same thread; a call into the JVM makes it surface here,
     * inside the queue that can still tell whose fault it is.
     */
    void surfaceFaults() {
        if (mapped.isFallible) {
            // the cheapest native method that is not an intrinsic: its return takes pending errors
            Thread.holdsLock(this);
        }
    }

    /** Judges what flew out of packet code: true if it is this link's end, false if it is somebody else's exception. */
    boolean gone(final Throwable cause) {
        if (cause instanceof InternalError) {
            violation(MemifError.SYSCALL, "fault in shared memory: the peer has shrunk it, or there is no memory left");
            return true;
        }
        return !mapped.memory().scope().isAlive();
    }
}
