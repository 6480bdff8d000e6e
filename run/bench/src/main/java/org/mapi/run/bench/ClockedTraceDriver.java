package org.mapi.run.bench;

import org.mapi.capture.CaptureDevice;
import org.mapi.capture.CaptureDriver;
import org.mapi.capture.DeviceRequest;
import org.mapi.core.trace.TraceDriver;

/** The trace driver, its devices with a stopwatch. */
final class ClockedTraceDriver implements CaptureDriver {
    private final TraceDriver driver = new TraceDriver();
    private volatile ClockedDevice last;

    @Override
    public CaptureDevice open(DeviceRequest request) {
        last = new ClockedDevice(driver.open(request));
        return last;
    }

    /** The device opened last. */
    ClockedDevice last() {
        return last;
    }
}
