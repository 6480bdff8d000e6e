package org.mapi.core.engine.control;

import org.mapi.capture.CaptureDevice;
import org.mapi.capture.DeviceProperties;
import org.mapi.capture.DeviceStatistics;
import org.mapi.capture.PacketBatch;

/** What is left of a device that is closed: what was known of it last. */
record AbsentDevice(DeviceProperties properties, DeviceStatistics statistics, int queues) implements CaptureDevice {
    @Override
    public int poll(int queue, PacketBatch batch, int limit) {
        return 0;
    }

    @Override
    public void close() {
        // It is closed.
    }
}
