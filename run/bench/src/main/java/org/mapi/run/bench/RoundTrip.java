package org.mapi.run.bench;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.mapi.memif.Memif;
import org.mapi.memif.MemifBuffers;

/** Sends one packet, waits for its echo by polling, and so on. */
final class RoundTrip {
    private static final int SIZE = 64;
    private static final int MOST = 1 << 20;
    private static final long PATIENCE_NANOS = 1_000_000_000L;

    private final Memif memif;
    private final MemifBuffers buffers = new MemifBuffers(64);
    private final MemorySegment packet = Arena.ofAuto().allocate(SIZE);

    RoundTrip(Memif memif) {
        this.memif = memif;
    }

    /** Median of the round trips of some time, in nanoseconds; the first tenth does not count. */
    double median(double seconds) {
        final double[] times = new double[MOST];
        int trips = 0;
        drain();
        final long start = System.nanoTime();
        while (trips < MOST && System.nanoTime() - start < seconds * 1e9) {
            times[trips++] = trip();
        }
        return Series.median(Arrays.copyOfRange(times, trips / 10, trips));
    }

    private void drain() {
        for (int count = receive(); count > 0; count = receive()) {
            Thread.onSpinWait();
        }
    }

    private int receive() {
        final int count = memif.receiveQueue(0).receive(buffers, 64);
        if (count > 0) {
            memif.receiveQueue(0).refill(count, 0);
        }
        return count;
    }

    private double trip() {
        final long start = System.nanoTime();
        memif.transmitQueue(0).send(packet, 0, SIZE);
        while (receive() == 0) {
            if (System.nanoTime() - start > PATIENCE_NANOS) {
                return Double.NaN;
            }
            Thread.onSpinWait();
        }
        return System.nanoTime() - start;
    }
}
