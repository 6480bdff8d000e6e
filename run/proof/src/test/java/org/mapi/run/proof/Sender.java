package org.mapi.run.proof;

import java.nio.file.Path;
import java.util.Map;
import org.mapi.capture.CaptureDevice;
import org.mapi.capture.DeviceKind;
import org.mapi.capture.DeviceRequest;
import org.mapi.capture.PacketSink;
import org.mapi.core.pcap.live.PcapDriver;
import org.mapi.core.trace.SinkReplay;
import org.mapi.core.trace.TraceDriver;

/** A program of its own, to be run inside a network namespace: sends a trace through the sink of a live interface. */
final class Sender {
    private Sender() { }

    /** Where this class is, for a class path. */
    static Path location() throws Exception {
        return Path.of(Sender.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    }

    /**
     * Sends.
     *
     * @param args the trace and the interface
     */
    public static void main(String... args) {
        final DeviceRequest from = new DeviceRequest("trace:" + args[0], args[0], DeviceKind.OFFLINE, Map.of());
        final DeviceRequest to = new DeviceRequest("pcap:" + args[1], args[1], DeviceKind.LIVE, Map.of());
        try (CaptureDevice trace = new TraceDriver().open(from); CaptureDevice device = new PcapDriver().open(to);
             PacketSink sink = device.openSink()) {
            final SinkReplay replay = new SinkReplay(trace, sink);
            final boolean whole = replay.run(() -> true);
            System.out.println(replay.packets() + " packets sent, " + sink.dropped() + " dropped" + (whole ? "" : ", not all"));
        }
    }
}
