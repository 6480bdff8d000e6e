package org.mapi.core.engine.support;

import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.mapi.capture.CaptureDevice;
import org.mapi.capture.DeviceKind;
import org.mapi.capture.DeviceProperties;
import org.mapi.capture.DeviceStatistics;
import org.mapi.capture.PacketBatch;
import org.mapi.capture.ReadAhead;

/**
 * The packets of a {@link MemoryDevice} in stretches that can be fetched ahead, which here means no more than to be told so. Sees
 * to it that one thread at a time polls and gives up stretches, and knows which threads have polled.
 */
public final class StretchDevice implements CaptureDevice, ReadAhead {
    private static final int NOTHING = 0;
    private static final int OPEN = 1;
    private static final int FETCHING = 2;
    private static final int READY = 3;
    private static final int REVOKED = 4;

    private final MemoryDevice device;
    private final int length;
    /** Of the stretches with even and with odd numbers. */
    private final AtomicInteger[] states = {new AtomicInteger(), new AtomicInteger()};
    private final AtomicReference<Thread> polling = new AtomicReference<>();
    private final AtomicInteger vacated = new AtomicInteger();
    private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
    private volatile String fault = "";
    private int number;
    private int left;
    private boolean boundary;

    /** Stretches of so many packets. */
    public StretchDevice(DeviceKind kind, long total, int length) {
        device = new MemoryDevice(kind, total, PacketBatch.CAPACITY).allow(MemoryDevice.OPEN);
        this.length = length;
    }

    /** The threads that have polled. */
    public Set<Thread> threads() {
        return threads;
    }

    /** What was done wrong with it, or empty. */
    public String fault() {
        return fault;
    }

    /** The packets. */
    public MemoryDevice packets() {
        return device;
    }

    /** How often a stretch was given up before the next was polled. */
    public int vacated() {
        return vacated.get();
    }

    @Override
    public int poll(int queue, PacketBatch batch, int limit) {
        enter();
        threads.add(Thread.currentThread());
        boundary = false;
        if (left == 0) {
            next();
        }
        final int count = device.poll(queue, batch, Math.min(limit, left));
        left -= Math.max(0, count);
        boundary = left == 0;
        polling.set(null);
        return count;
    }

    private void enter() {
        if (polling.getAndSet(Thread.currentThread()) != null) {
            fault = "polled by two threads at a time";
        }
    }

    private void next() {
        left = length;
        number++;
        final AtomicInteger state = state(number);
        if (!state.compareAndSet(READY, NOTHING) && !state.compareAndSet(OPEN, NOTHING)) {
            state.compareAndSet(FETCHING, REVOKED);
        }
        state.compareAndSet(READY, NOTHING);
        state(number + 1).compareAndSet(NOTHING, OPEN);
    }

    private AtomicInteger state(int stretch) {
        return states[stretch & 1];
    }

    @Override
    public boolean vacate() {
        enter();
        final int next = state(number + 1).get();
        final boolean done = boundary && (next == FETCHING || next == READY) && state(number).compareAndSet(NOTHING, OPEN);
        if (done) {
            vacated.incrementAndGet();
        }
        polling.set(null);
        return done;
    }

    @Override
    public boolean fetch() {
        if (!fetch(states[0])) {
            fetch(states[1]);
        }
        return ready();
    }

    private static boolean fetch(AtomicInteger state) {
        final boolean begun = state.compareAndSet(OPEN, FETCHING);
        if (begun && !state.compareAndSet(FETCHING, READY)) {
            state.set(NOTHING);
        }
        return begun;
    }

    @Override
    public boolean ready() {
        return states[0].get() == READY || states[1].get() == READY;
    }

    @Override
    public boolean wanted() {
        return states[0].get() == OPEN || states[1].get() == OPEN;
    }

    @Override
    public boolean boundary() {
        return boundary;
    }

    @Override
    public Optional<ReadAhead> readAhead() {
        return Optional.of(this);
    }

    @Override
    public DeviceProperties properties() {
        return device.properties();
    }

    @Override
    public DeviceStatistics statistics() {
        return device.statistics();
    }

    @Override
    public void close() {
        device.close();
    }
}
