package org.mapi.mos.functions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.mapi.capture.CaptureDevice;
import org.mapi.capture.DeviceKind;
import org.mapi.capture.DeviceRequest;
import org.mapi.capture.PacketBatch;
import org.mapi.core.trace.TraceDriver;
import org.mapi.mos.stack.MosStack;
import org.mapi.packet.PacketCursor;
import org.mapi.testkit.FunctionHarness;

/** Packets behind MOS_EVENT("REXMIT") beside tshark's retransmissions, for every real capture. */
class TsharkTest {
    private static final Path TRACES = Path.of(System.getProperty("project.root")).resolve("../shared/traces");

    /** How many packets more or fewer than tshark says, and why. */
    private record Deviation(int packets, String reason) { }

    private static final Map<String, Deviation> DEVIATIONS = Map.of(
        "corrupt-cut-mid-record.pcap", new Deviation(5, "402, 408, 1002, 1101, 2329 repeat a window probe's byte,"
            + " with new bytes behind it: part of them was sent before"),
        "dlt-null-http.pcap", new Deviation(-1, "322 repeats a FIN after both sides have acknowledged: it is over"),
        "echo-82k.pcap.gz", new Deviation(22, "tshark takes a repeated segment of one byte for a keep-alive, though the byte was "
            + "not acknowledged"),
        "http-206-ooo-zerowin.pcap", new Deviation(52, "1226 to 1277 repeat bytes that were sent before in "
            + "segments cut differently; tshark calls them out of order"),
        "ipv6-atomic-frag.pcap", new Deviation(-1, "8 is the only copy; its acknowledgement was captured before it"),
        "pppoe-over-qinq.pcap", new Deviation(2, "57 and 58 were sent before; tshark calls them out of order"),
        "tcp-fin-retransmit.pcap", new Deviation(-2, "both FINs have the number of the SYN, before the first byte: no end takes "
            + "them"),
        "tcp-reassembly.pcap", new Deviation(-3, "35, 71, 74 fill holes: their bytes are in no packet before"));

    private static long passed(Path trace, String event) {
        final MosStack stack = new MosStack(() -> null);
        final FunctionHarness harness = new FunctionHarness().start(new MosEvent(stack), event);
        long passed = 0;
        try (CaptureDevice device = new TraceDriver().open(new DeviceRequest("trace", trace.toString(), DeviceKind.OFFLINE,
            Map.of()))) {
            final PacketBatch batch = new PacketBatch();
            final PacketCursor cursor = new PacketCursor();
            long number = 0;
            while (device.poll(0, batch, PacketBatch.CAPACITY) != CaptureDevice.END) {
                for (int i = 0; i < batch.size(); i++) {
                    batch.moveTo(cursor, i, ++number);
                    passed += harness.instance().process(cursor.packet()) ? 1 : 0;
                }
                batch.clear();
            }
        }
        harness.instance().end();
        harness.instance().cleanup();
        stack.close();
        return passed;
    }

    @TestFactory
    Stream<DynamicTest> shouldPassWhatTsharkCallsARetransmission() throws IOException {
        final Path expected = TRACES.resolve("expected-tshark.tsv");
        assumeTrue(Files.isReadable(expected), () -> "no " + expected);
        final List<String> lines = new ArrayList<>(Files.readAllLines(expected));
        final List<String> head = List.of(lines.removeFirst().split("\t"));
        return lines.stream().map(line -> line.split("\t")).map(fields -> DynamicTest.dynamicTest(fields[0], () -> {
            final Path trace = TRACES.resolve(fields[0]);
            assumeTrue(Files.isReadable(trace), () -> "no " + trace);
            final long retransmissions = Long.parseLong(fields[head.indexOf("retransmission")]);
            final Deviation deviation = DEVIATIONS.getOrDefault(fields[0], new Deviation(0, ""));
            assertThat(passed(trace, "REXMIT")).as("REXMIT; %s", deviation.reason())
                .isEqualTo(retransmissions + deviation.packets());
        }));
    }
}
