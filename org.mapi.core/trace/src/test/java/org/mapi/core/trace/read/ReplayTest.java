package org.mapi.core.trace.read;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.mapi.capture.CaptureDevice;
import org.mapi.capture.DeviceKind;
import org.mapi.capture.DeviceRequest;
import org.mapi.capture.PacketBatch;
import org.mapi.core.trace.SeenPacket;
import org.mapi.core.trace.TraceBytes;

@Timeout(300)
class ReplayTest {
    private static final long SECOND = 1_000_000_000L;
    private static final long START = 1_700_000_000L * SECOND;

    @TempDir
    private Path directory;
    private long now = 42;

    /** A trace with packets at the given milliseconds. */
    private Path trace(String name, long... millis) {
        TraceBytes bytes = TraceBytes.little().pcap(0xa1b23c4d, 0, 1);
        for (long at : millis) {
            bytes.record(1_700_000_000L + at / 1000, at % 1000 * 1_000_000, 60, TraceBytes.data((int) at, 60));
        }
        return bytes.save(directory, name);
    }

    private static List<Long> millis(List<SeenPacket> seen) {
        return seen.stream().map(packet -> (packet.time() - START) / 1_000_000).toList();
    }

    private CaptureDevice paced(Path file, Map<String, String> options) {
        TraceOptions checked = TraceOptions.of(new DeviceRequest("x", file.toString(), DeviceKind.LIVE, options));
        return TraceDevice.open("x", List.of(TraceInput.of(file)), checked, () -> now);
    }

    private List<Long> due(CaptureDevice device) {
        PacketBatch batch = new PacketBatch();
        List<Long> times = new ArrayList<>();
        int count = device.poll(0, batch, 256);
        for (int i = 0; i < count; i++) {
            times.add((batch.timestamp(i) - START) / 1_000_000);
        }
        return count == CaptureDevice.END ? null : times;
    }

    @Test
    void shouldPlayAsOftenAsAskedWithTimesThatGoOn() {
        Path file = trace("a.pcap", 0, 30, 100);
        try (CaptureDevice device = SeenPacket.open(file.toString(), DeviceKind.LIVE, "loop", "3", "speed", "full", "gap",
            "10ms")) {
            assertThat(device.properties().kind()).isEqualTo(DeviceKind.REPLAY);
            assertThat(millis(SeenPacket.all(device))).containsExactly(0L, 30L, 100L, 110L, 140L, 210L, 220L, 250L, 320L);
            assertThat(device.statistics().received()).isEqualTo(9);
            assertThat(device.statistics().position()).isEqualTo(device.statistics().size());
            assertThat(device.properties().interfaces()).hasSize(1);
        }
    }

    @Test
    void shouldPlayForEverWhenAskedTo() {
        Path file = trace("a.pcap", 0, 30);
        try (CaptureDevice device = SeenPacket.open(file.toString(), DeviceKind.LIVE, "loop", "true", "speed", "full")) {
            List<SeenPacket> seen = SeenPacket.all(device, 7, 10_000);
            assertThat(seen).hasSizeGreaterThanOrEqualTo(10_000).isSortedAccordingTo((a, b) -> Long.compare(a.time(), b.time()));
            assertThat(device.statistics().size()).isEqualTo(-1);
        }
    }

    @Test
    void shouldEndALoopOverNothing() {
        Path file = trace("a.pcap");
        try (CaptureDevice device = SeenPacket.open(file.toString(), DeviceKind.LIVE, "loop", "true")) {
            assertThat(SeenPacket.all(device)).isEmpty();
        }
    }

    @Test
    void shouldEndALoopOverACorruptFile() {
        Path file = TraceBytes.little().pcap(0xa1b23c4d, 0, 1).record(1, 0, 4, TraceBytes.data(1, 4)).u32(1)
            .save(directory, "a.pcap");
        try (CaptureDevice device = SeenPacket.open(file.toString(), DeviceKind.LIVE, "loop", "true", "speed", "full")) {
            assertThat(SeenPacket.all(device)).hasSize(1);
            assertThat(device.failure()).isPresent();
        }
    }

    @Test
    void shouldHandOutPacketsWhenTheyAreDue() {
        try (CaptureDevice device = paced(trace("a.pcap", 0, 0, 100, 250), Map.of("loop", "2", "gap", "50ms"))) {
            now = 10 * SECOND;
            assertThat(due(device)).containsExactly(0L, 0L);
            assertThat(due(device)).isEmpty();
            now += 99_999_999;
            assertThat(due(device)).isEmpty();
            now += 1;
            assertThat(due(device)).containsExactly(100L);
            now += 150_000_000;
            assertThat(due(device)).containsExactly(250L);
            now += 49_999_999;
            assertThat(due(device)).isEmpty();
            now += 1;
            assertThat(due(device)).containsExactly(300L, 300L);
            now += SECOND;
            assertThat(due(device)).containsExactly(400L, 550L);
            assertThat(due(device)).isNull();
        }
    }

    @Test
    void shouldPlayFasterOrSlowerByAFactor() {
        try (CaptureDevice device = paced(trace("a.pcap", 0, 100, 200), Map.of("speed", "2.5"))) {
            assertThat(due(device)).containsExactly(0L);
            now += 39_999_999;
            assertThat(due(device)).isEmpty();
            now += 1;
            assertThat(due(device)).containsExactly(100L);
            now += 40_000_000;
            assertThat(due(device)).containsExactly(200L);
        }
    }

    @Test
    void shouldHandOutPacketsThatWereMissedAtOnce() {
        try (CaptureDevice device = paced(trace("a.pcap", 0, 1, 2, 3, 1000), Map.of())) {
            assertThat(due(device)).containsExactly(0L);
            now += 500_000_000;
            assertThat(due(device)).containsExactly(1L, 2L, 3L);
        }
    }

    @Test
    void shouldWaitUntilTheNextPacketIsDue() {
        try (CaptureDevice device = SeenPacket.open(trace("a.pcap", 0, 40).toString(), DeviceKind.LIVE)) {
            long start = System.nanoTime();
            assertThat(SeenPacket.all(device)).hasSize(2);
            assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(40_000_000L);
            device.await(0, 60 * SECOND);
        }
    }

    @Test
    void shouldPlayAllFilesOfADirectoryInTheOrderOfTheirNames() {
        trace("b.pcap", 500, 520);
        trace("a.pcap", 900, 910);
        trace("c.txt", 0);
        trace(".hidden.pcap", 7);
        String pattern = directory.resolve("*.pcap").toString();

        try (CaptureDevice device = SeenPacket.open(pattern, DeviceKind.OFFLINE)) {
            assertThat(millis(SeenPacket.all(device))).containsExactly(900L, 910L, 500L, 520L);
            assertThat(device.properties().interfaces()).hasSize(1);
        }
        try (CaptureDevice device = SeenPacket.open(directory.toString(), DeviceKind.LIVE, "speed", "full", "gap", "5ms")) {
            assertThat(millis(SeenPacket.all(device))).containsExactly(900L, 910L, 915L, 935L, 940L);
        }
        try (CaptureDevice device = SeenPacket.open("vin0", DeviceKind.LIVE, "speed", "full", "trace_dir", pattern)) {
            assertThat(SeenPacket.all(device)).hasSize(4);
        }
    }

    @Test
    void shouldNameTheFileOfADirectoryThatIsNoTrace() {
        trace("a.pcap", 0);
        Path letter = TraceBytes.save(directory, "b.txt", TraceBytes.ascii("Dear friend, how are you?"));

        try (CaptureDevice device = SeenPacket.open(directory)) {
            assertThat(SeenPacket.all(device)).hasSize(1);
            assertThat(device.failure().orElseThrow().line()).contains("PCAP_OPEN_ERR", letter.toString());
        }
    }
}
