package org.mapi.run.proof;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.mapi.capture.CaptureDevice;
import org.mapi.capture.PacketBatch;
import org.mapi.core.trace.read.TraceDevice;
import org.mapi.core.trace.read.TraceInput;
import org.mapi.core.trace.read.TraceOptions;
import org.mapi.mos.Buffering;
import org.mapi.mos.ChecksumPolicy;
import org.mapi.mos.MonitorApplication;
import org.mapi.mos.MonitorOptions;
import org.mapi.mos.PacketFollower;
import org.mapi.mos.SourceOptions;
import org.mapi.mos.stack.MosStack;
import org.mapi.packet.PacketCursor;

/** Shows a whole trace to an application of the mOS stack, on tshark's terms. */
final class MosTrace {
    private static final int BUFFER = 1 << 22;

    private MosTrace() { }

    /** tshark forgets nothing, takes connections up anywhere and does not look at checksums. */
    static void read(Path trace, MonitorApplication application) throws IOException {
        try (MosStack stack = new MosStack(() -> null);
             TraceDevice device = TraceDevice.open(trace.toString(), List.of(TraceInput.of(trace)),
                 new TraceOptions(TraceOptions.Format.PCAP, 1, TraceOptions.FULL_SPEED, 0, 0, 0, false), System::nanoTime)) {
            final PacketFollower source = stack.follow("trace", List.of(), SourceOptions.DEFAULT.withMidStream(true)
                .withChecksums(ChecksumPolicy.IGNORE).withTimeouts(Duration.ofDays(999), Duration.ofDays(999)));
            source.monitor(MonitorOptions.streams("proof", "").reading(Buffering.BOTH, BUFFER), application);
            read(device, source);
        }
    }

    private static void read(TraceDevice device, PacketFollower source) throws IOException {
        final PacketBatch batch = new PacketBatch();
        final PacketCursor cursor = new PacketCursor();
        long number = 0;
        while (device.poll(0, batch, PacketBatch.CAPACITY) != CaptureDevice.END) {
            for (int i = 0; i < batch.size(); i++) {
                cursor.region(batch.segment(i));
                cursor.move(batch.offset(i), batch.captureLength(i), batch.wireLength(i), batch.timestamp(i),
                    batch.interfaceIndex(i), batch.linkType(i), ++number);
                source.process(cursor.packet());
            }
            batch.clear();
        }
    }
}
