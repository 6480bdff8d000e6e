package org.mapi.core.trace.read;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.mapi.MapiException;
import org.mapi.capture.CaptureDevice;
import org.mapi.capture.DeviceProperties;
import org.mapi.capture.DeviceStatistics;
import org.mapi.capture.PacketBatch;

/**
 * A trace of regular files at full speed, read ahead of the agent: while the agent works on a batch, a thread of its own reads
 * the file and finds the records of the next ones, where there is a second processor.
 *
 * <pre>
 *   batches   released         taken            made
 *   -------------+----------------+----------------+------------&gt;
 *      free      | in use         | ready          | being made by whoever has the device
 * </pre>
 *
 * <p>The {@link TraceDevice} behind it is used by one thread at a time, the one that {@linkplain ReadAheadState#acquire acquired}
 * it: mostly the helper, but the agent itself when nothing is ready and the helper is not at it, because it sleeps or gets no
 * processor. So without a helper, and for small files, which begin without one, this costs nothing. The helper sleeps when enough
 * is ready and is woken when most of it is used up. What readers of {@link #statistics} see is what the agent has taken.
 */
public final class ReadAheadDevice implements CaptureDevice {
    /** Most batches that are ready. Their packets are bounded by the buffer, too. */
    private static final int SLOTS = 16;
    /** The helper is woken when no more than so many batches are ready: waking costs as much as reading 100 packets. */
    private static final int WAKE = 4;
    /** Batches that the agent makes itself at first: a small file is over before a thread would help. */
    private static final int ALONE = 32;
    /** A lost wake-up costs at most so long. */
    private static final long PATIENCE_NANOS = 50_000_000;
    private static final long CLOSE_NANOS = 1_000_000_000;

    private final TraceDevice device;
    private final String name;
    private final ReadAheadBatch[] slots = new ReadAheadBatch[SLOTS];
    /** What the agent has seen of the device. */
    private final TraceCounters counters = new TraceCounters();
    private final ReadAheadState state = new ReadAheadState();
    private final AtomicBoolean deviceClosed = new AtomicBoolean();
    private volatile boolean asleep;
    private volatile boolean ended;
    private volatile boolean closed;
    private volatile boolean abandoned;
    private volatile Thread waiting;
    private volatile Thread helper;
    /** Place behind the packets that were handed out with the last batch. */
    private long used;
    /** Next packet of the batch that is being handed out. */
    private int next;
    private int alone;

    private ReadAheadDevice(TraceDevice device, String name, int alone) {
        this.device = device;
        this.name = name;
        this.alone = alone;
        device.counters(counters);
        for (int i = 0; i < SLOTS; i++) {
            slots[i] = new ReadAheadBatch();
        }
    }

    /**
     * Opens a trace; read ahead where that is possible: regular files at full speed, on more than one processor.
     *
     * @param name      the device's name, for messages
     * @param inputs    what to read, in order, at least one
     * @param options   how
     * @param nanoClock monotonic nanoseconds, {@code System::nanoTime}
     * @return the device, ready to be polled
     * @throws MapiException as {@link TraceDevice#open(String, List, TraceOptions, LongSupplier)}
     */
    public static CaptureDevice open(String name, List<TraceInput> inputs, TraceOptions options, LongSupplier nanoClock) {
        if (options.speed() != TraceOptions.FULL_SPEED || Runtime.getRuntime().availableProcessors() == 1
            || !inputs.stream().allMatch(TraceInput::repeatable)) {
            return TraceDevice.open(name, inputs, options, nanoClock);
        }
        return open(name, inputs, options, nanoClock, ALONE);
    }

    /** As {@link #open(String, List, TraceOptions, LongSupplier)}, with the number of batches until the helper starts. */
    static CaptureDevice open(String name, List<TraceInput> inputs, TraceOptions options, LongSupplier nanoClock, int alone) {
        return new ReadAheadDevice(TraceDevice.open(name, inputs, options, nanoClock, true), name, alone);
    }

    @Override
    public DeviceProperties properties() {
        return device.properties();
    }

    @Override
    public int poll(int queue, PacketBatch batch, int limit) {
        if (ended) {
            return END;
        }
        device.release(used);
        final long ready = state.ready();
        if (asleep && ready <= WAKE) {
            LockSupport.unpark(helper);
        }
        if (ready == 0) {
            if (!state.acquire()) {
                return 0;
            }
            try {
                // the helper may have been done just before
                if (state.ready() == 0) {
                    return direct(batch, limit);
                }
            } finally {
                state.release();
            }
        }
        return take(batch, limit);
    }

    /** Hands out packets of the batch that is ready. */
    private int take(PacketBatch batch, int limit) {
        final ReadAheadBatch from = slots[(int) (state.taken() % SLOTS)];
        if (from.count() == END) {
            counters.set(from.counters());
            ended = true;
            return END;
        }
        final int count = Math.min(limit, from.count() - next);
        from.addTo(batch, next, count);
        next += count;
        if (next == from.count()) {
            next = 0;
            used = from.used();
            counters.set(from.counters());
            state.take();
        }
        return count;
    }

    /** Has the device fill the batch itself. */
    private int direct(PacketBatch batch, int limit) {
        final int count = device.poll(0, batch, limit);
        used = device.used();
        device.counters(counters);
        if (count == END) {
            ended = true;
        } else if (helper == null && --alone <= 0) {
            helper = Thread.ofPlatform().daemon().name("trace reader " + name).unstarted(this::help);
            helper.start();
        }
        return count;
    }

    private void help() {
        try {
            boolean more = true;
            while (more && !closed) {
                if (state.ready() == SLOTS) {
                    sleep();
                } else if (state.acquire()) {
                    more = make();
                } else {
                    Thread.onSpinWait();
                }
            }
        } finally {
            if (abandoned) {
                closeDevice();
            }
        }
    }

    /** Makes a batch and gives the device back; false at the end. */
    private boolean make() {
        final ReadAheadBatch batch = slots[(int) (state.made() % SLOTS)];
        boolean full = false;
        try {
            if (closed || ended) {
                return false;
            }
            full = batch.make(device);
            if (full) {
                state.make();
            }
        } finally {
            state.release();
        }
        final boolean last = batch.count() == END;
        if (last || state.ready() >= WAKE) {
            LockSupport.unpark(waiting);
        }
        if (!full) {
            sleep();
        }
        return !last;
    }

    private void sleep() {
        asleep = true;
        if (state.ready() > WAKE && !closed) {
            LockSupport.parkNanos(this, PATIENCE_NANOS);
        }
        asleep = false;
    }

    @Override
    public void await(int queue, long nanos) {
        waiting = Thread.currentThread();
        if (state.ready() == 0 && state.busy() && !ended) {
            // until several batches are ready: waking up for each would cost more than it
            LockSupport.parkNanos(this, nanos);
        }
        waiting = null;
    }

    @Override
    public DeviceStatistics statistics() {
        return counters.statistics(device.size());
    }

    @Override
    public Optional<MapiException> failure() {
        return ended ? device.failure() : Optional.empty();
    }

    /** Frees everything; at the latest when the medium answers, which it may be asked for just now. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        LockSupport.unpark(helper);
        final long until = System.nanoTime() + CLOSE_NANOS;
        while (!state.acquire()) {
            if (System.nanoTime() - until > 0) {
                abandoned = true;
                break;
            }
            Thread.yield();
        }
        final Thread thread = helper;
        if (!abandoned || thread == null || !thread.isAlive()) {
            closeDevice();
        }
    }

    private void closeDevice() {
        if (deviceClosed.compareAndSet(false, true)) {
            device.close();
        }
    }
}
