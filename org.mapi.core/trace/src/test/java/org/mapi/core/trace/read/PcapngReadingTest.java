package org.mapi.core.trace.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mapi.MapiError;
import org.mapi.MapiException;
import org.mapi.capture.CaptureDevice;
import org.mapi.capture.CaptureInterface;
import org.mapi.core.trace.SeenPacket;
import org.mapi.core.trace.TraceBytes;

class PcapngReadingTest {
    private static final int UNKNOWN_BLOCK = 0xbad;
    private static final byte[] FOUR = TraceBytes.data(4, 4);

    @TempDir
    private Path directory;

    private static TraceBytes start() {
        return TraceBytes.little().section().description(1, 0);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldReadInterfacesOfDifferentKindInBothByteOrders(boolean big) {
        ByteOrder order = big ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
        byte[] options = new TraceBytes(order).option(2, TraceBytes.ascii("eth7")).option(3, TraceBytes.ascii("north"))
            .option(9, (byte) 9).option(14, new TraceBytes(order).u64(100).bytes()).option(0).bytes();
        Path file = new TraceBytes(order).section().description(1, 0).description(113, 96, options)
            .packet(0, 1_000_001, 4, FOUR).packet(1, 2_000_000_003L, 99, TraceBytes.data(5, 5)).save(directory, "a.pcapng");

        try (CaptureDevice device = SeenPacket.open(file)) {
            assertThat(device.properties().interfaces()).containsExactly(new CaptureInterface("", 1, 262_144, ""),
                new CaptureInterface("eth7", 113, 96, "north"));
            assertThat(device.properties().linkTypes()).containsExactly(1, 113);
            assertThat(SeenPacket.all(device)).containsExactly(SeenPacket.of(1_000_001_000L, 4, 0, 1, FOUR),
                SeenPacket.of(102_000_000_003L, 99, 1, 113, TraceBytes.data(5, 5)));
            assertThat(device.failure()).isEmpty();
        }
    }

    static Stream<Arguments> resolutions() {
        return Stream.of(Arguments.of(0, 3L, 3_000_000_000L), Arguments.of(3, 1_234L, 1_234_000_000L),
            Arguments.of(6, 1_234_567L, 1_234_567_000L), Arguments.of(9, 1_234_567_891L, 1_234_567_891L),
            Arguments.of(12, 1_234_567_891_234L, 1_234_567_891L), Arguments.of(19, -1L, 1_844_674_407L),
            Arguments.of(0x80, 5L, 5_000_000_000L), Arguments.of(0x81, 3L, 1_500_000_000L),
            Arguments.of(0x8a, 1536L, 1_500_000_000L), Arguments.of(0xa0, 3L << 31, 1_500_000_000L),
            Arguments.of(0xbf, 3L << 62, 1_500_000_000L));
    }

    @ParameterizedTest
    @MethodSource("resolutions")
    void shouldReadTimesOfEveryResolution(int resolution, long ticks, long nanos) {
        Path file = TraceBytes.little().section().description(1, 0, TraceBytes.little().option(9, (byte) resolution).bytes())
            .packet(0, ticks, 4, FOUR).save(directory, "a.pcapng");

        assertThat(SeenPacket.of(file)).extracting(SeenPacket::time).containsExactly(nanos);
    }

    @Test
    void shouldGoOnInASectionOfTheOtherByteOrder() {
        byte[] big = new TraceBytes(ByteOrder.BIG_ENDIAN).section().description(101, 0).packet(0, 2, 4, FOUR).bytes();
        Path file = start().packet(0, 1, 4, FOUR).raw(big).section().description(1, 0).packet(0, 3, 4, FOUR)
            .save(directory, "a.pcapng");

        assertThat(SeenPacket.of(file)).containsExactly(SeenPacket.of(1000, 4, 0, 1, FOUR),
            SeenPacket.of(2000, 4, 1, 101, FOUR), SeenPacket.of(3000, 4, 0, 1, FOUR));
    }

    @Test
    void shouldKeepEqualInterfacesOfOneSectionApart() {
        TraceBytes twice = TraceBytes.little();
        for (int i = 0; i < 2; i++) {
            twice.section().description(1, 0).description(1, 0).packet(1, 1, 4, FOUR);
        }
        Path file = twice.save(directory, "a.pcapng");

        try (CaptureDevice device = SeenPacket.open(file)) {
            assertThat(SeenPacket.all(device)).extracting(SeenPacket::interfaceIndex).containsExactly(1, 1);
            assertThat(device.properties().interfaces()).hasSize(2);
        }
    }

    @Test
    void shouldAnnounceInterfacesThatComeBetweenPackets() {
        Path file = start().packet(0, 1, 4, FOUR).description(113, 0).packet(1, 2, 4, FOUR).save(directory, "a.pcapng");

        try (CaptureDevice device = SeenPacket.open(file)) {
            assertThat(device.properties().interfaces()).hasSize(1);
            assertThat(SeenPacket.all(device)).extracting(SeenPacket::linkType).containsExactly(1, 113);
            assertThat(device.properties().interfaces()).hasSize(2);
        }
    }

    @Test
    void shouldReadSimplePacketsWithTheTimeOfThePacketBefore() {
        byte[] simple = TraceBytes.little().u32(9).raw(TraceBytes.data(3, 8)).bytes();
        Path file = TraceBytes.little().section().description(1, 6).block(3, simple).packet(0, 5, 4, FOUR).block(3, simple)
            .save(directory, "a.pcapng");

        assertThat(SeenPacket.of(file)).containsExactly(SeenPacket.of(0, 9, 0, 1, TraceBytes.data(3, 6)),
            SeenPacket.of(5000, 4, 0, 1, FOUR), SeenPacket.of(5000, 9, 0, 1, TraceBytes.data(3, 6)));
    }

    @Test
    void shouldReadObsoletePacketsAndCountTheirDrops() {
        byte[] first = TraceBytes.little().u16(0).u16(3).u32(0).u32(7).u32(4).u32(44).raw(FOUR).bytes();
        byte[] second = TraceBytes.little().u16(0).u16(0xffff).u32(0).u32(8).u32(4).u32(44).raw(FOUR).bytes();
        Path file = start().block(2, first).block(2, second).save(directory, "a.pcapng");

        try (CaptureDevice device = SeenPacket.open(file)) {
            assertThat(SeenPacket.all(device)).containsExactly(SeenPacket.of(7000, 44, 0, 1, FOUR),
                SeenPacket.of(8000, 44, 0, 1, FOUR));
            assertThat(device.statistics().droppedByKernel()).isEqualTo(3);
        }
    }

    @Test
    void shouldCountDropsThatStatisticsReportSinceTheStart() {
        TraceBytes bytes = start();
        for (int i = 1; i <= 2; i++) {
            byte[] options = TraceBytes.little().option(5, TraceBytes.little().u64(10L * i).bytes())
                .option(7, TraceBytes.little().u64(100L * i).bytes()).option(0).bytes();
            bytes.packet(0, i, 4, FOUR).block(5, TraceBytes.little().u32(0).u64(0).raw(options).bytes());
        }
        Path file = bytes.save(directory, "a.pcapng");

        try (CaptureDevice device = SeenPacket.open(file)) {
            assertThat(SeenPacket.all(device)).hasSize(2);
            assertThat(device.statistics().droppedByInterface()).isEqualTo(20);
            assertThat(device.statistics().droppedByKernel()).isEqualTo(200);
        }
    }

    @Test
    void shouldSkipUnknownBlocksOfAnyLength() {
        Path file = start().block(UNKNOWN_BLOCK, new byte[8]).packet(0, 1, 4, FOUR).block(UNKNOWN_BLOCK, new byte[3_000_000])
            .packet(0, 2, 4, FOUR).block(UNKNOWN_BLOCK, new byte[0]).save(directory, "a.pcapng");

        assertThat(SeenPacket.of(file)).extracting(SeenPacket::time).containsExactly(1000L, 2000L);
    }

    @Test
    void shouldIgnoreOptionsOfPacketsAsLibpcapDoes() {
        byte[] body = TraceBytes.little().u32(0).u32(0).u32(1).u32(4).u32(4).raw(FOUR).u16(1).u16(5000).bytes();
        Path file = start().block(6, body).save(directory, "a.pcapng");

        assertThat(SeenPacket.of(file)).containsExactly(SeenPacket.of(1000, 4, 0, 1, FOUR));
    }

    @Test
    void shouldOpenATraceWithoutPacketsAndEvenWithoutInterfaces() {
        try (CaptureDevice device = SeenPacket.open(TraceBytes.little().section().save(directory, "a.pcapng"))) {
            assertThat(device.properties().interfaces()).hasSize(1);
            assertThat(SeenPacket.all(device)).isEmpty();
            assertThat(device.failure()).isEmpty();
        }
    }

    static Stream<Arguments> corruptions() {
        TraceBytes little = TraceBytes.little();
        byte[] shortPacket = little.u32(0).u32(0).u32(1).u32(4).bytes();
        return Stream.of(
            Arguments.of("missing interface", start().packet(0, 1, 4, FOUR).packet(1, 1, 4, FOUR), "interface=1, limit: 1"),
            Arguments.of("short packet block", start().packet(0, 1, 4, FOUR).block(6, shortPacket), "length=28"),
            Arguments.of("too much captured", start().packet(0, 1, 4, FOUR)
                .block(6, TraceBytes.little().u32(0).u64(1).u32(5).u32(5).raw(FOUR).bytes()), "captured length=5, limit 4"),
            Arguments.of("beyond all bounds", start().packet(0, 1, 4, FOUR)
                .packet(0, 1, 300_000, TraceBytes.data(1, 262_148)), "captured length=262148, limit 262144"),
            Arguments.of("huge packet block", start().packet(0, 1, 4, FOUR).u32(6).u32(0x7ffffff0).zeros(100),
                "block length=2147483632, limit 524288"),
            Arguments.of("odd block length", start().packet(0, 1, 4, FOUR).u32(6).u32(33).zeros(100), "block length=33"),
            Arguments.of("tiny block length", start().packet(0, 1, 4, FOUR).u32(6).u32(8).zeros(100), "block length=8"),
            Arguments.of("lengths differ", start().packet(0, 1, 4, FOUR).u32(6).u32(36).zeros(24).u32(40),
                "length=36, at its end=40"),
            Arguments.of("lengths differ, unknown", start().packet(0, 1, 4, FOUR).u32(UNKNOWN_BLOCK).u32(16).zeros(4).u32(20),
                "length=16, at its end=20"),
            Arguments.of("option too long", start().packet(0, 1, 4, FOUR)
                .description(1, 0, TraceBytes.little().u16(2).u16(400).u32(0).bytes()), "code=2, length=400, limit 4"),
            Arguments.of("option cut", start().packet(0, 1, 4, FOUR)
                .block(5, TraceBytes.little().u32(0).u64(0).u16(5).u16(0).u16(5).u16(8).bytes()), "length=0, expected 8"),
            Arguments.of("resolution", start().packet(0, 1, 4, FOUR)
                .description(1, 0, TraceBytes.little().option(9, (byte) 20).bytes()), "resolution=0x14"),
            Arguments.of("byte order", start().packet(0, 1, 4, FOUR).u32(0x0a0d0d0a).u32(28).u32(0x12345678).zeros(100),
                "magic=0x12345678"),
            Arguments.of("version", start().packet(0, 1, 4, FOUR).block(0x0a0d0d0a,
                TraceBytes.little().u32(0x1a2b3c4d).u16(2).u16(0).u64(-1).bytes()), "version=2.0"),
            Arguments.of("cut block", start().packet(0, 1, 4, FOUR).u32(6).u32(36).zeros(20), "ends in a block: 28 of 36"),
            Arguments.of("cut unknown block", start().packet(0, 1, 4, FOUR).u32(UNKNOWN_BLOCK).u32(60_000).zeros(20),
                "59972 of 60000 bytes are missing"),
            Arguments.of("cut block header", start().packet(0, 1, 4, FOUR).u32(6), "a block header: 4 bytes"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("corruptions")
    void shouldEndWithAnErrorThatSaysWhereAndWhy(String what, TraceBytes bytes, String why) {
        Path file = bytes.save(directory, "a.pcapng");

        try (CaptureDevice device = SeenPacket.open(file)) {
            assertThat(SeenPacket.all(device)).hasSize(1);
            MapiException failure = device.failure().orElseThrow();
            assertThat(failure.error()).isEqualTo(MapiError.MAPI_CORRUPT_FILE);
            int first = start().packet(0, 1, 4, FOUR).length();
            assertThat(failure.getMessage()).contains("packet 2 at byte ").contains(why);
            assertThat(Integer.parseInt(failure.getMessage().replaceAll(".* at byte (\\d+).*", "$1")))
                .isBetween(first, bytes.length());
            assertThat(device.statistics().bad()).isEqualTo(1);
        }
    }

    @Test
    void shouldRefuseAFileWhoseFirstSectionIsWrong() {
        byte[] badOption = TraceBytes.little().u32(0x1a2b3c4d).u16(1).u16(0).u64(-1).u16(4).u16(100).u32(0).bytes();
        Path file = TraceBytes.little().block(0x0a0d0d0a, badOption).description(1, 0).save(directory, "a.pcapng");

        assertThatThrownBy(() -> SeenPacket.open(file)).isInstanceOfSatisfying(MapiException.class, e -> {
            assertThat(e.error()).isEqualTo(MapiError.PCAP_OPEN_ERR);
            assertThat(e.getMessage()).contains("byte 0", "code=4, length=100, limit 4");
        });
    }

    @Test
    void shouldRefuseMoreInterfacesThanItKeeps() {
        TraceBytes bytes = TraceBytes.little().section();
        for (int i = 0; i <= InterfaceTable.MAXIMUM; i++) {
            bytes.description(1, 1 + i);
        }
        Path file = bytes.packet(0, 1, 4, FOUR).save(directory, "a.pcapng");

        try (CaptureDevice device = SeenPacket.open(file)) {
            assertThat(SeenPacket.all(device)).isEmpty();
            assertThat(device.failure().orElseThrow().getMessage()).contains("more than 4096 different interfaces");
        }
    }
}
