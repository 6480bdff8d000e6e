package org.mapi.mos.stack.component;

/**
 * When to ask again for a service object that could not be made: after a second, then less and less often, at last every minute.
 * Each attempt is an error with its stack in the log of who makes it, and brings it back to life only by luck: one whose
 * configuration or references change is registered anew.
 */
final class Attempts {
    private static final long FIRST_NANOS = 1_000_000_000L;
    private static final long LAST_NANOS = 60_000_000_000L;

    private long pause;
    private long next;

    /** Whether it is time, by a clock of nanoseconds. */
    boolean isDue(long now) {
        return pause == 0 || now - next >= 0;
    }

    /** One has failed. */
    void failed(long now) {
        pause = pause == 0 ? FIRST_NANOS : Math.min(2 * pause, LAST_NANOS);
        next = now + pause;
    }

    /** The next one is due at once. */
    void begin() {
        pause = 0;
    }
}
