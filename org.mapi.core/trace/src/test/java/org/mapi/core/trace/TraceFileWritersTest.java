package org.mapi.core.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.mapi.MapiError;
import org.mapi.MapiException;
import org.mapi.capture.TraceFormat;
import org.mapi.capture.TraceWriter;
import org.mapi.packet.LinkType;
import org.mapi.packet.Packet;
import org.mapi.packet.PacketCursor;

class TraceFileWritersTest {
    private static final long START = 1_700_000_000_000_000_000L;

    @TempDir
    private Path directory;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment memory = arena.allocate(300_000);
    private final PacketCursor cursor = new PacketCursor();
    private final TraceFileWriters writers = new TraceFileWriters();

    @AfterEach
    void free() {
        arena.close();
    }

    private Packet packet(SeenPacket from, byte[] data) {
        MemorySegment.copy(data, 0, memory, ValueLayout.JAVA_BYTE, 64, data.length);
        cursor.region(memory);
        cursor.move(64, data.length, from.wire(), from.time(), from.interfaceIndex(), from.linkType(), 1);
        return cursor.packet();
    }

    private Packet packet(int number, int length) {
        byte[] data = TraceBytes.data(number, length);
        return packet(SeenPacket.of(START + number, length, 0, 1, data), data);
    }

    private Path file() {
        return directory.resolve("written");
    }

    private FileChannel channel() throws IOException {
        return FileChannel.open(file(), StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.READ,
            StandardOpenOption.TRUNCATE_EXISTING);
    }

    @ParameterizedTest
    @EnumSource(TraceFormat.class)
    void shouldReadBackWhatWasWritten(TraceFormat format) throws IOException {
        SplittableRandom random = new SplittableRandom(format.ordinal());
        boolean micros = format == TraceFormat.PCAP || format == TraceFormat.RAW;
        boolean several = format == TraceFormat.PCAPNG;
        List<SeenPacket> written = new ArrayList<>();
        try (TraceWriter writer = writers.create(channel(), format, 1, 65_000)) {
            for (int i = 0; i < 3000; i++) {
                byte[] data = TraceBytes.data(i, random.nextInt(i % 100 == 0 ? 60_000 : 1500));
                long time = START + random.nextLong(10_000_000_000L);
                int number = format == TraceFormat.ERF || several ? random.nextInt(i < 10 ? 1 : 3) : 0;
                int linkType = several && number == 2 ? LinkType.LINUX_SLL2 : LinkType.ETHERNET;
                SeenPacket seen = SeenPacket.of(micros ? time / 1000 * 1000 : time, data.length + random.nextInt(100), number,
                    linkType, data);
                writer.write(packet(SeenPacket.of(time, seen.wire(), number, linkType, data), data));
                written.add(seen);
            }
            assertThat(writer.packets()).isEqualTo(3000);
            writer.flush();
            assertThat(writer.length()).isEqualTo(Files.size(file()));
        }
        List<SeenPacket> read = SeenPacket.of(file()).stream()
            .map(p -> new SeenPacket(p.time(), p.captured(), p.wire(), 0, p.linkType(), p.data(), "")).toList();
        assertThat(read).isEqualTo(written.stream()
            .map(p -> new SeenPacket(p.time(), p.captured(), p.wire(), 0, p.linkType(), p.data(), "")).toList());
        assertThat(SeenPacket.of(file())).extracting(SeenPacket::interfaceIndex).satisfies(
            numbers -> assertThat(numbers.stream().distinct().count())
                .isEqualTo(written.stream().map(SeenPacket::interfaceIndex).distinct().count()));
    }

    @Test
    void shouldWriteTheVeryBytesOfTheFormats() throws IOException {
        try (TraceWriter writer = writers.create(channel(), TraceFormat.PCAP, 1, 65_535)) {
            writer.write(packet(1, 3));
        }
        assertThat(Files.readAllBytes(file())).isEqualTo(TraceBytes.little().pcap(0xa1b2c3d4, 65_535, 1)
            .record(START / 1_000_000_000, 0, 3, TraceBytes.data(1, 3)).bytes());

        try (TraceWriter writer = writers.create(channel(), TraceFormat.PCAPNG, 1, 65_535)) {
            writer.write(packet(2, 5));
        }
        byte[] options = TraceBytes.little().option(9, (byte) 9).option(0).bytes();
        assertThat(Files.readAllBytes(file())).isEqualTo(TraceBytes.little().section().description(1, 65_535, options)
            .packet(0, START + 2, 5, TraceBytes.data(2, 5)).bytes());
    }

    @ParameterizedTest
    @EnumSource(TraceFormat.class)
    void shouldCutPacketsToTheAnnouncedLength(TraceFormat format) throws IOException {
        try (TraceWriter writer = writers.create(channel(), format, 1, 100)) {
            writer.write(packet(1, 500));
        }
        assertThat(SeenPacket.of(file())).singleElement().satisfies(seen -> {
            assertThat(seen.captured()).isEqualTo(100);
            assertThat(seen.wire()).isEqualTo(500);
        });
    }

    @Test
    void shouldWriteTheLargestPackets() throws IOException {
        try (TraceWriter writer = writers.create(channel(), TraceFormat.PCAPNG, 1, 0)) {
            for (int i = 0; i < 5; i++) {
                writer.write(packet(i, 262_144));
            }
        }
        assertThat(SeenPacket.of(file())).hasSize(5).extracting(SeenPacket::captured).containsOnly(262_144);
        try (TraceWriter writer = writers.create(channel(), TraceFormat.ERF, 1, 0)) {
            writer.write(packet(1, 262_144));
        }
        assertThat(SeenPacket.of(file())).singleElement().satisfies(seen -> {
            assertThat(seen.captured()).isEqualTo(65_535 - 18);
            assertThat(seen.wire()).isEqualTo(65_531);
        });
    }

    @ParameterizedTest
    @CsvSource({"PCAP, 65536", "PCAP_NANOSECONDS, -1", "PCAPNG, 65536", "ERF, 113"})
    void shouldRefuseALinkTypeThatTheFormatCannotHold(TraceFormat format, int linkType) {
        assertThatThrownBy(() -> writers.create(channel(), format, linkType, 100)).isInstanceOfSatisfying(MapiException.class,
            e -> {
                assertThat(e.error()).isEqualTo(MapiError.MAPI_LINK_TYPE);
                assertThat(e.getMessage()).contains(String.valueOf(linkType), "expected");
            });
    }

    @ParameterizedTest
    @EnumSource(value = TraceFormat.class, names = {"PCAP", "PCAP_NANOSECONDS", "ERF"})
    void shouldRefuseAPacketOfAnotherLinkTypeAndGoOn(TraceFormat format) throws IOException {
        byte[] data = TraceBytes.data(1, 20);
        try (TraceWriter writer = writers.create(channel(), format, 1, 100)) {
            writer.write(packet(1, 20));
            assertThatThrownBy(() -> writer.write(packet(SeenPacket.of(1, 20, 0, 113, data), data)))
                .isInstanceOfSatisfying(MapiException.class, e -> assertThat(e.error()).isEqualTo(MapiError.MAPI_LINK_TYPE));
            writer.write(packet(2, 20));
        }
        assertThat(SeenPacket.of(file())).hasSize(2);
    }

    @ParameterizedTest
    @EnumSource(TraceFormat.class)
    void shouldSurviveAChannelThatTakesLittleAtATime(TraceFormat format) throws IOException {
        try (TraceWriter writer = writers.create(new MeanChannel(channel(), Long.MAX_VALUE, 1000), format, 1, 65_535)) {
            for (int i = 0; i < 1000; i++) {
                writer.write(packet(i, 600));
            }
        }
        assertThat(SeenPacket.of(file())).hasSize(1000);
    }

    @ParameterizedTest
    @EnumSource(TraceFormat.class)
    void shouldLeaveOnlyWholeRecordsWhenTheMediumIsFull(TraceFormat format) throws IOException {
        SplittableRandom random = new SplittableRandom(7 + format.ordinal());
        for (int round = 0; round < 50; round++) {
            long room = 100 + random.nextInt(900_000);
            TraceWriter writer = writers.create(new MeanChannel(channel(), room, 4096), format, 1, 65_535);
            IOException failure = writeUntilFull(writer, random);
            long packets = writer.packets();
            assertThat(failure).hasMessageContaining("no space left").hasMessageContaining(packets + " packets in ")
                .hasMessageContaining("the file is cut there");
            assertThat(writer.length()).isEqualTo(Files.size(file())).isLessThanOrEqualTo(room);
            assertThatThrownBy(() -> writer.write(packet(1, 60))).isInstanceOf(IOException.class);
            assertThatThrownBy(writer::flush).isInstanceOf(IOException.class);
            writer.close();
            assertThat(packets == 0 && format == TraceFormat.ERF ? List.of() : SeenPacket.of(file()))
                .hasSize((int) packets);
        }
    }

    private IOException writeUntilFull(TraceWriter writer, SplittableRandom random) {
        for (int i = 0; i < 100_000; i++) {
            try {
                writer.write(packet(i, random.nextInt(1514)));
            } catch (IOException e) {
                return e;
            }
        }
        throw new AssertionError("the medium was never full");
    }

    @Test
    void shouldLeaveNothingWhenThereIsNoRoomForTheHead() throws IOException {
        assertThatThrownBy(() -> writers.create(new MeanChannel(channel(), 10, 4096), TraceFormat.PCAP, 1, 100))
            .isInstanceOf(IOException.class).hasMessageContaining("0 packets in 0 bytes");
        assertThat(Files.size(file())).isZero();
    }

    @Test
    void shouldRefuseToWriteAfterClose() throws IOException {
        TraceWriter writer = writers.create(channel(), TraceFormat.PCAP, 1, 100);
        writer.close();
        writer.close();
        assertThatThrownBy(() -> writer.write(packet(1, 60))).isInstanceOf(IOException.class).hasMessageContaining("closed");
    }
}
