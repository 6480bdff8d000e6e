package org.mapi.core.engine.support;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import org.mapi.capture.CaptureDevice;
import org.mapi.capture.CaptureInterface;
import org.mapi.capture.DeviceKind;
import org.mapi.capture.DeviceProperties;
import org.mapi.capture.DeviceStatistics;
import org.mapi.capture.DeviceType;
import org.mapi.capture.PacketBatch;
import org.mapi.packet.LinkType;

/**
 * A device whose packets are made up: packet i (from 1) has i in its first eight bytes, a length of 60 + i % 40 and a time of
 * i microseconds. A gate decides how many packets may be delivered.
 */
public final class MemoryDevice implements CaptureDevice {
    /** Lets everything through. */
    public static final long OPEN = Long.MAX_VALUE;
    /** Bytes of a packet that are captured. */
    public static final int CAPTURED = 60;
    private static final int SLOTS = 512;

    private final DeviceKind kind;
    private final long total;
    private final int largestBatch;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment memory = arena.allocate((long) SLOTS * CAPTURED, 8);
    private final AtomicLong allowed = new AtomicLong();
    private final Semaphore closed = new Semaphore(0);
    private long delivered;
    private int slot;
    private volatile long position;
    private volatile double occupancy = Double.NaN;
    private volatile RuntimeException fault;

    /** A device that delivers so many packets in batches of at most so many. */
    public MemoryDevice(DeviceKind kind, long total, int largestBatch) {
        this.kind = kind;
        this.total = total;
        this.largestBatch = largestBatch;
    }

    /** Lets so many packets through in all. */
    public MemoryDevice allow(long packets) {
        allowed.set(packets);
        return this;
    }

    /** Throws at the next poll. */
    public void fail(RuntimeException problem) {
        fault = problem;
    }

    /** Sets what {@link #occupancy(int)} answers. */
    public void occupied(double share) {
        occupancy = share;
    }

    /** Packets delivered so far. */
    public long delivered() {
        return position;
    }

    /** Whether close was called. */
    public boolean closed() {
        return closed.availablePermits() > 0;
    }

    @Override
    public DeviceProperties properties() {
        return new DeviceProperties(kind, DeviceType.TRACE, 65_535, 1_000,
            List.of(new CaptureInterface("memory", LinkType.ETHERNET, 65_535, "")));
    }

    @Override
    public int poll(int queue, PacketBatch batch, int limit) {
        if (fault != null) {
            throw fault;
        }
        final int region = batch.region(memory);
        final long end = Math.min(total, allowed.get());
        int count = 0;
        while (count < Math.min(limit, largestBatch) && delivered < end) {
            final long number = ++delivered;
            final long offset = (long) slot * CAPTURED;
            slot = (slot + 1) % SLOTS;
            memory.set(ValueLayout.JAVA_LONG_UNALIGNED, offset, number);
            batch.add(region, offset, CAPTURED, (int) (60 + number % 40), number * 1_000, 0, LinkType.ETHERNET);
            count++;
        }
        position = delivered;
        return count == 0 && delivered >= total ? END : count;
    }

    @Override
    public double occupancy(int queue) {
        return occupancy;
    }

    @Override
    public DeviceStatistics statistics() {
        return new DeviceStatistics(position, 0, 0, 0, 0, position, total);
    }

    @Override
    public void close() {
        closed.release();
    }
}
