package org.mapi.run.bench;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.util.Optional;
import org.mapi.MapiException;
import org.mapi.capture.CaptureDevice;
import org.mapi.capture.DeviceProperties;
import org.mapi.capture.DeviceStatistics;
import org.mapi.capture.PacketBatch;
import org.mapi.capture.ReadAhead;

/**
 * Another device with a stopwatch: it notes, on the agent's own threads, the time of the first poll and that of the end, and what
 * they allocated in between. Costs one call per batch.
 */
final class ClockedDevice implements CaptureDevice {
    /** Batches after which allocation is counted: what is loaded and compiled at first use is not the packets' fault. */
    private static final int SETTLED = 64;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final CaptureDevice device;
    private long batches;
    private long started;
    private long startedCpu;
    /** The threads that have polled, and what each had allocated before. */
    private final long[] threads = new long[2];
    private final long[] allocatedBefore = new long[2];
    private volatile Cost cost;
    private volatile long allocated;

    ClockedDevice(CaptureDevice device) {
        this.device = device;
    }

    @Override
    public int poll(int queue, PacketBatch batch, int limit) {
        if (batches == 0) {
            startedCpu = processorTime();
            started = System.nanoTime();
        }
        if (batches++ >= SETTLED) {
            note(Thread.currentThread().threadId());
        }
        final int count = device.poll(queue, batch, limit);
        if (count == END) {
            allocated = allocatedSince();
            final long nanos = System.nanoTime() - started;
            cost = new Cost(nanos, processorTime() - startedCpu);
        }
        return count;
    }

    private void note(long thread) {
        for (int i = 0; i < threads.length && threads[i] != thread; i++) {
            if (threads[i] == 0) {
                threads[i] = thread;
                allocatedBefore[i] = THREADS.getThreadAllocatedBytes(thread);
            }
        }
    }

    private long allocatedSince() {
        long sum = 0;
        for (int i = 0; i < threads.length; i++) {
            sum += threads[i] == 0 ? 0 : THREADS.getThreadAllocatedBytes(threads[i]) - allocatedBefore[i];
        }
        return sum;
    }

    private static long processorTime() {
        try {
            return Rusage.self();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * What the process needed from the agent's first poll to the one that told the end, with whatever else runs meanwhile; null
     * before.
     */
    Cost cost() {
        return cost;
    }

    /** Bytes that the agent's threads allocated after its first batches. */
    long allocated() {
        return allocated;
    }

    @Override
    public DeviceProperties properties() {
        return device.properties();
    }

    @Override
    public Optional<ReadAhead> readAhead() {
        return device.readAhead();
    }

    @Override
    public DeviceStatistics statistics() {
        return device.statistics();
    }

    @Override
    public Optional<MapiException> failure() {
        return device.failure();
    }

    @Override
    public void await(int queue, long wait) {
        device.await(queue, wait);
    }

    @Override
    public void close() {
        device.close();
    }
}
