package org.mapi.core.trace.read;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * What the agent and the helper of a {@link ReadAheadDevice} tell each other: each number in a cache line of its own, so that
 * looking at one does not slow down whoever writes next to it.
 */
final class ReadAheadState {
    /** Two cache lines: processors fetch them in pairs. */
    private static final int STRIDE = 16;
    private static final int MADE = STRIDE;
    private static final int TAKEN = 2 * STRIDE;
    private static final int BUSY = 3 * STRIDE;
    private final AtomicLongArray numbers = new AtomicLongArray(4 * STRIDE);

    /** Batches made. */
    long made() {
        return numbers.get(MADE);
    }

    /** One more batch is made: everything written to it before is seen by who sees the number. Helper's thread. */
    void make() {
        numbers.setRelease(MADE, numbers.getPlain(MADE) + 1);
    }

    /** Batches whose packets were all handed out. */
    long taken() {
        return numbers.get(TAKEN);
    }

    /** One more batch is handed out. Agent's thread. */
    void take() {
        numbers.setRelease(TAKEN, numbers.getPlain(TAKEN) + 1);
    }

    /** Batches that are ready. */
    long ready() {
        return numbers.get(MADE) - numbers.get(TAKEN);
    }

    /** Whether somebody uses the device. */
    boolean busy() {
        return numbers.get(BUSY) != 0;
    }

    /** Takes the device, unless somebody uses it. */
    boolean acquire() {
        return numbers.get(BUSY) == 0 && numbers.compareAndSet(BUSY, 0, 1);
    }

    /** Gives the device back. */
    void release() {
        numbers.setRelease(BUSY, 0);
    }
}
