package org.mapi.core.trace.read;

import java.util.function.LongSupplier;

/**
 * Maps packet time to the machine's monotonic clock at a factor: which packets are due, and when the next one is.
 *
 * <p>The first packet is due at once; every other one as much later as in the trace, divided by the factor. A poller that
 * was away gets everything that became due meanwhile.
 */
final class ReplayPace {
    private final LongSupplier nanoClock;
    private final double factor;
    private boolean started;
    private long startNanos;
    private long startTime;

    ReplayPace(double factor, LongSupplier nanoClock) {
        this.factor = factor;
        this.nanoClock = nanoClock;
    }

    /** Whether packets are held back at all. */
    boolean paced() {
        return factor != TraceOptions.FULL_SPEED;
    }

    /** The first packet's time, which is due now. Later calls change nothing. */
    void start(long packetTime) {
        if (!started) {
            started = true;
            startTime = packetTime;
            startNanos = nanoClock.getAsLong();
        }
    }

    /** Time of the latest packet that is due. */
    long horizon() {
        if (factor == TraceOptions.FULL_SPEED) {
            return Long.MAX_VALUE;
        }
        long elapsed = nanoClock.getAsLong() - startNanos;
        long passed = factor == 1 ? elapsed : (long) (elapsed * factor);
        long horizon = startTime + passed;
        return horizon < startTime ? Long.MAX_VALUE : horizon;
    }

    /** Nanoseconds until a packet is due; 0 or less when it is. */
    long until(long packetTime) {
        if (factor == TraceOptions.FULL_SPEED) {
            return 0;
        }
        long later = packetTime - startTime;
        // rounded up: a packet must be due when the wait is over
        long needed = factor == 1 ? later : (long) Math.ceil(later / factor);
        return needed - (nanoClock.getAsLong() - startNanos);
    }
}
