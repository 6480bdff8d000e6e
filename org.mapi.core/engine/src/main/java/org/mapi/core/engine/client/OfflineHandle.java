package org.mapi.core.engine.client;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.mapi.MapiError;
import org.mapi.MapiException;
import org.mapi.OfflineDevice;
import org.mapi.OfflineStatus;
import org.mapi.core.engine.control.DeviceControl;
import org.mapi.core.engine.control.EngineCore;

/** An offline device in the hand of its owner. */
final class OfflineHandle implements OfflineDevice {
    private final EngineCore core;
    private final DeviceControl device;
    private final Consumer<OfflineHandle> closed;
    private final AtomicBoolean started = new AtomicBoolean();
    private final AtomicBoolean deleted = new AtomicBoolean();

    OfflineHandle(EngineCore core, DeviceControl device, Consumer<OfflineHandle> closed) {
        this.core = core;
        this.device = device;
        this.closed = closed;
    }

    @Override
    public String name() {
        return device.entry().name();
    }

    @Override
    public OfflineStatus status() {
        if (deleted.get()) {
            return OfflineStatus.DELETED;
        }
        if (!started.get()) {
            return OfflineStatus.SETUP;
        }
        return device.ended().getCount() == 0 ? OfflineStatus.FINISHED : OfflineStatus.READING;
    }

    @Override
    public void start() {
        if (deleted.get()) {
            throw new MapiException(MapiError.MAPID_NO_DEVICE, "offline device " + name() + " is deleted");
        }
        if (!started.compareAndSet(false, true)) {
            throw new MapiException(MapiError.MAPI_OFFLINE_DEVICE_STARTED, "offline device " + name() + " was started already");
        }
        core.startOffline(device);
    }

    @Override
    public boolean awaitFinished(Duration timeout) throws InterruptedException {
        return device.ended().await(timeout.toNanos(), TimeUnit.NANOSECONDS);
    }

    @Override
    public Optional<MapiException> failure() {
        return device.sourceFailure();
    }

    @Override
    public void close() {
        if (deleted.compareAndSet(false, true)) {
            closed.accept(this);
            core.deleteOfflineDevice(device);
        }
    }
}
