package org.mapi.core.trace.read;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mapi.MapiError;
import org.mapi.MapiException;
import org.mapi.capture.CaptureDevice;
import org.mapi.capture.PacketBatch;
import org.mapi.capture.TraceFormat;
import org.mapi.capture.TraceWriter;
import org.mapi.core.trace.SeenPacket;
import org.mapi.core.trace.TraceBytes;
import org.mapi.core.trace.TraceFileWriters;
import org.mapi.core.trace.generate.TraceGenerator;

@Timeout(600)
class MutationTest {
    private static final int PACKETS = 300;
    private static final int ROUNDS = 400;

    @TempDir
    private Path directory;

    private byte[] valid(TraceFormat format) throws IOException {
        Path file = directory.resolve("valid");
        try (TraceWriter writer = new TraceFileWriters().create(FileChannel.open(file, StandardOpenOption.CREATE,
            StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING), format, 1, 65_535)) {
            new TraceGenerator(PACKETS, format.ordinal()).writeTo(writer);
        }
        return Files.readAllBytes(file);
    }

    private static byte[] mutate(byte[] valid, SplittableRandom random) {
        byte[] bytes = valid.clone();
        int changes = random.nextInt(1, 6);
        for (int i = 0; i < changes; i++) {
            // mostly where the headers are: at the start
            int at = random.nextInt(random.nextBoolean() ? Math.min(400, bytes.length) : bytes.length);
            bytes[at] = switch (random.nextInt(4)) {
                case 0 -> (byte) (bytes[at] ^ 1 << random.nextInt(8));
                case 1 -> 0;
                case 2 -> (byte) 0xff;
                default -> (byte) random.nextInt();
            };
        }
        return switch (random.nextInt(5)) {
            case 0 -> Arrays.copyOf(bytes, random.nextInt(bytes.length));
            case 1 -> Arrays.copyOf(bytes, bytes.length + random.nextInt(100));
            case 2 -> spliced(bytes, random);
            default -> bytes;
        };
    }

    /** A stretch from the middle is missing. */
    private static byte[] spliced(byte[] bytes, SplittableRandom random) {
        int from = random.nextInt(bytes.length);
        int to = Math.min(bytes.length, from + random.nextInt(2000));
        byte[] result = Arrays.copyOf(bytes, bytes.length - (to - from));
        System.arraycopy(bytes, to, result, from, bytes.length - to);
        return result;
    }

    @ParameterizedTest
    @CsvSource({"PCAP, false", "PCAP_NANOSECONDS, true", "PCAPNG, false", "PCAPNG, true", "ERF, false"})
    void shouldSurviveAnyChangeOfAValidFile(TraceFormat format, boolean packed) throws IOException {
        byte[] valid = valid(format);
        byte[] base = packed ? TraceBytes.little().raw(valid).gzip() : valid;
        SplittableRandom random = new SplittableRandom(20_260_101 + format.ordinal());
        for (int round = 0; round < ROUNDS; round++) {
            read(TraceBytes.save(directory, "mutated", mutate(base, random)), format == TraceFormat.ERF);
        }
    }

    private static void read(Path file, boolean erf) {
        try (CaptureDevice device = SeenPacket.open(file, "format", erf ? "erf" : "auto")) {
            PacketBatch batch = new PacketBatch();
            long packets = 0;
            int polls = 0;
            int count = device.poll(0, batch, 64);
            while (count != CaptureDevice.END) {
                check(batch, count, device.properties().interfaces().size());
                packets += count;
                batch.clear();
                count = device.poll(0, batch, 64);
                assertThat(polls++).isLessThan(100_000);
            }
            assertThat(device.statistics().received()).isEqualTo(packets);
            assertThat(device.statistics().bad()).isEqualTo(device.failure().isPresent() ? 1 : 0);
            device.failure().ifPresent(e -> assertThat(e.error()).isEqualTo(MapiError.MAPI_CORRUPT_FILE));
        } catch (MapiException e) {
            assertThat(e.error()).isEqualTo(MapiError.PCAP_OPEN_ERR);
        }
    }

    private static void check(PacketBatch batch, int count, int interfaces) {
        assertThat(count).isBetween(0, 64).isEqualTo(batch.size());
        for (int i = 0; i < count; i++) {
            assertThat(batch.captureLength(i)).isBetween(0, TraceBuffer.MAXIMUM_CAPTURE_LENGTH);
            assertThat(batch.wireLength(i)).isNotNegative();
            assertThat(batch.offset(i)).isNotNegative();
            assertThat(batch.offset(i) + batch.captureLength(i)).isLessThanOrEqualTo(batch.segment(i).byteSize());
            assertThat(batch.interfaceIndex(i)).isBetween(0, interfaces - 1);
        }
    }

    @Test
    void shouldReadAPackedDesertInLittleMemory() throws IOException {
        // 300 megabytes of zeros in one unknown block, packed into a thousandth of that
        Path file = directory.resolve("desert.gz");
        byte[] zeros = new byte[1 << 20];
        int blocks = 300;
        try (GZIPOutputStream gzip = new GZIPOutputStream(Files.newOutputStream(file))) {
            gzip.write(TraceBytes.little().section().description(1, 0).u32(0xbad).u32((long) blocks * zeros.length + 12).bytes());
            for (int i = 0; i < blocks; i++) {
                gzip.write(zeros);
            }
            gzip.write(TraceBytes.little().u32((long) blocks * zeros.length + 12).packet(0, 1, 4, new byte[4]).bytes());
        }
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        try (CaptureDevice device = SeenPacket.open(file)) {
            long before = threads.getCurrentThreadAllocatedBytes();
            assertThat(SeenPacket.all(device)).hasSize(1);
            assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(4_000_000);
        }
    }

    @ParameterizedTest
    @CsvSource({"PCAP_NANOSECONDS", "PCAPNG", "ERF"})
    void shouldAllocateNothingPerPacket(TraceFormat format) throws IOException {
        Path file = directory.resolve("many");
        try (TraceWriter writer = new TraceFileWriters().create(FileChannel.open(file, StandardOpenOption.CREATE,
            StandardOpenOption.WRITE), format, 1, 65_535)) {
            new TraceGenerator(100_000, 1).writeTo(writer);
        }
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        PacketBatch batch = new PacketBatch();
        try (CaptureDevice device = SeenPacket.open(file)) {
            device.poll(0, batch, 256);
            long before = threads.getCurrentThreadAllocatedBytes();
            int count = 0;
            while (count != CaptureDevice.END) {
                batch.clear();
                count = device.poll(0, batch, 256);
            }
            // far less than one byte per packet: class loading and the like
            assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(50_000);
            assertThat(device.statistics().received()).isEqualTo(100_000);
        }
    }
}
