package org.mapi.core.trace.read;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.zip.CRC32;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mapi.MapiError;
import org.mapi.capture.CaptureDevice;
import org.mapi.capture.DeviceKind;
import org.mapi.capture.PacketBatch;
import org.mapi.capture.TraceFormat;
import org.mapi.capture.TraceWriter;
import org.mapi.core.trace.SeenPacket;
import org.mapi.core.trace.TraceBytes;
import org.mapi.core.trace.TraceFileWriters;
import org.mapi.core.trace.generate.TraceGenerator;
import org.mapi.packet.Packet;
import org.mapi.packet.PacketCursor;

/** What is read ahead is what is read by one thread. */
@Timeout(60)
class ReadAheadDeviceTest {
    private static final int PACKETS = 30_000;
    private static final TraceOptions OPTIONS =
        new TraceOptions(TraceOptions.Format.ANY, 1, TraceOptions.FULL_SPEED, 0, 4, 0, false);

    @TempDir
    private Path directory;

    private Path trace(String name, TraceFormat format, int packets) throws IOException {
        Path file = directory.resolve(name);
        try (TraceWriter writer = new TraceFileWriters().create(FileChannel.open(file, StandardOpenOption.CREATE,
            StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING), format, 1, 65_535)) {
            new TraceGenerator(packets, format.ordinal()).writeTo(writer);
        }
        return file;
    }

    private static CaptureDevice ahead(int alone, Path... files) {
        return ReadAheadDevice.open("test", inputs(files), OPTIONS, System::nanoTime, alone);
    }

    private static CaptureDevice plain(Path... files) {
        return TraceDevice.open("test", inputs(files), OPTIONS, System::nanoTime);
    }

    private static List<TraceInput> inputs(Path... files) {
        return Arrays.stream(files).map(TraceInput::of).toList();
    }

    /** What a device delivered: packets, and a sum over all they are. */
    private record Delivered(long packets, long sum, long bad, String failure) { }

    private static Delivered read(CaptureDevice device, SplittableRandom random) {
        PacketBatch batch = new PacketBatch();
        PacketCursor cursor = new PacketCursor();
        CRC32 sum = new CRC32();
        long packets = 0;
        int count = device.poll(0, batch, PacketBatch.CAPACITY);
        while (count != CaptureDevice.END) {
            for (int i = 0; i < count; i++) {
                batch.moveTo(cursor, i, ++packets);
                add(sum, cursor.packet());
            }
            assertThat(device.statistics().received()).isGreaterThanOrEqualTo(packets - PacketBatch.CAPACITY)
                .isLessThanOrEqualTo(packets);
            if (count == 0) {
                device.await(0, 1_000_000);
            }
            batch.clear();
            count = device.poll(0, batch, random == null ? PacketBatch.CAPACITY : random.nextInt(1, PacketBatch.CAPACITY + 1));
        }
        assertThat(device.statistics().received()).isEqualTo(packets);
        return new Delivered(packets, sum.getValue(), device.statistics().bad(),
            device.failure().map(Throwable::getMessage).orElse(""));
    }

    private static void add(CRC32 sum, Packet packet) {
        sum.update((packet.timestamp() + " " + packet.wireLength() + " " + packet.interfaceIndex() + " " + packet.linkType() + " "
            + packet.deviceHeaderLength()).getBytes(StandardCharsets.US_ASCII));
        sum.update(packet.segment().asSlice(packet.offset() - packet.deviceHeaderLength(),
            packet.captureLength() + packet.deviceHeaderLength()).asByteBuffer());
    }

    private static void assertThatBothDeliverTheSame(int alone, Path... files) {
        final Delivered expected;
        try (CaptureDevice device = plain(files)) {
            expected = read(device, null);
        }
        for (int seed = 0; seed < 4; seed++) {
            try (CaptureDevice device = ahead(alone, files)) {
                assertThat(read(device, seed == 0 ? null : new SplittableRandom(seed))).isEqualTo(expected);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(value = TraceFormat.class, names = {"PCAP", "PCAP_NANOSECONDS", "PCAPNG", "ERF"})
    void shouldDeliverWhatOneThreadDelivers(TraceFormat format) throws IOException {
        assertThatBothDeliverTheSame(1, trace("trace", format, PACKETS));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 10_000})
    void shouldGoOnWithTheNextFile(int alone) throws IOException {
        Path packed = directory.resolve("packed");
        try (GZIPOutputStream gzip = new GZIPOutputStream(Files.newOutputStream(packed))) {
            Files.copy(trace("second", TraceFormat.PCAPNG, 5_000), gzip);
        }
        assertThatBothDeliverTheSame(alone, trace("first", TraceFormat.PCAP, 5_000), packed,
            trace("third", TraceFormat.ERF, 5_000));
    }

    @Test
    void shouldKeepHugePacketsWhole() throws IOException {
        SplittableRandom random = new SplittableRandom(7);
        TraceBytes bytes = TraceBytes.little().pcap(0xa1b2c3d4, 262_144, 1);
        for (int i = 0; i < 120; i++) {
            byte[] data = new byte[i % 3 == 0 ? random.nextInt(TraceBuffer.MAXIMUM_CAPTURE_LENGTH) : random.nextInt(100)];
            random.nextBytes(data);
            bytes.record(i, 0, data.length, data);
        }
        assertThatBothDeliverTheSame(1, TraceBytes.save(directory, "huge", bytes.bytes()));
    }

    @Test
    void shouldEndWhereTheFileIsCorrupt() throws IOException {
        byte[] bytes = Files.readAllBytes(trace("trace", TraceFormat.PCAP, PACKETS));
        assertThatBothDeliverTheSame(1, TraceBytes.save(directory, "cut", Arrays.copyOf(bytes, bytes.length - 5)));
        byte[] wrong = bytes.clone();
        Arrays.fill(wrong, bytes.length / 2, bytes.length / 2 + 3_000, (byte) 0xff);
        Path corrupt = TraceBytes.save(directory, "corrupt", wrong);
        assertThatBothDeliverTheSame(1, corrupt);
        try (CaptureDevice device = ahead(1, corrupt)) {
            assertThat(read(device, null).bad()).isEqualTo(1);
            assertThat(device.failure().orElseThrow().error()).isEqualTo(MapiError.MAPI_CORRUPT_FILE);
            assertThat(device.poll(0, new PacketBatch(), 1)).isEqualTo(CaptureDevice.END);
        }
    }

    @Test
    void shouldEndAtAnyPointWithoutAThreadLeft() throws Exception {
        Path file = trace("trace", TraceFormat.PCAP, PACKETS);
        SplittableRandom random = new SplittableRandom(3);
        for (int round = 0; round < 60; round++) {
            CaptureDevice device = ReadAheadDevice.open("ends " + round, inputs(file), OPTIONS, System::nanoTime, 1);
            PacketBatch batch = new PacketBatch();
            for (int polls = random.nextInt(100); polls > 0; polls--) {
                batch.clear();
                device.poll(0, batch, PacketBatch.CAPACITY);
            }
            device.close();
            device.close();
        }
        long until = System.nanoTime() + 10_000_000_000L;
        while (helpers() > 0 && System.nanoTime() - until < 0) {
            Thread.onSpinWait();
        }
        assertThat(helpers()).isZero();
    }

    private static long helpers() {
        return Thread.getAllStackTraces().keySet().stream().filter(thread -> thread.getName().startsWith("trace reader ends"))
            .count();
    }

    @Test
    void shouldReadOnWhenTheAgentIsInterrupted() throws IOException {
        Path file = trace("trace", TraceFormat.PCAP, PACKETS);
        try (CaptureDevice device = ahead(1, file)) {
            PacketBatch batch = new PacketBatch();
            long packets = 0;
            int count = 0;
            while (count != CaptureDevice.END) {
                packets += count;
                Thread.currentThread().interrupt();
                batch.clear();
                count = device.poll(0, batch, PacketBatch.CAPACITY);
            }
            assertThat(Thread.interrupted()).isTrue();
            assertThat(device.failure()).isEmpty();
            assertThat(packets).isEqualTo(PACKETS);
        } finally {
            Thread.interrupted();
        }
    }

    @Test
    void shouldPlayAgainAtFullSpeed() throws IOException {
        Path file = trace("trace", TraceFormat.PCAP, 5_000);
        try (CaptureDevice device = SeenPacket.open(file.toString(), DeviceKind.REPLAY, "speed", "full", "loop", "5",
                "read_ahead", "true")) {
            List<SeenPacket> seen = SeenPacket.all(device);
            assertThat(seen).hasSize(25_000);
            for (int i = 1; i < seen.size(); i++) {
                assertThat(seen.get(i).data()).isEqualTo(seen.get(i % 5_000).data());
            }
            assertThat(seen.get(5_000).time()).isEqualTo(
                seen.subList(0, 5_000).stream().mapToLong(SeenPacket::time).max().orElseThrow() + 1_000_000);
        }
    }
}
