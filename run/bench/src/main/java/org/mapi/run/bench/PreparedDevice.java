package org.mapi.run.bench;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.mapi.capture.CaptureDevice;
import org.mapi.capture.CaptureDriver;
import org.mapi.capture.CaptureInterface;
import org.mapi.capture.DeviceKind;
import org.mapi.capture.DeviceProperties;
import org.mapi.capture.DeviceRequest;
import org.mapi.capture.DeviceStatistics;
import org.mapi.capture.DeviceType;
import org.mapi.capture.PacketBatch;
import org.mapi.core.trace.generate.TraceGenerator;

/**
 * A device that hands out prepared packets when it is told to, so that a benchmark's thread can measure the agent's. It can also
 * note the processor time of the agent's thread at each poll.
 */
public final class PreparedDevice implements CaptureDevice {
    /** Opens it, always the same one. */
    public static final class Driver implements CaptureDriver {
        private final PreparedDevice device;

        /** A driver for one device. */
        public Driver(PreparedDevice device) {
            this.device = device;
        }

        @Override
        public CaptureDevice open(DeviceRequest request) {
            return device;
        }
    }

    private static final long PATIENCE = 1_000_000;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final PreparedPackets packets;
    private final DeviceProperties properties = new DeviceProperties(DeviceKind.REPLAY, DeviceType.TRACE,
        TraceGenerator.CAPTURE_LENGTH, 0, List.of(new CaptureInterface("", TraceGenerator.LINK_TYPE,
            TraceGenerator.CAPTURE_LENGTH, "prepared packets")));
    private final long[] times;
    private long handedOut;
    private volatile Thread agent;
    private volatile Thread waiting;
    private volatile long allowed;
    private volatile long worked;
    private volatile long allocated;

    /**
     * A device at rest.
     *
     * @param packets what to hand out
     * @param polls   how many poll times to keep, 0 or a power of two
     */
    public PreparedDevice(PreparedPackets packets, int polls) {
        this.packets = packets;
        times = new long[polls];
    }

    /** Lets the agent work through so many more packets and waits until it has. */
    public void work(long count) {
        waiting = Thread.currentThread();
        allow(count);
        while (worked < allowed) {
            LockSupport.parkNanos(this, PATIENCE);
        }
    }

    /** Lets the agent take so many more packets. */
    public void allow(long count) {
        final long now = allowed + count;
        allowed = now;
        LockSupport.unpark(agent);
    }

    /** Packets that the agent has worked through when it was last out of work, or now when poll times are kept. */
    public long worked() {
        return worked;
    }

    /** Processor time of the agent's thread, in nanoseconds, when it asked for the batch that begins with a packet. */
    public long time(long number) {
        return times[(int) (number / PacketBatch.CAPACITY) & times.length - 1];
    }

    /** Bytes that the agent's thread had allocated when it was last out of work. */
    public long allocated() {
        return allocated;
    }

    @Override
    public int poll(int queue, PacketBatch batch, int limit) {
        final long next = handedOut;
        final long may = allowed - next;
        if (times.length > 0) {
            times[(int) (next / PacketBatch.CAPACITY) & times.length - 1] = THREADS.getCurrentThreadCpuTime();
            worked = next;
        }
        if (may <= 0) {
            if (worked != next) {
                allocated = THREADS.getCurrentThreadAllocatedBytes();
                agent = Thread.currentThread();
                worked = next;
                LockSupport.unpark(waiting);
            }
            return 0;
        }
        final int count = (int) Math.min(may, limit);
        packets.add(batch, next, count);
        handedOut = next + count;
        return count;
    }

    @Override
    public void await(int queue, long nanos) {
        LockSupport.parkNanos(this, nanos);
    }

    @Override
    public DeviceProperties properties() {
        return properties;
    }

    @Override
    public DeviceStatistics statistics() {
        return DeviceStatistics.NONE;
    }

    @Override
    public void close() {
        // prepared packets live as long as somebody holds them
    }
}
