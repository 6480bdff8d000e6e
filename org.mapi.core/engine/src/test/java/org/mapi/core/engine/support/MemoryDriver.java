package org.mapi.core.engine.support;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.mapi.MapiError;
import org.mapi.MapiException;
import org.mapi.capture.CaptureDevice;
import org.mapi.capture.CaptureDriver;
import org.mapi.capture.CaptureDriverDefinition;
import org.mapi.capture.DeviceRequest;

/** Opens the devices that a test has prepared, by address. */
@CaptureDriverDefinition(driver = "trace")
public final class MemoryDriver implements CaptureDriver {
    private final Map<String, Supplier<? extends CaptureDevice>> devices = new ConcurrentHashMap<>();

    /** Prepares a device. */
    public <D extends CaptureDevice> D put(String address, D device) {
        devices.put(address, () -> device);
        return device;
    }

    /** Prepares devices that are made when they are opened. */
    public void putEach(String address, Supplier<? extends CaptureDevice> supplier) {
        devices.put(address, supplier);
    }

    @Override
    public CaptureDevice open(DeviceRequest request) {
        final Supplier<? extends CaptureDevice> device = devices.get(request.address());
        if (device == null) {
            throw new MapiException(MapiError.MAPI_ERROR_FILE, "no such file: " + request.address());
        }
        return device.get();
    }
}
