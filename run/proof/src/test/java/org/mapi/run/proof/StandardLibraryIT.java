package org.mapi.run.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.mapi.Applied;
import org.mapi.Flow;
import org.mapi.OfflineDevice;
import org.mapi.result.BucketEntry;
import org.mapi.result.BurstCategory;
import org.mapi.result.Bursts;
import org.mapi.result.CapturedPacket;
import org.mapi.result.Distribution;
import org.mapi.result.SampledPacket;
import org.mapi.result.StartStopTimes;
import org.mapi.result.ThresholdEvent;

/** Functions that judge times, contents and other functions' values, on whole traces, against what tshark and tcpdump list. */
class StandardLibraryIT {
    private static final List<String> REAL = List.of("tcp-loss-reorder-real.pcap", "http-browse.pcap", "vlan-mpls-mixed.pcap",
        "dlt-null-http.pcap", "nano-le-http-to-ssh.pcap");
    private static final long SECOND = 1_000_000_000L;
    private static final long MS = 1_000_000L;

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
        final List<Path> traces = new ArrayList<>();
        traces.add(Generated.trace(Places.LONG ? 20_000 : 4000, 7));
        if (Files.isDirectory(Places.TRACES)) {
            REAL.forEach(name -> traces.add(Places.TRACES.resolve(name)));
        }
        return traces;
    }

    /** Something that is done to a flow before and after it has seen a trace. */
    private interface Measured {
        void check(OfflineDevice device, Flow flow) throws Exception;
    }

    private static void measure(Path trace, Measured measured) throws Exception {
        try (OfflineDevice device = appliance.open(trace); Flow flow = appliance.mapi().createFlow(device.name())) {
            measured.check(device, flow);
        }
    }

    private static void read(OfflineDevice device, Flow flow) throws InterruptedException {
        flow.connect();
        Appliance.read(device);
        Appliance.finish(flow);
    }

    private static Stream<DynamicTest> each(Stream<Path> traces, Measuring measuring) {
        return traces.map(trace -> DynamicTest.dynamicTest(trace.getFileName().toString(), () -> {
            final Frames frames = Frames.of(trace);
            measure(trace, (device, flow) -> measuring.check(frames, device, flow));
        }));
    }

    /** What is checked on each trace. */
    private interface Measuring {
        void check(Frames frames, OfflineDevice device, Flow flow) throws Exception;
    }

    @TestFactory
    Stream<DynamicTest> shouldDistributeGapsAsTsharkListsThem() throws IOException {
        Places.assumeTool("tshark");
        return each(traces().stream(), (frames, device, flow) -> {
            final Applied<Distribution> dist = flow.apply("DIST", Distribution.class, flow.apply("GAP"), "1us", "10ms", "300us");
            read(device, flow);
            final long[] expected = new long[34];
            long below = 0;
            long above = 0;
            for (int i = 0; i < frames.count(); i++) {
                final long gap = i == 0 ? 0 : frames.time(i) - frames.time(i - 1);
                if (gap < 1000) {
                    below++;
                } else if (gap > 10 * MS) {
                    above++;
                } else {
                    expected[(int) Math.min((gap - 1000) / 300_000, 33)]++;
                }
            }
            final Distribution result = dist.read().value();
            assertThat(result.data()).containsExactly(expected);
            assertThat(result.below()).isEqualTo(below);
            assertThat(result.above()).isEqualTo(above);
        });
    }

    @TestFactory
    Stream<DynamicTest> shouldFindBurstsAsTheTimesOfTsharkSay() throws IOException {
        Places.assumeTool("tshark");
        return each(traces().stream(), (frames, device, flow) -> {
            final Applied<Bursts> bursts = flow.apply("BURST", Bursts.class, 500, 20_000, 1500, 960, 200_000, 150_000, 100);
            read(device, flow);
            assertThat(bursts.read().value().data()).containsExactly(bursts(frames));
        });
    }

    /** The definition, with whole numbers of any size: 100 Mbit/s, 80 ns per byte. */
    private static BurstCategory[] bursts(Frames frames) {
        final long[][] counts = new long[(20_000 - 500) / 1500 + 2][5];
        long bytes = 0;
        long packets = 0;
        for (int i = 0; i < frames.count(); i++) {
            final BigInteger sent = i == 0 ? BigInteger.ZERO : BigInteger.valueOf(frames.time(i - 1))
                .add(BigInteger.valueOf(80).multiply(BigInteger.valueOf(frames.length(i - 1))));
            final BigInteger late = BigInteger.valueOf(frames.time(i)).subtract(sent).subtract(BigInteger.valueOf(960));
            if (i > 0 && (late.longValueExact() < -150_000 || late.longValueExact() > 200_000)) {
                store(counts[category(bytes)], bytes, packets);
                bytes = 0;
                packets = 0;
                final long gap = Math.max(0, late.longValueExact() + 960) / 80;
                counts[category(gap)][3] += gap;
                counts[category(gap)][4]++;
            }
            bytes += frames.length(i);
            packets++;
        }
        store(counts[category(bytes)], bytes, packets);
        return Arrays.stream(counts).map(row -> new BurstCategory(row[0], row[1], row[2], row[3], row[4]))
            .toArray(BurstCategory[]::new);
    }

    private static void store(long[] row, long bytes, long packets) {
        row[0] += bytes;
        row[1] += packets;
        row[2]++;
    }

    private static int category(long size) {
        return size < 500 ? 0 : (int) Math.min((size - 500) / 1500 + 1, (20_000 - 500) / 1500 + 1);
    }

    @TestFactory
    Stream<DynamicTest> shouldRaiseAnEventPerGapThatTsharkFindsLong() throws IOException {
        Places.assumeTool("tshark");
        return traces().stream().map(trace -> DynamicTest.dynamicTest(trace.getFileName().toString(), () -> {
            final List<String> expected = Commands.ask("tshark", "-n", "-r", trace.toString(), "-Y",
                "frame.time_delta > 0.002", "-T", "fields", "-e", "frame.number");
            measure(trace, (device, flow) -> {
                final Applied<ThresholdEvent> events = flow.apply("THRESHOLD", ThresholdEvent.class, 2, flow.apply("GAP"), 1,
                    2 * MS, "GT", 0, 1, 0, 100_000);
                final Applied<Object> passed = flow.apply("PKT_COUNTER");
                read(device, flow);
                assertThat(events.loop(0, event -> assertThat(event.value()).isGreaterThan(2 * MS))).isEqualTo(expected.size());
                assertThat(Appliance.number(passed)).isEqualTo(expected.size());
            });
        }));
    }

    @TestFactory
    Stream<DynamicTest> shouldLetTheSpanThroughThatTsharkSees() throws IOException {
        Places.assumeTool("tshark");
        return each(traces().stream(), (frames, device, flow) -> {
            final Applied<StartStopTimes> span = flow.apply("STARTSTOP", StartStopTimes.class, "+20ms", "+100ms");
            final Applied<Object> passed = flow.apply("PKT_COUNTER");
            read(device, flow);
            final long[] inside = frames.times().filter(time -> time >= frames.time(0) + 20 * MS
                && time <= frames.time(0) + 120 * MS).toArray();
            assertThat(Appliance.number(passed)).isEqualTo(inside.length);
            final StartStopTimes times = span.read().value();
            assertThat(times.first()).isEqualTo(frames.time(0));
            if (inside.length > 0) {
                assertThat(times.firstProcessed()).isEqualTo(inside[0]);
                assertThat(times.last()).isEqualTo(inside[inside.length - 1]);
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> shouldFillABucketPerPeriodAndLoseNoPacketBetweenThem() throws IOException {
        Places.assumeTool("tshark");
        return each(traces().stream(), (frames, device, flow) -> {
            final Applied<Object> counter = flow.apply("PKT_COUNTER");
            final Applied<BucketEntry> bucket = flow.apply("BUCKET", BucketEntry.class, counter, "50ms", 1, 1_000_000);
            read(device, flow);
            final List<BucketEntry> entries = new ArrayList<>();
            bucket.loop(0, entries::add);
            final long lasting = frames.times().max().orElseThrow() - frames.time(0);
            assertThat(entries.size() + bucket.lost()).isEqualTo(lasting / (50 * MS));
            long sum = Appliance.number(counter);
            for (int i = 0; i < entries.size(); i++) {
                sum += entries.get(i).value();
                if (bucket.lost() == 0) {
                    assertThat(entries.get(i).timestamp()).isEqualTo(frames.time(0) + (i + 1) * 50 * MS);
                }
            }
            assertThat(sum).isEqualTo(frames.count());
            if (frames.inOrder() && bucket.lost() == 0) {
                assertThat(entries.stream().mapToLong(BucketEntry::value).toArray())
                    .containsExactly(perPeriod(frames, entries.size()));
            }
        });
    }

    private static long[] perPeriod(Frames frames, int periods) {
        final long[] counts = new long[periods];
        frames.times().map(time -> (time - frames.time(0)) / (50 * MS)).filter(period -> period < periods)
            .forEach(period -> counts[(int) period]++);
        return counts;
    }

    @TestFactory
    Stream<DynamicTest> shouldChooseWholeFlowsAndAllOfThemWhenAsked() throws IOException {
        Places.assumeTool("tshark");
        return traces().stream().map(trace -> DynamicTest.dynamicTest(trace.getFileName().toString(), () -> {
            final int expected = Commands.ask("tshark", "-n", "-r", trace.toString(), "-o", "ip.defragment:false", "-o",
                "ipv6.defragment:false", "-Y", "(tcp.srcport or udp.srcport) and not icmp and not icmpv6", "-T", "fields", "-e",
                "frame.number").size();
            measure(trace, (device, flow) -> {
                final Applied<SampledPacket> all = flow.apply("HASHSAMP", SampledPacket.class, 1024, 1, 100_000);
                final Applied<SampledPacket> some = flow.apply("HASHSAMP", SampledPacket.class, 300, 1, 100_000);
                final Applied<Object> passed = flow.apply("PKT_COUNTER");
                read(device, flow);
                final List<SampledPacket> everything = new ArrayList<>();
                assertThat(all.loop(0, everything::add)).isEqualTo(expected);
                final Set<String> chosen = new TreeSet<>();
                assertThat(some.loop(0, packet -> chosen.add(key(packet)))).isEqualTo(Appliance.number(passed));
                assertThat(everything.stream().filter(packet -> chosen.contains(key(packet))).count())
                    .isEqualTo(Appliance.number(passed));
            });
        }));
    }

    private static String key(SampledPacket packet) {
        return packet.source() + " " + packet.sourcePort() + " " + packet.destination() + " " + packet.destinationPort() + " "
            + packet.protocol();
    }

    @Test
    void shouldCountTheInterfacesOfAPcapngAsTsharkDoes() throws Exception {
        Places.assumeTool("tshark");
        Places.assumeTraces();
        final Path trace = Places.TRACES.resolve("pcapng-multi-if.pcapng");
        for (int number = 0; number < 4; number++) {
            final int expected = Commands.ask("tshark", "-n", "-r", trace.toString(), "-Y", "frame.interface_id == " + number,
                "-T", "fields", "-e", "frame.number").size();
            final int wanted = number;
            measure(trace, (device, flow) -> {
                flow.apply("INTERFACE", wanted);
                final Applied<Object> counter = flow.apply("PKT_COUNTER");
                read(device, flow);
                assertThat(Appliance.number(counter)).as("interface %d", wanted).isEqualTo(expected);
            });
        }
    }

    @Test
    void shouldFindTheTextsOfManyThatTsharkFinds() throws Exception {
        Places.assumeTool("tshark");
        final Path trace = Files.isDirectory(Places.TRACES) ? Places.TRACES.resolve("http-browse.pcap")
            : Generated.trace(20_000, 7);
        final List<String> words = List.of("Content-Length", "Set-Cookie", "POST /", "charset=", "text/html", "no such text",
            "image/png", "gzip, deflate");
        final int expected = Commands.ask("tshark", "-n", "-r", trace.toString(), "-Y", "frame contains \""
            + String.join("\" or frame contains \"", words) + "\"", "-T", "fields", "-e", "frame.number").size();
        assertThat(expected).isPositive();
        measure(trace, (device, flow) -> {
            flow.apply("STR_SEARCH", String.join("||", words), 0, 0);
            final Applied<Object> counter = flow.apply("PKT_COUNTER");
            read(device, flow);
            assertThat(Appliance.number(counter)).isEqualTo(expected);
        });
    }

    /** Subsets chosen by SAMPLE and by HASH with THRESHOLD are written to files, which tcpdump counts. */
    @Test
    void shouldWriteTheSubsetsThatTcpdumpCounts() throws Exception {
        Places.assumeTool("tcpdump");
        final Path trace = Generated.trace(20_000, 7);
        final Path sample = Files.createTempDirectory(Places.work("files"), "subset").resolve("sample.pcap");
        final Path hashed = sample.resolveSibling("hashed.pcap");
        final List<Long> hashes = new ArrayList<>();
        measure(trace, (device, flow) -> {
            final Flow second = appliance.mapi().createFlow(device.name());
            final Flow third = appliance.mapi().createFlow(device.name());
            flow.apply("SAMPLE", 20, "PERIODIC");
            flow.apply("TO_FILE", "MFF_PCAP", sample);
            second.apply("THRESHOLD", 2, second.apply("HASH", 0), 1, 20_000L, "LT");
            second.apply("TO_FILE", "MFF_PCAP", hashed);
            final Applied<CapturedPacket> packets = third.apply("TO_BUFFER", CapturedPacket.class, "WAIT", 30_000);
            second.connect();
            third.connect();
            flow.connect();
            device.start();
            packets.loop(0, packet -> hashes.add(hash(packet.bytes())));
            Appliance.finish(flow);
            Appliance.finish(second);
            second.close();
            third.close();
        });
        assertThat(count(sample)).isEqualTo(1000);
        assertThat(count(hashed)).isEqualTo(hashes.stream().filter(hash -> hash < 20_000).count()).isBetween(1L, 19_999L);
    }

    private static long hash(byte[] bytes) {
        long sum = bytes.length;
        for (byte b : bytes) {
            sum += b & 0xff;
        }
        return sum % 500_009;
    }

    private static long count(Path file) throws IOException, InterruptedException {
        return Long.parseLong(Commands.ask("tcpdump", "-r", file.toString(), "--count").getFirst().split(" ")[0]);
    }

    @Test
    void shouldBeginSynchronisedFlowsAtTheSamePacket() throws Exception {
        measure(Generated.trace(20_000, 7), (device, flow) -> {
            final Flow other = appliance.mapi().createFlow(device.name());
            final String both = flow.id() + "," + other.id();
            flow.apply("SYNC", both);
            other.apply("SYNC", both);
            final Applied<Object> first = flow.apply("PKTINFO", "PKT_TS");
            final Applied<Object> counter = flow.apply("PKT_COUNTER");
            final Applied<Object> second = other.apply("PKT_COUNTER");
            flow.connect();
            other.connect();
            Appliance.read(device);
            Appliance.finish(flow);
            Appliance.finish(other);
            assertThat(Appliance.number(counter)).isEqualTo(20_000).isEqualTo(Appliance.number(second));
            assertThat(Appliance.number(first)).isGreaterThan(SECOND);
            other.close();
        });
    }
}
