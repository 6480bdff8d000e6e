package org.mapi.run.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.mapi.Applied;
import org.mapi.Flow;
import org.mapi.OfflineDevice;
import org.mapi.capture.TraceFormat;
import org.mapi.result.CaptureFileStatus;
import org.mapi.result.CapturedPacket;
import org.mapi.result.Statistics;

/** The functions of the standard library on whole traces, against tshark and tcpdump where these are installed. */
class FunctionsIT {
    private static final List<String> REAL = List.of("tcp-loss-reorder-real.pcap", "nano-le-http-to-ssh.pcap",
        "pcapng-multi-if.pcapng", "dlt-null-http.pcap", "vlan-mpls-mixed.pcap");
    /** These too in the long form. */
    private static final List<String> MORE = List.of("http-browse.pcap", "http6-1000req-gap.pcap.gz", "dlt-sll2-bulk.pcap",
        "frag-v4v6-spray-16k.pcap", "quic6-chromium.pcap");

    private static Appliance appliance;

    @BeforeAll
    static void start() throws IOException {
        appliance = new Appliance();
    }

    @AfterAll
    static void stop() {
        appliance.close();
    }

    /** A packet as tshark lists it. */
    private record Frame(long length, long nanos) { }

    private static List<Path> traces() throws IOException {
        final List<Path> traces = new ArrayList<>();
        traces.add(Generated.trace(Places.LONG ? 20_000 : 4000, 7));
        traces.add(Generated.trace(3000, 8, TraceFormat.PCAPNG));
        if (Files.isDirectory(Places.TRACES)) {
            REAL.forEach(name -> traces.add(Places.TRACES.resolve(name)));
            if (Places.LONG) {
                MORE.forEach(name -> traces.add(Places.TRACES.resolve(name)));
            }
        }
        return traces;
    }

    private static List<Frame> frames(Path trace) throws IOException, InterruptedException {
        return Commands.ask("tshark", "-n", "-r", trace.toString(), "-T", "fields", "-e", "frame.len", "-e", "frame.time_epoch")
            .stream().map(line -> line.split("\t"))
            .map(cells -> new Frame(Long.parseLong(cells[0]), new BigDecimal(cells[1]).movePointRight(9).longValueExact()))
            .toList();
    }

    /** Count, sum, sum of squares, largest and smallest. */
    private static List<Number> statistics(List<Long> values) {
        final BigDecimal squares = values.stream().map(BigDecimal::valueOf).map(value -> value.multiply(value))
            .reduce(BigDecimal.ZERO, BigDecimal::add);
        final LongSummaryStatistics summary = values.stream().mapToLong(Long::longValue).summaryStatistics();
        return List.of(summary.getCount(), (double) summary.getSum(), squares.doubleValue(), (double) summary.getMax(),
            (double) summary.getMin());
    }

    private static List<Number> read(Applied<Statistics> function) {
        final Statistics value = function.read().value();
        return List.of(value.count(), value.sum(), value.sum2(), value.max(), value.min());
    }

    @TestFactory
    Stream<DynamicTest> shouldMeasureLengthsAndGapsAsTsharkListsThem() throws IOException {
        Places.assumeTool("tshark");
        return traces().stream().map(trace -> DynamicTest.dynamicTest(trace.getFileName().toString(), () -> {
            final List<Frame> frames = frames(trace);
            final List<Long> lengths = frames.stream().map(Frame::length).toList();
            final List<Long> gaps = new ArrayList<>();
            for (int i = 1; i < frames.size(); i++) {
                gaps.add(frames.get(i).nanos() - frames.get(i - 1).nanos());
            }
            try (OfflineDevice device = appliance.open(trace)) {
                final Flow flow = appliance.mapi().createFlow(device.name());
                final Applied<Object> size = flow.apply("PKTINFO", "PKT_SIZE");
                final Applied<Statistics> sizes = flow.apply("STATS", Statistics.class, size);
                final Applied<Object> gap = flow.apply("GAP");
                final Applied<Statistics> between = flow.apply("STATS", Statistics.class, gap, "1");
                final Applied<Object> time = flow.apply("PKTINFO", "PKT_TS");
                final Applied<Object> bytes = flow.apply("BYTE_COUNTER");
                flow.connect();
                Appliance.read(device);
                Appliance.finish(flow);
                assertThat(read(sizes)).isEqualTo(statistics(lengths));
                assertThat(read(between)).isEqualTo(statistics(gaps));
                assertThat(Appliance.number(time)).isEqualTo(frames.getLast().nanos());
                assertThat(Appliance.number(size)).isEqualTo(frames.getLast().length());
                assertThat(Appliance.number(bytes)).isEqualTo(lengths.stream().mapToLong(Long::longValue).sum());
            }
        }));
    }

    @TestFactory
    Stream<DynamicTest> shouldFindTheTextsThatTsharkFinds() throws IOException {
        Places.assumeTool("tshark");
        final Path trace = Files.isDirectory(Places.TRACES) ? Places.TRACES.resolve("http-browse.pcap")
            : Generated.trace(20_000, 7);
        final Map<String, List<Object>> searches = Map.of(
            "frame contains \"GET /\"", List.of("GET /", 0, 0),
            "frame contains \"GET /\" or frame contains \"HTTP/1.1 200\"", List.of("GET /||HTTP/1.1 200", 0, 0),
            "frame contains 0d:0a:0d:0a", List.of("|0d 0a 0D0A|", 0, 0),
            "frame[0:58] contains \"GET\"", List.of("GET", 0, 58),
            "frame[100:] contains \"http\"", List.of("http", 100, 0));
        return searches.entrySet().stream().map(search -> DynamicTest.dynamicTest(search.getKey(), () -> {
            final int expected = Commands.ask("tshark", "-n", "-r", trace.toString(), "-Y", search.getKey(), "-T", "fields", "-e",
                "frame.number").size();
            assertThat(expected).as("matches of " + search.getKey()).isPositive();
            try (OfflineDevice device = appliance.open(trace)) {
                final Flow flow = appliance.mapi().createFlow(device.name());
                flow.apply("STR_SEARCH", search.getValue().toArray());
                final Applied<Object> counter = flow.apply("PKT_COUNTER");
                flow.connect();
                Appliance.read(device);
                Appliance.finish(flow);
                assertThat(Appliance.number(counter)).isEqualTo(expected);
            }
        }));
    }

    @Test
    void shouldSampleEveryNthPacket() throws Exception {
        final Path trace = Generated.trace(20_000, 7);
        try (OfflineDevice device = appliance.open(trace)) {
            final Flow everything = appliance.mapi().createFlow(device.name());
            final List<Long> lengths = new ArrayList<>();
            final Applied<CapturedPacket> packets = everything.apply("TO_BUFFER", CapturedPacket.class);
            final Flow flow = appliance.mapi().createFlow(device.name());
            flow.apply("SAMPLE", 7, "PERIODIC");
            final Applied<Statistics> sizes = flow.apply("STATS", Statistics.class, flow.apply("PKTINFO", "PKT_SIZE"));
            final Flow percent = appliance.mapi().createFlow(device.name());
            percent.apply("SAMPLE", 25, "PROBABILISTIC", 42L);
            final Applied<Object> chosen = percent.apply("PKT_COUNTER");
            everything.connect();
            flow.connect();
            percent.connect();
            device.start();
            assertThat(packets.loop(0, packet -> lengths.add((long) packet.wireLength()))).isEqualTo(20_000);
            assertThat(packets.lost()).isZero();
            Appliance.finish(flow);
            Appliance.finish(percent);
            final List<Long> every = new ArrayList<>();
            for (int i = 6; i < lengths.size(); i += 7) {
                every.add(lengths.get(i));
            }
            assertThat(read(sizes)).isEqualTo(statistics(every));
            assertThat(Appliance.number(chosen)).isBetween(4700L, 5300L);
        }
    }

    @Test
    void shouldHandOutEveryPacketToEachReaderOfABuffer() throws Exception {
        final Path trace = Generated.trace(20_000, 7);
        try (OfflineDevice device = appliance.open(trace)) {
            final Flow flow = appliance.mapi().createFlow(device.name());
            flow.apply("BPF_FILTER", "udp");
            final Applied<Object> counter = flow.apply("PKT_COUNTER");
            final Applied<Object> bytes = flow.apply("BYTE_COUNTER");
            final Applied<CapturedPacket> packets = flow.apply("TO_BUFFER", CapturedPacket.class, "WAIT", 50);
            flow.connect();
            final AtomicLong sum = new AtomicLong();
            device.start();
            final long count = packets.loop(0, packet -> sum.addAndGet(packet.wireLength()));
            Appliance.finish(flow);
            assertThat(count).isEqualTo(Appliance.number(counter)).isPositive();
            assertThat(sum.get()).isEqualTo(Appliance.number(bytes));
            assertThat(packets.ended()).isTrue();
        }
    }

    @TestFactory
    Stream<DynamicTest> shouldWriteTheSameFileAsTcpdump() throws IOException {
        Places.assumeTool("tcpdump");
        return traces().stream().filter(trace -> !trace.toString().endsWith("ng")).map(trace -> DynamicTest.dynamicTest(
            trace.getFileName().toString(), () -> {
                for (String filter : Places.LONG ? List.of("tcp", "greater 300", "") : List.of("greater 90")) {
                    sameFile(trace, filter);
                }
            }));
    }

    private static void sameFile(Path trace, String filter) throws Exception {
        final Path folder = Files.createTempDirectory(Places.work("files"), "same");
        final Path nanos = folder.resolve("nanos.pcap");
        final Path micros = folder.resolve("micros.pcap");
        final Path theirs = folder.resolve("tcpdump.pcap");
        final Path theirsNanos = folder.resolve("tcpdump-nanos.pcap");
        try (OfflineDevice device = appliance.open(trace)) {
            final Flow flow = appliance.mapi().createFlow(device.name());
            if (!filter.isEmpty()) {
                flow.apply("BPF_FILTER", filter);
            }
            flow.apply("TO_FILE", "MFF_PCAP", micros);
            flow.apply("TO_FILE", "MFF_PCAP_NS", nanos);
            flow.connect();
            Appliance.read(device);
            Appliance.finish(flow);
            flow.close();
        }
        final String source = plain(trace, folder).toString();
        Commands.ask("tcpdump", "-Z", "root", "-r", source, "-w", theirs.toString(), filter);
        Commands.ask("tcpdump", "-Z", "root", "--time-stamp-precision=nano", "-r", source, "-w", theirsNanos.toString(), filter);
        assertThat(micros).hasSameBinaryContentAs(theirs);
        assertThat(nanos).hasSameBinaryContentAs(theirsNanos);
    }

    /** tcpdump does not unpack. */
    private static Path plain(Path trace, Path folder) throws Exception {
        if (!trace.toString().endsWith(".gz")) {
            return trace;
        }
        final Path plain = folder.resolve("plain.pcap");
        try (var in = new GZIPInputStream(Files.newInputStream(trace))) {
            Files.copy(in, plain);
        }
        return plain;
    }

    @Test
    void shouldWritePcapngThatTsharkReads() throws Exception {
        Places.assumeTool("tshark");
        for (Path trace : traces()) {
            final Path copy = Files.createTempDirectory(Places.work("files"), "ng").resolve("copy.pcapng");
            try (OfflineDevice device = appliance.open(trace)) {
                final Flow flow = appliance.mapi().createFlow(device.name());
                flow.apply("TO_FILE", "MFF_PCAPNG", copy);
                flow.connect();
                Appliance.read(device);
                Appliance.finish(flow);
                flow.close();
            }
            assertThat(frames(copy)).as(trace.toString()).isEqualTo(frames(trace));
        }
    }

    @Test
    void shouldRotateWithoutLosingAPacket() throws Exception {
        final Path trace = Generated.trace(20_000, 7);
        for (String limit : List.of("packets=3000", "size=1M", "time=2s", "packets=3000,files=3")) {
            final Path folder = Files.createTempDirectory(Places.work("files"), "rotation");
            final CaptureFileStatus status;
            try (OfflineDevice device = appliance.open(trace)) {
                final Flow flow = appliance.mapi().createFlow(device.name());
                final Applied<CaptureFileStatus> file = flow.apply("TO_FILE", CaptureFileStatus.class, "MFF_PCAP",
                    folder.resolve("part.pcap"), 0L, limit);
                flow.connect();
                Appliance.read(device);
                Appliance.finish(flow);
                flow.close();
                status = file.read().value();
            }
            final List<Path> files;
            try (Stream<Path> listed = Files.list(folder)) {
                files = listed.sorted().toList();
            }
            assertThat(status.packets()).as(limit).isEqualTo(20_000);
            assertThat(status.files()).as(limit).isGreaterThan(2);
            assertThat(files).as(limit).hasSize(limit.endsWith("files=3") ? 3 : status.files());
            assertThat(packets(folder)).as(limit).isEqualTo(limit.endsWith("files=3") ? 20_000 - 4 * 3000 : 20_000);
        }
    }

    private static long packets(Path traces) throws InterruptedException {
        try (OfflineDevice device = appliance.open(traces)) {
            final Flow flow = appliance.mapi().createFlow(device.name());
            final Applied<Object> counter = flow.apply("PKT_COUNTER");
            flow.connect();
            Appliance.read(device);
            Appliance.finish(flow);
            return Appliance.number(counter);
        }
    }
}
