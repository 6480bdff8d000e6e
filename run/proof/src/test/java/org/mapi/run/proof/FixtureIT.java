package org.mapi.run.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.mapi.Applied;
import org.mapi.Flow;
import org.mapi.MapiException;
import org.mapi.OfflineDevice;
import org.mapi.function.FlowReference;
import org.mapi.function.FunctionReference;
import org.mapi.result.BucketEntry;
import org.mapi.result.CapturedPacket;
import org.mapi.result.Statistics;

/**
 * What the original's test programs assert of the standard library, as relations that hold on every trace: theirs, of 893
 * packets, is not public.
 */
class FixtureIT {
    private static final long SECOND = 1_000_000_000L;
    private static Appliance appliance;

    @BeforeAll
    static void start() throws IOException {
        appliance = new Appliance();
    }

    @AfterAll
    static void stop() {
        appliance.close();
    }

    private static List<Path> traces() throws IOException {
        final List<Path> traces = new ArrayList<>(List.of(Generated.trace(893, 1), Generated.trace(4000, 7)));
        if (Files.isDirectory(Places.TRACES)) {
            for (String name : List.of("http-browse.pcap", "tcp-loss-reorder-real.pcap", "vlan-dns-1200.pcap")) {
                traces.add(Places.TRACES.resolve(name));
            }
        }
        return traces;
    }

    /** Every packet of a trace. */
    private static List<CapturedPacket> packets(Path trace) throws InterruptedException {
        final List<CapturedPacket> packets = new ArrayList<>();
        try (OfflineDevice device = appliance.open(trace)) {
            final Flow flow = appliance.mapi().createFlow(device.name());
            final Applied<CapturedPacket> buffer = flow.apply("TO_BUFFER", CapturedPacket.class, "WAIT", 10_000);
            flow.connect();
            assertThat(buffer.poll(Duration.ZERO)).as("nothing yet; a reader that is there is waited for").isEmpty();
            device.start();
            buffer.loop(0, packets::add);
            flow.close();
        }
        return packets;
    }

    @TestFactory
    Stream<DynamicTest> shouldHoldWhatTheOriginalsTestsAssert() throws IOException {
        return traces().stream().map(trace -> DynamicTest.dynamicTest(trace.getFileName().toString(), () -> relations(trace)));
    }

    private static void relations(Path trace) throws InterruptedException {
        final List<CapturedPacket> packets = packets(trace);
        final long bytes = packets.stream().mapToLong(CapturedPacket::wireLength).sum();
        try (OfflineDevice device = appliance.open(trace)) {
            final Flow flow = appliance.mapi().createFlow(device.name());
            final Applied<Object> packetCounter = flow.apply("PKT_COUNTER");
            final Applied<Object> byteCounter = flow.apply("BYTE_COUNTER");
            final Applied<Statistics> sizes = flow.apply("STATS", Statistics.class, flow.apply("PKTINFO", "PKT_SIZE"), "0");
            final Applied<Object> tcp = behind(device, "BPF_FILTER", "tcp");
            final Applied<Object> udp = behind(device, "BPF_FILTER", "udp");
            final Applied<Object> sampled = behind(device, "SAMPLE", 20, "PERIODIC");
            final Applied<Object> found = behind(device, "STR_SEARCH", "www", 0, 1500);
            flow.connect();
            Appliance.read(device);
            Appliance.finish(flow);
            assertThat(Appliance.number(packetCounter)).isEqualTo(packets.size());
            assertThat(Appliance.number(byteCounter)).isEqualTo(bytes);
            final Statistics result = sizes.read().value();
            assertThat(result.count()).isEqualTo(packets.size());
            assertThat(result.sum()).isEqualTo(bytes);
            assertThat(result.sum2()).isEqualTo(packets.stream().mapToDouble(one -> (double) one.wireLength() * one.wireLength())
                .sum());
            assertThat(result.min()).isEqualTo(packets.stream().mapToInt(CapturedPacket::wireLength).min().orElseThrow());
            assertThat(result.max()).isEqualTo(packets.stream().mapToInt(CapturedPacket::wireLength).max().orElseThrow());
            assertThat(finished(tcp) + finished(udp)).isLessThanOrEqualTo(packets.size());
            assertThat(finished(sampled)).isEqualTo(packets.size() / 20);
            assertThat(finished(found)).isEqualTo(packets.stream().filter(one -> contains(one.bytes(), "www")).count());
        }
    }

    private static Applied<Object> behind(OfflineDevice device, String function, Object... arguments) {
        final Flow flow = appliance.mapi().createFlow(device.name());
        flow.apply(function, arguments);
        final Applied<Object> counter = flow.apply("PKT_COUNTER");
        flow.connect();
        return counter;
    }

    private static long finished(Applied<Object> counter) throws InterruptedException {
        Appliance.finish(counter.flow());
        return Appliance.number(counter);
    }

    private static boolean contains(byte[] bytes, String text) {
        final String part = new String(bytes, 0, Math.min(1500, bytes.length), StandardCharsets.ISO_8859_1);
        return part.contains(text);
    }

    @TestFactory
    Stream<DynamicTest> shouldHashTheFirstTcpPacketFromItsNetworkHeaderOn() throws IOException {
        return traces().stream().map(trace -> DynamicTest.dynamicTest(trace.getFileName().toString(), () -> {
            final CapturedPacket first = packets(trace).stream().filter(one -> one.linkType() == 1 && one.bytes().length > 34
                && one.bytes()[12] == 8 && one.bytes()[13] == 0 && one.bytes()[23] == 6).findFirst().orElse(null);
            if (first == null) {
                return;
            }
            long expected = first.bytes().length - 14;
            for (int i = 14; i < first.bytes().length; i++) {
                expected += first.bytes()[i] & 0xff;
            }
            try (OfflineDevice device = appliance.open(trace)) {
                final Flow flow = appliance.mapi().createFlow(device.name());
                flow.apply("BPF_FILTER", "tcp and ip");
                final Applied<Object> hash = flow.apply("HASH", 1);
                final Applied<BucketEntry> values = flow.apply("BUCKET", BucketEntry.class, hash, "0",
                    0, 100_000);
                flow.connect();
                Appliance.read(device);
                assertThat(values.poll(Duration.ofSeconds(300)).orElseThrow().value()).isEqualTo(expected % 500_009);
            }
        }));
    }

    /** The tutorial of the original's RES2FILE: counter, size and time every five seconds, reset after each row. */
    @TestFactory
    Stream<DynamicTest> shouldWriteTheRowsThatTheTimesOfThePacketsSay() throws IOException {
        return traces().stream().map(trace -> DynamicTest.dynamicTest(trace.getFileName().toString(), () -> {
            final List<CapturedPacket> packets = packets(trace);
            final Path file = Files.createTempDirectory(Places.work("files"), "rows").resolve("res2file.res");
            try (OfflineDevice device = appliance.open(trace)) {
                final Flow flow = appliance.mapi().createFlow(device.name());
                final List<FunctionReference> sources = List.of(flow.apply("PKT_COUNTER").reference(),
                    flow.apply("BYTE_COUNTER").reference(), flow.apply("PKTINFO", "PKT_TS").reference());
                final Applied<Object> rows = flow.apply("RES2FILE", "1,1,2", sources, "TITLE", file, "5s", 1);
                flow.connect();
                Appliance.read(device);
                Appliance.finish(flow);
                assertThat(((Map<?, ?>) rows.read().value()).get("failed")).isEqualTo(0L);
                flow.close();
            }
            assertThat(Files.readAllLines(file)).containsExactlyElementsOf(rows(packets));
        }));
    }

    @Test
    void shouldWriteStatisticsAsTextAndAsBytes() throws Exception {
        final Path folder = Files.createTempDirectory(Places.work("files"), "statistics");
        final Statistics expected;
        try (OfflineDevice device = appliance.open(Generated.trace(893, 1))) {
            final Flow flow = appliance.mapi().createFlow(device.name());
            final Applied<Statistics> statistics = flow.apply("STATS", Statistics.class, flow.apply("PKTINFO", "PKT_SIZE"), "0");
            final List<FunctionReference> source = List.of(statistics.reference());
            flow.apply("RES2FILE", "R2F_STATS", source, "text", folder.resolve("text"), "-1", 0);
            flow.apply("RES2FILE", "R2F_RAW", source, "raw", folder.resolve("raw"), "-1", 0);
            flow.connect();
            Appliance.read(device);
            Appliance.finish(flow);
            expected = statistics.read().value();
            flow.close();
        }
        assertThat(Files.readAllLines(folder.resolve("text"))).containsExactly("text", String.format(Locale.ROOT,
            "%d  %f %f %f %f ", expected.count(), expected.sum(), expected.sum2(), expected.min(), expected.max()));
        final ByteBuffer raw = ByteBuffer.wrap(Files.readAllBytes(folder.resolve("raw"))).order(ByteOrder.LITTLE_ENDIAN)
            .position("raw\n".length());
        assertThat(raw.getLong()).isEqualTo(raw.remaining() - 1L).isGreaterThanOrEqualTo(5 * Long.BYTES);
        assertThat(raw.getLong()).isEqualTo(expected.count());
        assertThat(raw.getDouble()).isEqualTo(expected.sum());
        assertThat(raw.getDouble()).isEqualTo(expected.sum2());
        assertThat(raw.getDouble()).isEqualTo(expected.max());
        assertThat(raw.getDouble()).isEqualTo(expected.min());
    }

    private static List<String> rows(List<CapturedPacket> packets) {
        final List<String> rows = new ArrayList<>(List.of("TITLE"));
        long end = packets.getFirst().timestamp() + 5 * SECOND;
        long count = 0;
        long bytes = 0;
        long time = 0;
        for (CapturedPacket packet : packets) {
            while (packet.timestamp() >= end) {
                rows.add(count == 0 ? "0 0 0 " : "%d %d %d.%09d000 ".formatted(count, bytes, time / SECOND, time % SECOND));
                count = 0;
                bytes = 0;
                end += 5 * SECOND;
            }
            count++;
            bytes += packet.wireLength();
            time = packet.timestamp();
        }
        return rows;
    }

    private static void refused(int number, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(MapiException.class, e -> assertThat(e.number()).as(e.line())
            .isEqualTo(number));
    }

    @Test
    void shouldAnswerWithTheOriginalsNumbers() throws Exception {
        final Path file = Places.work("files").resolve("refused.res");
        try (OfflineDevice device = appliance.open(Generated.trace(893, 1))) {
            final Flow flow = appliance.mapi().createFlow(device.name());
            final FunctionReference counter = flow.apply("PKT_COUNTER").reference();
            final FlowReference self = new FlowReference(flow.id());
            final FunctionReference nobody = new FunctionReference(flow.id(), 99);
            refused(7001, () -> flow.apply("STATS", self, nobody, "0"));
            refused(7001, () -> flow.apply("HASH", 4));
            refused(7002, () -> flow.apply("STR_SEARCH", "www", -120, 1500));
            flow.apply("STR_SEARCH", "www", 0, 23_412);
            refused(7002, () -> flow.apply("RES2FILE", "1", List.of(nobody), "t", file, "5s", 0));
            refused(6155, () -> flow.apply("RES2FILE", "1", List.of(counter), "t", Path.of(""), "5s", 0));
            refused(7011, () -> flow.apply("RES2FILE", "1", List.of(counter), "t", file, "5s", 234));
            refused(7005, () -> flow.apply("RES2FILE", "1", List.of(counter), "t", file, "0s", 0));
            refused(7001, () -> flow.apply("HASHSAMP", 1025, 0));
            refused(7002, () -> flow.apply("BINOP", 0, self, nobody, self, counter));
            refused(7004, () -> flow.apply("BINOP", 0, self, counter, self, nobody));
            refused(7000, () -> flow.apply("DIST", self, counter, "9", "1", "1"));
            refused(7000, () -> flow.apply("STARTSTOP", "+1s", "2026-01-01 00:00:00"));
            refused(7001, () -> flow.apply("TO_BUFFER", 7));
            refused(7001, () -> flow.apply("PKTINFO", 7));
            flow.connect();
            refused(7006, () -> flow.apply("PKT_COUNTER"));
            Appliance.read(device);
        }
    }
}
