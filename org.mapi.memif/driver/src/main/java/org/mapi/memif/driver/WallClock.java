package org.mapi.memif.driver;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * The time of day in nanoseconds, for one thread: the monotonic clock, set by the wall clock at the start and whenever they are
 * more than some milliseconds apart. Never goes back, and costs one reading of the clock.
 */
final class WallClock {
    private static final long LOOK_NANOS = 1_000_000_000L;
    private static final long MILLI = 1_000_000L;
    private static final long LARGEST_ERROR = 5 * MILLI;

    private long difference;
    private long looked;
    private long last;

    WallClock() {
        set(System.nanoTime());
    }

    private void set(long monotonic) {
        difference = ChronoUnit.NANOS.between(Instant.EPOCH, Instant.now()) - monotonic;
        looked = monotonic;
    }

    /** Nanoseconds since the Unix epoch. */
    long nanos() {
        final long monotonic = System.nanoTime();
        if (monotonic - looked > LOOK_NANOS) {
            looked = monotonic;
            if (Math.abs(System.currentTimeMillis() * MILLI - (monotonic + difference)) > LARGEST_ERROR) {
                set(monotonic);
            }
        }
        last = Math.max(last, monotonic + difference);
        return last;
    }
}
