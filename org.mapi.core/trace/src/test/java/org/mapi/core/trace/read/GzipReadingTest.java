package org.mapi.core.trace.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mapi.MapiError;
import org.mapi.MapiException;
import org.mapi.capture.CaptureDevice;
import org.mapi.core.trace.SeenPacket;
import org.mapi.core.trace.TraceBytes;

class GzipReadingTest {
    private static final int HEADER_LENGTH = 10;

    @TempDir
    private Path directory;

    private static TraceBytes trace(int packets) {
        SplittableRandom random = new SplittableRandom(packets);
        TraceBytes bytes = TraceBytes.little().pcap(0xa1b23c4d, 0, 1);
        for (int i = 0; i < packets; i++) {
            byte[] data = new byte[random.nextInt(1, 1500)];
            random.nextBytes(data);
            bytes.record(i, i, 1500, data);
        }
        return bytes;
    }

    @Test
    void shouldReadAPackedTraceAsThePlainOne() {
        Path plain = trace(1000).save(directory, "a.pcap");
        byte[] packed = trace(1000).gzip();
        Path gzip = TraceBytes.save(directory, "a.pcap.gz", packed);

        assertThat(SeenPacket.of(gzip)).isEqualTo(SeenPacket.of(plain)).hasSize(1000);
        try (CaptureDevice device = SeenPacket.open(gzip)) {
            SeenPacket.all(device);
            assertThat(device.statistics().position()).isEqualTo(packed.length);
            assertThat(device.statistics().size()).isEqualTo(packed.length);
        }
    }

    @Test
    void shouldReadSeveralMembersAndPadding() {
        byte[] whole = trace(100).bytes();
        byte[] first = TraceBytes.little().raw(Arrays.copyOf(whole, 30_001)).gzip();
        byte[] second = TraceBytes.little().raw(Arrays.copyOfRange(whole, 30_001, whole.length)).gzip();
        Path gzip = TraceBytes.little().raw(first).raw(second).zeros(1000).save(directory, "a.gz");

        assertThat(SeenPacket.of(gzip)).hasSize(100);
    }

    @Test
    void shouldStepOverAllOptionalPartsOfTheHeader() {
        byte[] packed = trace(10).gzip();
        TraceBytes head = TraceBytes.little().raw(Arrays.copyOf(packed, 3)).u8(2 | 4 | 8 | 16).raw(
            Arrays.copyOfRange(packed, 4, HEADER_LENGTH)).u16(300).zeros(300).raw(TraceBytes.ascii("name")).u8(0)
            .raw(TraceBytes.ascii("a comment")).u8(0);
        CRC32 check = new CRC32();
        check.update(head.bytes());
        Path gzip = head.u16((int) check.getValue()).raw(Arrays.copyOfRange(packed, HEADER_LENGTH, packed.length))
            .save(directory, "a.gz");

        assertThat(SeenPacket.of(gzip)).hasSize(10);
    }

    @Test
    void shouldDeliverWhatIsReadableOfACutStream() {
        byte[] packed = trace(1000).gzip();
        Path gzip = TraceBytes.save(directory, "a.gz", Arrays.copyOf(packed, packed.length / 2));

        try (CaptureDevice device = SeenPacket.open(gzip)) {
            List<SeenPacket> seen = SeenPacket.all(device);
            assertThat(seen).hasSizeBetween(400, 600).isEqualTo(
                SeenPacket.of(trace(1000).save(directory, "b.pcap")).subList(0, seen.size()));
            assertFailure(device, "gzip data is cut (compressed byte " + packed.length / 2 + ")");
        }
    }

    @Test
    void shouldReportAWrongCheckSumAfterTheLastPacket() {
        byte[] packed = trace(50).gzip();
        packed[packed.length - 6] ^= 1;

        try (CaptureDevice device = SeenPacket.open(TraceBytes.save(directory, "a.gz", packed))) {
            assertThat(SeenPacket.all(device)).hasSize(50);
            assertFailure(device, "gzip check fails");
        }
    }

    @Test
    void shouldReportWhatFollowsTheLastMember() {
        byte[] packed = trace(50).gzip();
        ByteArrayOutputStream padded = new ByteArrayOutputStream();
        padded.writeBytes(packed);
        padded.writeBytes(new byte[] {0, 0, 7});

        try (CaptureDevice device = SeenPacket.open(TraceBytes.save(directory, "a.gz", padded.toByteArray()))) {
            assertThat(SeenPacket.all(device)).hasSize(50);
            assertFailure(device, "no gzip member and no padding");
        }
    }

    private static void assertFailure(CaptureDevice device, String why) {
        MapiException failure = device.failure().orElseThrow();
        assertThat(failure.error()).isEqualTo(MapiError.MAPI_CORRUPT_FILE);
        assertThat(failure.getMessage()).contains(why);
        assertThat(device.statistics().bad()).isEqualTo(1);
    }

    @Test
    void shouldRefuseAStreamThatIsBrokenAtItsStart() {
        Path cut = TraceBytes.save(directory, "a.gz", Arrays.copyOf(trace(5).gzip(), 8));
        Path method = TraceBytes.save(directory, "b.gz", new byte[] {0x1f, (byte) 0x8b, 7, 0, 0, 0, 0, 0, 0, 0, 0, 0});

        assertThatThrownBy(() -> SeenPacket.open(cut)).isInstanceOfSatisfying(MapiException.class,
            e -> assertThat(e.line()).contains("PCAP_OPEN_ERR", "gzip data is cut"));
        assertThatThrownBy(() -> SeenPacket.open(method)).isInstanceOfSatisfying(MapiException.class,
            e -> assertThat(e.line()).contains("PCAP_OPEN_ERR", "no gzip member starts here"));
    }
}
