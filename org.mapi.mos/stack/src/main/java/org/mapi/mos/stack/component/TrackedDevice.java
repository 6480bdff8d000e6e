package org.mapi.mos.stack.component;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.mapi.MapiException;
import org.mapi.capture.CaptureDevice;
import org.mapi.capture.DeviceProperties;
import org.mapi.capture.DeviceStatistics;
import org.mapi.capture.PacketBatch;
import org.mapi.capture.PacketSink;

/** A device that tells when it is closed. */
final class TrackedDevice implements CaptureDevice {
    private final CaptureDevice device;
    private final Consumer<CaptureDevice> listener;
    private final AtomicBoolean closed = new AtomicBoolean();

    /**
     * A device.
     *
     * @param device   does the work
     * @param listener told once, with this object, after the device was closed
     */
    TrackedDevice(CaptureDevice device, Consumer<CaptureDevice> listener) {
        this.device = device;
        this.listener = listener;
    }

    @Override
    public DeviceProperties properties() {
        return device.properties();
    }

    @Override
    public int queues() {
        return device.queues();
    }

    @Override
    public int poll(int queue, PacketBatch batch, int limit) {
        return device.poll(queue, batch, limit);
    }

    @Override
    public void await(int queue, long nanos) {
        device.await(queue, nanos);
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
    public double occupancy(int queue) {
        return device.occupancy(queue);
    }

    @Override
    public Object information() {
        return device.information();
    }

    @Override
    public PacketSink openSink() {
        return device.openSink();
    }

    @Override
    public void close() {
        try {
            device.close();
        } finally {
            if (closed.compareAndSet(false, true)) {
                listener.accept(this);
            }
        }
    }
}
