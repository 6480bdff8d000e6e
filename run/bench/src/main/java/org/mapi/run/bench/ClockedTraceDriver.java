package org.mapi.run.bench;

import java.util.HashMap;
import java.util.Map;
import org.mapi.capture.CaptureDevice;
import org.mapi.capture.CaptureDriver;
import org.mapi.capture.DeviceRequest;
import org.mapi.core.trace.TraceDriver;

/** The trace driver, its devices with a stopwatch. */
final class ClockedTraceDriver implements CaptureDriver {
    private final TraceDriver driver = new TraceDriver();
    private volatile ClockedDevice last;
    private volatile boolean ahead;

    @Override
    public CaptureDevice open(DeviceRequest request) {
        final Map<String, String> options = new HashMap<>(request.options());
        options.put("read_ahead", String.valueOf(ahead));
        last = new ClockedDevice(driver.open(new DeviceRequest(request.device(), request.address(), request.kind(), options)));
        return last;
    }

    /** Whether the devices that are opened from now on may be read by two threads. */
    void ahead(boolean wanted) {
        ahead = wanted;
    }

    /** The device opened last. */
    ClockedDevice last() {
        return last;
    }
}
