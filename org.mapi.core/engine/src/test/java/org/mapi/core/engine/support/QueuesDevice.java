package org.mapi.core.engine.support;

import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.IntStream;
import org.mapi.capture.CaptureDevice;
import org.mapi.capture.DeviceKind;
import org.mapi.capture.DeviceProperties;
import org.mapi.capture.DeviceStatistics;
import org.mapi.capture.PacketBatch;

/**
 * A device with several receive queues, each a {@link MemoryDevice} of its own. Counts how often two threads polled one queue at
 * once, which never may be.
 */
public final class QueuesDevice implements CaptureDevice {
    private final List<MemoryDevice> queues;
    private final AtomicReferenceArray<Thread> polling;
    private volatile boolean mixed;

    /** A device of so many queues with so many packets each. */
    public QueuesDevice(DeviceKind kind, int queues, long packets, int largestBatch) {
        this.queues = IntStream.range(0, queues).mapToObj(i -> new MemoryDevice(kind, packets, largestBatch)).toList();
        this.polling = new AtomicReferenceArray<>(queues);
    }

    /** One of its queues. */
    public MemoryDevice queue(int number) {
        return queues.get(number);
    }

    /** Lets so many packets of each queue through in all. */
    public QueuesDevice allow(long packets) {
        queues.forEach(queue -> queue.allow(packets));
        return this;
    }

    /** Packets delivered so far, of all queues. */
    public long delivered() {
        return queues.stream().mapToLong(MemoryDevice::delivered).sum();
    }

    /** Whether a queue was polled by two threads at once. */
    public boolean mixed() {
        return mixed;
    }

    @Override
    public DeviceProperties properties() {
        return queues.get(0).properties();
    }

    @Override
    public int queues() {
        return queues.size();
    }

    @Override
    public int poll(int queue, PacketBatch batch, int limit) {
        if (polling.getAndSet(queue, Thread.currentThread()) != null) {
            mixed = true;
        }
        try {
            return queues.get(queue).poll(0, batch, limit);
        } finally {
            if (polling.getAndSet(queue, null) != Thread.currentThread()) {
                mixed = true;
            }
        }
    }

    @Override
    public double occupancy(int queue) {
        return queues.get(queue).occupancy(0);
    }

    @Override
    public DeviceStatistics statistics() {
        return new DeviceStatistics(delivered(), 0, 0, 0, 0, delivered(), 0);
    }

    @Override
    public void close() {
        queues.forEach(MemoryDevice::close);
    }
}
