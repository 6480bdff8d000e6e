package org.mapi.core.trace.read;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.zip.CRC32;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.mapi.MapiError;
import org.mapi.MapiException;
import org.mapi.capture.CaptureDevice;
import org.mapi.capture.DeviceKind;
import org.mapi.capture.DeviceProperties;
import org.mapi.capture.DeviceStatistics;
import org.mapi.capture.PacketBatch;
import org.mapi.capture.ReadAhead;
import org.mapi.capture.TraceFormat;
import org.mapi.capture.TraceWriter;
import org.mapi.core.trace.SeenPacket;
import org.mapi.core.trace.TraceBytes;
import org.mapi.core.trace.TraceFileWriters;
import org.mapi.core.trace.generate.TraceGenerator;
import org.mapi.packet.Packet;
import org.mapi.packet.PacketCursor;

/** What two threads read is what one reads. */
@Timeout(600)
class ReadAheadTest {
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

    private static TraceDevice ahead(Path... files) {
        return TraceDevice.open("test", inputs(files), OPTIONS, System::nanoTime, true);
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

    /** Fetches all the time, beside a thread that polls. */
    private static final class Fetching implements AutoCloseable {
        private final Thread thread;
        private final ReadAhead ahead;
        private volatile boolean done;

        Fetching(ReadAhead ahead, SplittableRandom random) {
            this.ahead = ahead;
            thread = Thread.ofPlatform().daemon().name("fetching").start(() -> {
                while (!done) {
                    ahead.fetch();
                    for (int i = random.nextInt(2_000); i > 0; i--) {
                        Thread.onSpinWait();
                    }
                }
            });
        }

        /** Nothing was polled yet: waits until the first stretch is fetched. */
        void awaitFirst() {
            long until = System.nanoTime() + 120_000_000_000L;
            while (!ahead.ready() && System.nanoTime() - until < 0) {
                Thread.onSpinWait();
            }
            assertThat(ahead.ready()).isTrue();
        }

        @Override
        public void close() {
            done = true;
            try {
                thread.join();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private static void assertThatBothDeliverTheSame(Path... files) {
        final Delivered expected;
        try (CaptureDevice device = plain(files)) {
            expected = read(device, null);
        }
        for (int seed = 0; seed < 4; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            try (TraceDevice device = ahead(files);
                 Fetching fetching = new Fetching(device.readAhead().orElseThrow(), random.split())) {
                fetching.awaitFirst();
                assertThat(read(device, seed == 0 ? null : random)).isEqualTo(expected);
            }
            try (TraceDevice device = ahead(files);
                 Fetching fetching = new Fetching(device.readAhead().orElseThrow(), random.split());
                 Fetching second = new Fetching(device.readAhead().orElseThrow(), random.split())) {
                fetching.awaitFirst();
                second.awaitFirst();
                assertThat(read(new Interrupted(device, () -> vacate(device, random)), random)).isEqualTo(expected);
            }
        }
    }

    /** Gives up what was polled, fetches or not, and gives the others time to fetch or not. */
    private static void vacate(TraceDevice device, SplittableRandom random) {
        ReadAhead ahead = device.readAhead().orElseThrow();
        if (ahead.vacate()) {
            assertThat(ahead.boundary()).isFalse();
            if (random.nextBoolean()) {
                ahead.fetch();
            }
            for (int i = random.nextInt(4) * 2_000; i > 0; i--) {
                Thread.onSpinWait();
            }
        }
    }

    /** By one thread, so that each step is known. */
    private static void assertThatTurnsDeliverTheSame(Path file) {
        final Delivered expected;
        try (CaptureDevice device = plain(file)) {
            expected = read(device, null);
        }
        for (int seed = 0; seed < 4; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            try (TraceDevice device = ahead(file)) {
                ReadAhead ahead = device.readAhead().orElseThrow();
                assertThat(read(new Interrupted(device, () -> {
                    if (random.nextInt(3) == 0) {
                        boolean possible = ahead.wanted() || ahead.ready();
                        assertThat(ahead.fetch()).isEqualTo(ahead.ready());
                        assertThat(possible || !ahead.ready()).isTrue();
                    }
                    if (random.nextInt(2) == 0 && ahead.vacate() && random.nextInt(3) > 0) {
                        ahead.fetch();
                    }
                }), random)).isEqualTo(expected);
            }
        }
    }

    /** A device; something is done before each poll. */
    private record Interrupted(CaptureDevice device, Runnable before) implements CaptureDevice {
        @Override
        public int poll(int queue, PacketBatch batch, int limit) {
            before.run();
            return device.poll(queue, batch, limit);
        }

        @Override
        public DeviceProperties properties() {
            return device.properties();
        }

        @Override
        public DeviceStatistics statistics() {
            return device.statistics();
        }

        @Override
        public Optional<MapiException> failure() {
            return device.failure();
        }

        @Override
        public void close() {
            device.close();
        }
    }

    @ParameterizedTest
    @EnumSource(value = TraceFormat.class, names = {"PCAP", "PCAP_NANOSECONDS", "PCAPNG", "ERF"})
    void shouldDeliverWhatOneThreadDelivers(TraceFormat format) throws IOException {
        Path file = trace("trace", format, PACKETS);
        assertThatBothDeliverTheSame(file);
        assertThatTurnsDeliverTheSame(file);
    }

    @Test
    void shouldGoOnWithTheNextFile() throws IOException {
        Path packed = directory.resolve("packed");
        try (GZIPOutputStream gzip = new GZIPOutputStream(Files.newOutputStream(packed))) {
            Files.copy(trace("second", TraceFormat.PCAPNG, 5_000), gzip);
        }
        assertThatBothDeliverTheSame(trace("first", TraceFormat.PCAP, PACKETS), packed,
            trace("third", TraceFormat.ERF, PACKETS), trace("small", TraceFormat.PCAP, 500));
    }

    @Test
    void shouldKeepHugePacketsWhole() throws IOException {
        SplittableRandom random = new SplittableRandom(7);
        TraceBytes bytes = TraceBytes.little().pcap(0xa1b2c3d4, 262_144, 1);
        for (int i = 0; i < 300; i++) {
            byte[] data = new byte[i % 3 == 0 ? random.nextInt(TraceBuffer.MAXIMUM_CAPTURE_LENGTH) : random.nextInt(100)];
            random.nextBytes(data);
            bytes.record(i, 0, data.length, data);
        }
        Path file = TraceBytes.save(directory, "huge", bytes.bytes());
        assertThatBothDeliverTheSame(file);
        assertThatTurnsDeliverTheSame(file);
    }

    @Test
    void shouldEndWhereTheFileIsCorrupt() throws IOException {
        byte[] bytes = Files.readAllBytes(trace("trace", TraceFormat.PCAP, PACKETS));
        assertThatBothDeliverTheSame(TraceBytes.save(directory, "cut", Arrays.copyOf(bytes, bytes.length - 5)));
        byte[] wrong = bytes.clone();
        Arrays.fill(wrong, bytes.length / 2, bytes.length / 2 + 3_000, (byte) 0xff);
        Path corrupt = TraceBytes.save(directory, "corrupt", wrong);
        assertThatBothDeliverTheSame(corrupt);
        assertThatTurnsDeliverTheSame(corrupt);
        try (TraceDevice device = ahead(corrupt);
             Fetching fetching = new Fetching(device.readAhead().orElseThrow(), new SplittableRandom(1))) {
            fetching.awaitFirst();
            assertThat(read(device, null).bad()).isEqualTo(1);
            assertThat(device.failure().orElseThrow().error()).isEqualTo(MapiError.MAPI_CORRUPT_FILE);
            assertThat(device.poll(0, new PacketBatch(), 1)).isEqualTo(CaptureDevice.END);
        }
    }

    @Test
    void shouldGoOnAtAStretchThatWasFetched() throws IOException {
        try (TraceDevice device = ahead(trace("trace", TraceFormat.PCAP, PACKETS))) {
            ReadAhead ahead = device.readAhead().orElseThrow();
            PacketBatch batch = new PacketBatch();
            device.poll(0, batch, PacketBatch.CAPACITY);
            long first = batch.segment(0).address();
            assertThat(ahead.wanted()).isTrue();
            assertThat(ahead.ready()).isFalse();
            assertThat(ahead.fetch()).isTrue();
            assertThat(ahead.wanted()).isFalse();
            while (!ahead.boundary()) {
                assertThat(batch.segment(0).address()).isEqualTo(first);
                batch.clear();
                device.poll(0, batch, PacketBatch.CAPACITY);
            }
            assertThat(ahead.ready()).isTrue();
            batch.clear();
            device.poll(0, batch, PacketBatch.CAPACITY);
            assertThat(batch.segment(0).address()).isNotEqualTo(first);
            assertThat(ahead.wanted()).isTrue();
            assertThat(ahead.boundary()).isFalse();
        }
    }

    @Test
    void shouldFetchWhatComesBehindTheNextStretchIntoMemoryThatWasGivenUp() throws IOException {
        try (TraceDevice device = ahead(trace("trace", TraceFormat.PCAP, PACKETS))) {
            ReadAhead ahead = device.readAhead().orElseThrow();
            PacketBatch batch = new PacketBatch();
            device.poll(0, batch, PacketBatch.CAPACITY);
            final long first = batch.segment(0).address();
            toBoundary(device, batch);
            assertThat(ahead.vacate()).as("nobody has begun the next").isFalse();
            assertThat(ahead.fetch()).isTrue();
            assertThat(ahead.vacate()).isTrue();
            assertThat(ahead.boundary()).isFalse();
            assertThat(ahead.vacate()).as("again").isFalse();
            assertThat(ahead.wanted()).isTrue();
            assertThat(ahead.fetch()).isTrue();
            assertThat(ahead.wanted()).isFalse();
            batch.clear();
            device.poll(0, batch, PacketBatch.CAPACITY);
            final long second = batch.segment(0).address();
            assertThat(second).isNotEqualTo(first);
            assertThat(ahead.ready()).isTrue();
            assertThat(ahead.vacate()).as("at no boundary").isFalse();
            toBoundary(device, batch);
            assertThat(ahead.vacate()).isTrue();
            batch.clear();
            device.poll(0, batch, PacketBatch.CAPACITY);
            assertThat(batch.segment(0).address()).isEqualTo(first);
        }
    }

    private static void toBoundary(TraceDevice device, PacketBatch batch) {
        while (!device.readAhead().orElseThrow().boundary()) {
            batch.clear();
            assertThat(device.poll(0, batch, PacketBatch.CAPACITY)).isPositive();
        }
    }

    @Test
    void shouldCloseWhileAStretchIsFetched() throws IOException {
        Path file = trace("trace", TraceFormat.PCAP, PACKETS);
        SplittableRandom random = new SplittableRandom(3);
        for (int round = 0; round < 60; round++) {
            TraceDevice device = ahead(file);
            ReadAhead ahead = device.readAhead().orElseThrow();
            try (Fetching fetching = new Fetching(ahead, random.split());
                 Fetching second = new Fetching(ahead, random.split())) {
                PacketBatch batch = new PacketBatch();
                for (int polls = random.nextInt(100); polls > 0; polls--) {
                    batch.clear();
                    device.poll(0, batch, PacketBatch.CAPACITY);
                    if (round % 2 == 0) {
                        ahead.vacate();
                    }
                }
                assertThat(fetching.thread.isAlive() && second.thread.isAlive()).isTrue();
                device.close();
                device.close();
            }
            assertThat(ahead.fetch()).isFalse();
            assertThat(ahead.wanted()).isFalse();
        }
    }

    @Test
    void shouldReadOnWhenEitherThreadIsInterrupted() throws IOException {
        Path file = trace("trace", TraceFormat.PCAP, PACKETS);
        try (TraceDevice device = ahead(file)) {
            ReadAhead ahead = device.readAhead().orElseThrow();
            PacketBatch batch = new PacketBatch();
            long packets = 0;
            int count = 0;
            while (count != CaptureDevice.END) {
                packets += count;
                Thread.currentThread().interrupt();
                if (ahead.wanted()) {
                    assertThat(ahead.fetch()).as("interrupted, so its channel is closed").isFalse();
                }
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
    void shouldReadNothingOfAnotherFileThatHasComeToTheName() throws IOException {
        Path file = trace("replaced", TraceFormat.PCAP, PACKETS);
        Delivered expected = read(plain(file), null);
        Path other = trace("other", TraceFormat.PCAP_NANOSECONDS, PACKETS);
        try (TraceDevice device = ahead(file)) {
            Files.move(other, file, StandardCopyOption.REPLACE_EXISTING);
            assertThat(device.readAhead().orElseThrow().wanted()).isTrue();
            assertThat(device.readAhead().orElseThrow().fetch()).isFalse();
            assertThat(read(device, new SplittableRandom(6))).isEqualTo(expected);
        }
    }

    @Test
    void shouldReadSmallFilesAndArchivesAndRepeatedOnesByOneThread() throws IOException {
        Path large = trace("large", TraceFormat.PCAP, PACKETS);
        Path packed = directory.resolve("packed");
        try (GZIPOutputStream gzip = new GZIPOutputStream(Files.newOutputStream(packed))) {
            Files.copy(large, gzip);
        }
        for (Path file : List.of(trace("small", TraceFormat.PCAP, 5_000), packed)) {
            try (TraceDevice device = ahead(file)) {
                PacketBatch batch = new PacketBatch();
                device.poll(0, batch, PacketBatch.CAPACITY);
                assertThat(device.readAhead().orElseThrow().wanted()).as(file.toString()).isFalse();
                assertThat(device.readAhead().orElseThrow().fetch()).isFalse();
            }
        }
        try (CaptureDevice twice = SeenPacket.open(large.toString(), DeviceKind.REPLAY, "speed", "full", "loop", "2");
             CaptureDevice paced = SeenPacket.open(large.toString(), DeviceKind.REPLAY, "speed", "1000");
             CaptureDevice once = SeenPacket.open(large.toString(), DeviceKind.REPLAY, "speed", "full");
             CaptureDevice without = SeenPacket.open(large, "read_ahead", "false")) {
            assertThat(twice.readAhead()).isEmpty();
            assertThat(paced.readAhead()).isEmpty();
            assertThat(without.readAhead()).isEmpty();
            assertThat(once.readAhead()).isPresent();
        }
    }
}
