package org.mapi.mos.stack;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** The time of day: the monotonic clock mapped to the epoch, so that it never goes back. Used by one thread. */
final class WallClock {
    /** The system's clock was set forward when it is so much ahead, in nanoseconds. */
    private static final long STEP = 1_000_000_000L;
    /** How often the system's clock is asked, in nanoseconds. */
    private static final long PERIOD = 1_000_000_000L;

    private long epoch = epoch();
    private long asked = System.nanoTime();

    /** Nanoseconds since the Unix epoch. */
    long now() {
        final long ticks = System.nanoTime();
        if (ticks - asked > PERIOD) {
            asked = ticks;
            final long there = epoch();
            epoch = there - epoch > STEP ? there : epoch;
        }
        return epoch + ticks;
    }

    private static long epoch() {
        return ChronoUnit.NANOS.between(Instant.EPOCH, Instant.now()) - System.nanoTime();
    }
}
