package org.mapi.core.engine.osgi;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.mapi.capture.CaptureDevice;
import org.mapi.capture.CaptureDriver;
import org.mapi.capture.CaptureInterface;
import org.mapi.capture.DeviceKind;
import org.mapi.capture.DeviceProperties;
import org.mapi.capture.DeviceRequest;
import org.mapi.capture.DeviceStatistics;
import org.mapi.capture.DeviceType;
import org.mapi.capture.PacketBatch;

/** Makes endless packets of zeros, as a replay; remembers what was opened. */
final class GeneratingDriver implements CaptureDriver {
    private static final int LENGTH = 64;

    private final AtomicInteger open = new AtomicInteger();
    private volatile DeviceRequest last;

    @Override
    public CaptureDevice open(DeviceRequest request) {
        last = request;
        open.incrementAndGet();
        return new Device();
    }

    /** Devices open now. */
    int open() {
        return open.get();
    }

    /** What was opened last. */
    DeviceRequest last() {
        return last;
    }

    private final class Device implements CaptureDevice {
        private final Arena arena = Arena.ofShared();
        private final MemorySegment memory = arena.allocate(LENGTH);
        private volatile long received;

        @Override
        public DeviceProperties properties() {
            return new DeviceProperties(DeviceKind.REPLAY, DeviceType.TRACE, LENGTH, 0,
                List.of(new CaptureInterface("generated", 1, LENGTH, "")));
        }

        @Override
        public int poll(int queue, PacketBatch batch, int limit) {
            final int region = batch.region(memory);
            for (int i = 0; i < limit; i++) {
                batch.add(region, 0, LENGTH, LENGTH, ++received * 1_000, 0, 1);
            }
            return limit;
        }

        @Override
        public DeviceStatistics statistics() {
            return new DeviceStatistics(received, 0, 0, 0, 0, -1, -1);
        }

        @Override
        public void close() {
            if (arena.scope().isAlive()) {
                arena.close();
                open.decrementAndGet();
            }
        }
    }
}
