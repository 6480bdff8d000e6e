package org.mapi.core.engine.agent;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * The time of day for one agent: the monotonic clock mapped to the epoch, so that it never goes back when somebody sets the
 * system's clock. Used by one thread at a time.
 */
final class AgentClock {
    /** The system's clock was set forward when it is so much ahead, in nanoseconds. */
    private static final long STEP = 1_000_000_000L;

    /** Time since the Unix epoch less {@link System#nanoTime()}, in nanoseconds; never less than before. */
    private long epoch = epoch();

    /** Nanoseconds since the Unix epoch. */
    long now() {
        return epoch + System.nanoTime();
    }

    /** Follows a system's clock that was set forward: soon after boot, when the time is heard from the network. */
    void follow() {
        final long there = epoch();
        if (there - epoch > STEP) {
            epoch = there;
        }
    }

    private static long epoch() {
        return ChronoUnit.NANOS.between(Instant.EPOCH, Instant.now()) - System.nanoTime();
    }
}
