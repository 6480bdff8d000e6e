package org.mapi.mos.samples.httplog;

import java.nio.file.Path;
import java.util.List;
import org.mapi.capture.CaptureDevice;
import org.mapi.capture.PacketBatch;
import org.mapi.core.trace.read.TraceDevice;
import org.mapi.core.trace.read.TraceInput;
import org.mapi.core.trace.read.TraceOptions;
import org.mapi.mos.PacketFollower;
import org.mapi.packet.PacketCursor;

/** Gives the packets of a trace file to a source. */
final class TraceFeed {
    private TraceFeed() { }

    static void play(Path file, PacketFollower source) {
        final PacketBatch batch = new PacketBatch();
        final PacketCursor cursor = new PacketCursor();
        long number = 0;
        try (CaptureDevice device = TraceDevice.open(file.toString(), List.of(TraceInput.of(file)),
            new TraceOptions(TraceOptions.Format.ANY, 1, TraceOptions.FULL_SPEED, 0, 4, 0, false), System::nanoTime)) {
            while (device.poll(0, batch, PacketBatch.CAPACITY) != CaptureDevice.END) {
                for (int i = 0; i < batch.size(); i++) {
                    batch.moveTo(cursor, i, ++number);
                    source.process(cursor.packet());
                }
                batch.clear();
            }
        }
        source.end();
    }
}
