package org.mapi.core.engine.agent;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.mapi.capture.CaptureDevice;
import org.mapi.capture.CaptureInterface;
import org.mapi.capture.DeviceKind;
import org.mapi.capture.DeviceProperties;
import org.mapi.capture.DeviceStatistics;
import org.mapi.capture.DeviceType;
import org.mapi.capture.PacketBatch;
import org.mapi.packet.LinkType;

/** Hands out packets without content, and from time to time none. */
final class TrainingDevice implements CaptureDevice {
    /** Packets of one poll. */
    static final int PACKETS = 16;
    private static final int LENGTH = 64;
    private static final int POLLS_BETWEEN_NONE = 5;
    private static final long NANOS_BETWEEN_POLLS = 10_000_000;

    private final MemorySegment packets = Arena.ofAuto().allocate((long) PACKETS * LENGTH, Long.BYTES);
    private final DeviceProperties properties;
    private long polls;

    TrainingDevice(DeviceKind kind) {
        properties = new DeviceProperties(kind, DeviceType.NIC, LENGTH, 0,
            List.of(new CaptureInterface("", LinkType.ETHERNET, LENGTH, "made-up packets")));
    }

    @Override
    public int poll(int queue, PacketBatch batch, int limit) {
        if (++polls % POLLS_BETWEEN_NONE == 0) {
            return 0;
        }
        final int count = Math.min(PACKETS, limit);
        final int region = batch.region(packets);
        for (int i = 0; i < count; i++) {
            batch.add(region, (long) i * LENGTH, LENGTH, LENGTH, polls * NANOS_BETWEEN_POLLS, 0, LinkType.ETHERNET);
        }
        return count;
    }

    @Override
    public DeviceProperties properties() {
        return properties;
    }

    @Override
    public DeviceStatistics statistics() {
        return DeviceStatistics.NONE;
    }

    @Override
    public void close() {
        // its memory goes when it does
    }
}
