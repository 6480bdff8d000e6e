package org.mapi.core.trace;

import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.mapi.capture.CaptureDevice;
import org.mapi.capture.PacketBatch;
import org.mapi.capture.PacketSink;

/**
 * Sends the packets of a device (its first queue) through a sink, in order. The pace is the device's: a replay device hands its
 * packets out when they are due. A full sink is waited for, so nothing is lost here. Used by one thread, once.
 */
public final class SinkReplay {
    private static final long POLL_WAIT_NANOS = 50_000_000;
    private static final long FULL_WAIT_NANOS = 20_000;

    private final CaptureDevice device;
    private final PacketSink sink;
    private volatile long packets;
    private volatile long bytes;

    /**
     * Prepares a replay.
     *
     * @param device open; not closed here
     * @param sink   open; not closed here
     */
    public SinkReplay(CaptureDevice device, PacketSink sink) {
        this.device = Objects.requireNonNull(device, "device");
        this.sink = Objects.requireNonNull(sink, "sink");
    }

    /**
     * Replays until the device ends or the caller does not want any more.
     *
     * @param goOn asked at least every 50 ms
     * @return true when the device ended; {@link CaptureDevice#failure()} tells whether that was too early
     */
    public boolean run(BooleanSupplier goOn) {
        PacketBatch batch = new PacketBatch();
        while (goOn.getAsBoolean()) {
            batch.clear();
            int count = device.poll(0, batch, PacketBatch.CAPACITY);
            if (count == CaptureDevice.END) {
                sink.flush();
                return true;
            }
            if (count == 0) {
                device.await(0, POLL_WAIT_NANOS);
            } else {
                send(batch, count, goOn);
            }
        }
        sink.flush();
        return false;
    }

    private void send(PacketBatch batch, int count, BooleanSupplier goOn) {
        int from = 0;
        while (from < count) {
            int taken = sink.send(batch, from, count - from);
            account(batch, from, taken);
            from += taken;
            if (taken == 0) {
                sink.flush();
                LockSupport.parkNanos(this, FULL_WAIT_NANOS);
                if (!goOn.getAsBoolean()) {
                    return;
                }
            }
        }
        sink.flush();
    }

    private void account(PacketBatch batch, int from, int taken) {
        long sum = bytes;
        for (int i = from; i < from + taken; i++) {
            sum += batch.captureLength(i);
        }
        bytes = sum;
        long now = packets + taken;
        packets = now;
    }

    /** Packets that the sink took; any thread. */
    public long packets() {
        return packets;
    }

    /** Bytes of these packets; any thread. */
    public long bytes() {
        return bytes;
    }
}
