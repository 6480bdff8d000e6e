package org.mapi.core.trace.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mapi.MapiError;
import org.mapi.MapiException;
import org.mapi.capture.CaptureDevice;
import org.mapi.core.trace.SeenPacket;
import org.mapi.core.trace.TraceBytes;
import org.mapi.packet.LinkType;

class PcapReadingTest {
    private static final int MICROSECONDS = 0xa1b2c3d4;
    private static final int NANOSECONDS = 0xa1b23c4d;
    private static final int MODIFIED = 0xa1b2cd34;

    @TempDir
    private Path directory;

    private static ByteOrder order(boolean big) {
        return big ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldReadMicrosecondsInBothByteOrders(boolean big) {
        Path file = new TraceBytes(order(big)).pcap(MICROSECONDS, 65535, 1)
            .record(1_700_000_000, 999_999, 60, TraceBytes.data(1, 60))
            .record(0xfffffff0L, 1, 1500, TraceBytes.data(2, 17)).save(directory, "a.pcap");

        assertThat(SeenPacket.of(file)).containsExactly(
            SeenPacket.of(1_700_000_000_999_999_000L, 60, 0, LinkType.ETHERNET, TraceBytes.data(1, 60)),
            SeenPacket.of(4_294_967_280_000_001_000L, 1500, 0, LinkType.ETHERNET, TraceBytes.data(2, 17)));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldReadNanosecondsInBothByteOrders(boolean big) {
        Path file = new TraceBytes(order(big)).pcap(NANOSECONDS, 65535, 113)
            .record(5, 999_999_999, 4, TraceBytes.data(1, 4)).save(directory, "a.pcap");

        assertThat(SeenPacket.of(file))
            .containsExactly(SeenPacket.of(5_999_999_999L, 4, 0, LinkType.LINUX_SLL, TraceBytes.data(1, 4)));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldReadTheLongerRecordsOfTheModifiedFormat(boolean big) {
        Path file = new TraceBytes(order(big)).pcap(MODIFIED, 65535, 1)
            .u32(7).u32(8).u32(3).u32(9).u32(2).u16(0x800).u8(1).u8(0).raw(TraceBytes.data(1, 3))
            .u32(8).u32(0).u32(2).u32(2).u64(0).raw(TraceBytes.data(2, 2)).save(directory, "a.pcap");

        assertThat(SeenPacket.of(file)).containsExactly(
            SeenPacket.of(7_000_008_000L, 9, 0, LinkType.ETHERNET, TraceBytes.data(1, 3)),
            SeenPacket.of(8_000_000_000L, 2, 0, LinkType.ETHERNET, TraceBytes.data(2, 2)));
    }

    @Test
    void shouldReadTheLengthsTheOtherWayRoundInOldVersions() {
        Path file = TraceBytes.little().u32(MICROSECONDS).u16(2).u16(2).u32(0).u32(0).u32(100).u32(1)
            .u32(1).u32(0).u32(9).u32(2).raw(TraceBytes.data(1, 2)).save(directory, "a.pcap");

        assertThat(SeenPacket.of(file)).containsExactly(
            SeenPacket.of(1_000_000_000L, 9, 0, LinkType.ETHERNET, TraceBytes.data(1, 2)));
    }

    @Test
    void shouldReadTheLengthsEitherWayInVersionTwoThree() {
        Path file = TraceBytes.little().u32(MICROSECONDS).u16(2).u16(3).u32(0).u32(0).u32(100).u32(1)
            .u32(1).u32(0).u32(9).u32(2).raw(TraceBytes.data(1, 2))
            .u32(2).u32(0).u32(2).u32(9).raw(TraceBytes.data(2, 2)).save(directory, "a.pcap");

        assertThat(SeenPacket.of(file)).containsExactly(
            SeenPacket.of(1_000_000_000L, 9, 0, LinkType.ETHERNET, TraceBytes.data(1, 2)),
            SeenPacket.of(2_000_000_000L, 9, 0, LinkType.ETHERNET, TraceBytes.data(2, 2)));
    }

    @Test
    void shouldCutRecordsThatAreLongerThanTheSnapLength() {
        Path file = TraceBytes.little().pcap(MICROSECONDS, 10, 1).record(1, 0, 20, TraceBytes.data(1, 20))
            .record(2, 0, 20, TraceBytes.data(2, 10)).save(directory, "a.pcap");

        assertThat(SeenPacket.of(file)).containsExactly(
            SeenPacket.of(1_000_000_000L, 20, 0, LinkType.ETHERNET, TraceBytes.data(1, 10)),
            SeenPacket.of(2_000_000_000L, 20, 0, LinkType.ETHERNET, TraceBytes.data(2, 10)));
    }

    @Test
    void shouldTakeASnapLengthOfZeroForNoLimit() {
        Path file = TraceBytes.little().pcap(MICROSECONDS, 0, 1).record(1, 0, 20, TraceBytes.data(1, 20))
            .save(directory, "a.pcap");

        try (CaptureDevice device = SeenPacket.open(file)) {
            assertThat(device.properties().captureLength()).isEqualTo(262_144);
            assertThat(SeenPacket.all(device)).hasSize(1).first().extracting(SeenPacket::captured).isEqualTo(20);
        }
    }

    @Test
    void shouldTakeTheOldNumbersOfRawIpForRawIp() {
        assertThat(SeenPacket.of(TraceBytes.little().pcap(MICROSECONDS, 0, 12).record(1, 0, 4, TraceBytes.data(1, 4))
            .save(directory, "a.pcap"))).extracting(SeenPacket::linkType).containsExactly(LinkType.RAW);
        assertThat(SeenPacket.of(TraceBytes.little().pcap(MICROSECONDS, 0, 14).record(1, 0, 4, TraceBytes.data(1, 4))
            .save(directory, "b.pcap"))).extracting(SeenPacket::linkType).containsExactly(LinkType.RAW);
    }

    @Test
    void shouldHandOutEveryPacketWholeWhereverTheBufferEnds() {
        TraceBytes bytes = TraceBytes.little().pcap(NANOSECONDS, 0, 1);
        int packets = 40;
        for (int i = 0; i < packets; i++) {
            bytes.record(i, i, 262_144, TraceBytes.data(i, i % 3 == 0 ? 262_144 : 65_521 + i));
        }
        Path file = bytes.save(directory, "a.pcap");

        try (CaptureDevice device = SeenPacket.open(file)) {
            List<SeenPacket> seen = SeenPacket.all(device, 3, Integer.MAX_VALUE);
            assertThat(seen).hasSize(packets);
            for (int i = 0; i < packets; i++) {
                assertThat(seen.get(i)).isEqualTo(SeenPacket.of(i * 1_000_000_001L, 262_144, 0, 1,
                    TraceBytes.data(i, i % 3 == 0 ? 262_144 : 65_521 + i)));
            }
            assertThat(device.failure()).isEmpty();
        }
    }

    @Test
    void shouldLoseNothingWhenTheReadingThreadIsInterrupted() {
        TraceBytes bytes = TraceBytes.little().pcap(NANOSECONDS, 0, 1);
        for (int i = 0; i < 1000; i++) {
            bytes.record(i, 0, 1500, TraceBytes.data(i, 1500));
        }
        Path file = bytes.save(directory, "a.pcap");

        try (CaptureDevice device = SeenPacket.open(file)) {
            Thread.currentThread().interrupt();
            assertThat(SeenPacket.all(device)).hasSize(1000).extracting(SeenPacket::time)
                .isSorted().doesNotHaveDuplicates();
            assertThat(device.failure()).isEmpty();
            assertThat(device.statistics().position()).isEqualTo(bytes.length());
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void shouldEndWithAnErrorAtARecordThatClaimsTooMuch() {
        TraceBytes bytes = TraceBytes.little().pcap(MICROSECONDS, 0, 1).record(1, 0, 20, TraceBytes.data(1, 20));
        int at = bytes.length();
        Path file = bytes.u32(2).u32(0).u32(262_145).u32(262_145).zeros(400_000).save(directory, "a.pcap");

        assertCorrupt(file, 1, "packet 2 at byte " + at, "captured length=262145, limit 262144");
    }

    @Test
    void shouldEndWithAnErrorWhenTheFileIsCutInARecord() {
        TraceBytes bytes = TraceBytes.little().pcap(MICROSECONDS, 0, 1).record(1, 0, 20, TraceBytes.data(1, 20));
        int at = bytes.length();
        Path file = bytes.u32(2).u32(0).u32(50).u32(50).zeros(49).save(directory, "a.pcap");

        assertCorrupt(file, 1, "packet 2 at byte " + at, "ends in a record: 49 of 50 captured bytes");
    }

    @Test
    void shouldEndWithAnErrorWhenTheFileIsCutInARecordHeader() {
        TraceBytes bytes = TraceBytes.little().pcap(MICROSECONDS, 0, 1).record(1, 0, 20, TraceBytes.data(1, 20));
        int at = bytes.length();
        Path file = bytes.u32(2).u32(0).u32(50).save(directory, "a.pcap");

        assertCorrupt(file, 1, "packet 2 at byte " + at, "ends in a record header: 12 of 16 bytes");
    }

    private static void assertCorrupt(Path file, int packets, String... parts) {
        try (CaptureDevice device = SeenPacket.open(file)) {
            assertThat(SeenPacket.all(device)).hasSize(packets);
            assertThat(device.statistics().bad()).isEqualTo(1);
            assertThat(device.statistics().received()).isEqualTo(packets);
            MapiException failure = device.failure().orElseThrow();
            assertThat(failure.error()).isEqualTo(MapiError.MAPI_CORRUPT_FILE);
            assertThat(failure.getMessage()).contains(file.toString()).contains(parts);
        }
    }

    @Test
    void shouldRefuseAFileWhoseHeaderIsWrong() {
        assertRefused(TraceBytes.little().pcap(MICROSECONDS, 0, 0x0100_0001).bytes(), "reserved bits", "0x1000001");
        assertRefused(TraceBytes.little().u32(MICROSECONDS).u16(3).u16(0).zeros(16).bytes(), "version=3.0");
        assertRefused(TraceBytes.little().u32(MICROSECONDS).u16(2).u16(4).zeros(15).bytes(), "cut: 23 bytes");
        assertRefused(new byte[0], "byte 0: the file is empty");
        assertRefused(TraceBytes.ascii("This is not a trace, it is a letter to a friend."), "54 68 69 73");
        assertRefused(TraceBytes.little().u32(0xfd2fb528).zeros(100).bytes(), "zstd");
        assertRefused(new byte[] {1}, "starts with");
    }

    private void assertRefused(byte[] bytes, String... parts) {
        Path file = TraceBytes.save(directory, "wrong.pcap", bytes);
        assertThatThrownBy(() -> SeenPacket.open(file)).isInstanceOfSatisfying(MapiException.class, e -> {
            assertThat(e.error()).isEqualTo(MapiError.PCAP_OPEN_ERR);
            assertThat(e.getMessage()).contains(file.toString()).contains(parts);
        });
    }
}
