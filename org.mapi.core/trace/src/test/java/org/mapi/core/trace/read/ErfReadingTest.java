package org.mapi.core.trace.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mapi.MapiError;
import org.mapi.MapiException;
import org.mapi.capture.CaptureDevice;
import org.mapi.capture.DeviceType;
import org.mapi.core.trace.SeenPacket;
import org.mapi.core.trace.TraceBytes;
import org.mapi.packet.LinkType;

class ErfReadingTest {
    private static final long SECONDS = 1_700_000_000L;
    private static final byte[] PAD = new byte[2];
    private static final byte[] FRAME = TraceBytes.data(9, 60);

    @TempDir
    private Path directory;

    private static TraceBytes big() {
        return new TraceBytes(ByteOrder.BIG_ENDIAN);
    }

    @Test
    void shouldShowTheRecordHeaderRightBeforeTheFrame() {
        TraceBytes bytes = big().erf(SECONDS, 0x80000000, 2, 0x05, 0, 64, PAD, FRAME);
        Path file = bytes.save(directory, "a.erf");

        try (CaptureDevice device = SeenPacket.open(file)) {
            assertThat(device.properties().deviceType()).isEqualTo(DeviceType.DAG);
            assertThat(device.properties().interfaces().getFirst().name()).isEqualTo("port1");
            List<SeenPacket> seen = SeenPacket.all(device);
            HexFormat hex = HexFormat.of();
            assertThat(seen).containsExactly(new SeenPacket(SECONDS * 1_000_000_000L + 500_000_000L, 60, 60, 0,
                LinkType.ETHERNET, hex.formatHex(FRAME), hex.formatHex(bytes.bytes(), 0, 18)));
        }
    }

    @Test
    void shouldStepOverExtensionHeaders() {
        byte[] headers = big().u64(0x8000000000000001L).u64(2).raw(PAD).bytes();
        Path file = big().erf(SECONDS, 0, 0x82, 4, 0, 64, headers, FRAME).erf(SECONDS, 0, 2, 4, 0, 64, PAD, FRAME)
            .save(directory, "a.erf");

        assertThat(SeenPacket.of(file)).extracting(packet -> packet.deviceHeader().length() / 2).containsExactly(34, 18);
        assertThat(SeenPacket.of(file)).extracting(SeenPacket::data).containsOnly(HexFormat.of().formatHex(FRAME));
    }

    @Test
    void shouldGiveEveryPortAndLinkTypeAnInterface() {
        Path file = big().erf(SECONDS, 0, 2, 0, 0, 64, PAD, FRAME).erf(SECONDS, 1, 1, 1, 0, 64, new byte[0], FRAME)
            .erf(SECONDS, 2, 22, 0, 0, 60, new byte[0], FRAME).erf(SECONDS, 3, 16, 0, 7, 64, PAD, FRAME)
            .erf(SECONDS, 3, 5, 1, 0, 64, new byte[4], FRAME).save(directory, "a.erf");

        List<SeenPacket> seen = SeenPacket.of(file);
        assertThat(seen).extracting(SeenPacket::linkType).containsExactly(LinkType.ETHERNET, LinkType.C_HDLC, LinkType.IPV4,
            LinkType.ETHERNET, LinkType.C_HDLC);
        assertThat(seen).extracting(SeenPacket::interfaceIndex).containsExactly(0, 1, 2, 0, 1);
    }

    @Test
    void shouldLeaveOutPaddingAndTheCheckSequence() {
        byte[] cut = TraceBytes.data(1, 62);
        Path file = big().erf(SECONDS, 0, 2, 4, 0, 64, PAD, cut).erf(SECONDS, 0, 2, 4, 0, 1518, PAD, cut)
            .save(directory, "a.erf");

        assertThat(SeenPacket.of(file)).extracting(SeenPacket::captured).containsExactly(60, 62);
        assertThat(SeenPacket.of(file)).extracting(SeenPacket::wire).containsExactly(60, 1514);
        assertThat(SeenPacket.of(file, "fcs", "0")).extracting(SeenPacket::wire).containsExactly(64, 1518);
    }

    @Test
    void shouldSkipRecordsWithoutPacketAndCountWhatItCannotHandOut() {
        Path file = big().erf(SECONDS, 0, 2, 4, 5, 64, PAD, FRAME).erf(SECONDS, 0, 27, 4, 0, 0, new byte[0], new byte[32])
            .erf(0, 0, 48, 0, 0, 0, new byte[0], new byte[16]).erf(SECONDS, 0, 3, 4, 0, 0, new byte[0], new byte[52])
            .erf(SECONDS, 1, 2, 4, 0, 64, PAD, FRAME).save(directory, "a.erf");

        try (CaptureDevice device = SeenPacket.open(file, "format", "MFF_DAG_ERF")) {
            assertThat(SeenPacket.all(device)).hasSize(2);
            assertThat(device.statistics().droppedByDriver()).isEqualTo(1);
            assertThat(device.statistics().droppedByKernel()).isEqualTo(5);
            assertThat(device.statistics().bad()).isZero();
        }
    }

    @Test
    void shouldEndWithAnErrorAtARecordThatCannotBe() {
        TraceBytes good = big().erf(SECONDS, 0, 2, 4, 0, 64, PAD, FRAME);
        int at = good.length();
        Path shortRecord = TraceBytes.save(directory, "a.erf", big().raw(good.bytes()).u64(0).u8(2).u8(4).u16(15).u32(0).bytes());
        Path longHeaders = TraceBytes.save(directory, "b.erf",
            big().raw(good.bytes()).erf(SECONDS, 0, 0x82, 4, 0, 64, new byte[0], new byte[4]).bytes());
        Path cut = TraceBytes.save(directory, "c.erf", big().raw(good.bytes()).raw(good.bytes()).raw((byte) 1).bytes());

        assertCorrupt(shortRecord, 1, "packet 2 at byte " + at + ": record length=15");
        assertCorrupt(longHeaders, 1, "packet 2 at byte " + at + ": the headers of a record are longer");
        assertCorrupt(cut, 2, "packet 3 at byte " + 2 * at + ": the file ends in a record header: 1 of 16");
    }

    private static void assertCorrupt(Path file, int packets, String why) {
        try (CaptureDevice device = SeenPacket.open(file, "format", "erf")) {
            assertThat(SeenPacket.all(device)).hasSize(packets);
            assertThat(device.failure().orElseThrow().error()).isEqualTo(MapiError.MAPI_CORRUPT_FILE);
            assertThat(device.failure().orElseThrow().getMessage()).contains(why);
        }
    }

    @Test
    void shouldRefuseAFormatThatIsNotTheOneAskedFor() {
        Path pcap = TraceBytes.little().pcap(0xa1b2c3d4, 0, 1).save(directory, "a.pcap");
        Path erf = big().erf(SECONDS, 0, 2, 4, 0, 64, PAD, FRAME).save(directory, "a.erf");

        assertThatThrownBy(() -> SeenPacket.open(pcap, "format", "pcapng")).isInstanceOfSatisfying(MapiException.class,
            e -> assertThat(e.line()).contains("PCAP_OPEN_ERR", "this is no pcapng trace"));
        assertThatThrownBy(() -> SeenPacket.open(erf, "format", "MFF_PCAP")).isInstanceOfSatisfying(MapiException.class,
            e -> assertThat(e.line()).contains("PCAP_OPEN_ERR", "this is no pcap trace"));
        assertThat(SeenPacket.of(pcap, "format", "mff_raw")).isEmpty();
    }
}
