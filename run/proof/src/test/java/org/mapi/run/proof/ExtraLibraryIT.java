package org.mapi.run.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.mapi.Applied;
import org.mapi.Flow;
import org.mapi.OfflineDevice;

/** TOP and REGEXP on whole traces, against what tshark lists. */
class ExtraLibraryIT {
    private static final List<String> REAL = List.of("http-browse.pcap", "vlan-dns-1200.pcap", "quic6-chromium.pcap",
        "tcp-loss-reorder-real.pcap", "pppoe-over-qinq.pcap");
    private static final List<String> MORE = List.of("http-206-ooo-zerowin.pcap", "vlan-mpls-mixed.pcap",
        "syn-flood-200.pcap", "dlt-null-http.pcap");
    private static final int ROWS = 1000;
    private static final int TOPX_IP = 1;
    private static final int TOPX_TCP = 2;
    private static final int TOPX_UDP = 3;
    private static final int BY_PACKETS = 1;
    private static final int BY_BYTES = 2;

    private static Appliance appliance;

    @BeforeAll
    static void start() throws IOException {
        Places.assumeTool("tshark");
        appliance = new Appliance();
    }

    @AfterAll
    static void stop() {
        if (appliance != null) {
            appliance.close();
        }
    }

    private static List<Path> traces() throws IOException {
        final List<Path> traces = new ArrayList<>();
        traces.add(Generated.trace(Places.LONG ? 20_000 : 4000, 7));
        if (Files.isDirectory(Places.TRACES)) {
            REAL.forEach(name -> traces.add(Places.TRACES.resolve(name)));
            if (Places.LONG) {
                MORE.forEach(name -> traces.add(Places.TRACES.resolve(name)));
            }
        }
        return traces;
    }

    /** Packets and bytes behind the link header of one value. */
    private record Share(String value, long packets, long bytes) { }

    /** What TOP is asked for, and what tshark calls it. */
    private record Question(int protocol, int field, List<String> names) { }

    private static final List<Question> QUESTIONS = List.of(
        new Question(TOPX_TCP, 10, List.of("tcp.srcport")), new Question(TOPX_TCP, 11, List.of("tcp.dstport")),
        new Question(TOPX_UDP, 18, List.of("udp.srcport")), new Question(TOPX_UDP, 19, List.of("udp.dstport")),
        new Question(TOPX_IP, 8, List.of("ip.src", "ipv6.src")), new Question(TOPX_IP, 9, List.of("ip.dst", "ipv6.dst")),
        new Question(TOPX_IP, 5, List.of("ip.ttl", "ipv6.hlim")), new Question(TOPX_TCP, 15, List.of("tcp.window_size_value")));

    /** What tshark lists of a trace for all questions; it takes longer to start than to answer. */
    private static final Map<Path, List<String[]>> LISTED = new HashMap<>();

    @TestFactory
    Stream<DynamicTest> shouldRankPortsAddressesAndWindowsAsTsharkCountsThem() throws IOException {
        return traces().stream().flatMap(trace -> QUESTIONS.stream().map(question -> DynamicTest.dynamicTest(
            trace.getFileName() + " " + question.names().getFirst(), () -> {
                final List<Share> expected = expected(trace, question);
                check(trace, question, BY_PACKETS, expected, Comparator.comparingLong(Share::packets));
                check(trace, question, BY_BYTES, expected, Comparator.comparingLong(Share::bytes));
            })));
    }

    private static Stream<String> names() {
        return QUESTIONS.stream().flatMap(question -> question.names().stream());
    }

    /** Of each frame its protocols, its length and what has a name. */
    private static List<String[]> listed(Path trace) throws IOException, InterruptedException {
        if (!LISTED.containsKey(trace)) {
            final List<String> command = new ArrayList<>(List.of("tshark", "-n", "-r", trace.toString(),
                "-o", "ip.defragment:FALSE", "-o", "ipv6.defragment:FALSE",
                "-T", "fields", "-E", "occurrence=a", "-e", "frame.protocols", "-e", "frame.len"));
            names().forEach(name -> command.addAll(List.of("-e", name)));
            LISTED.put(trace, Commands.ask(command.toArray(String[]::new)).stream().map(line -> line.split("\t", -1)).toList());
        }
        return LISTED.get(trace);
    }

    /** Counts every value of the outermost such header, as tshark lists it. */
    private static List<Share> expected(Path trace, Question question) throws IOException, InterruptedException {
        final List<String> names = names().toList();
        final Map<String, Share> shares = new TreeMap<>();
        for (String[] cells : listed(trace)) {
            for (String name : question.names()) {
                final String value = cells[2 + names.indexOf(name)].split(",")[0];
                if (!value.isEmpty()) {
                    final long bytes = Long.parseLong(cells[1]) - linkLength(cells[0]);
                    shares.merge(value, new Share(value, 1, bytes),
                        (a, b) -> new Share(value, a.packets() + b.packets(), a.bytes() + b.bytes()));
                    break;
                }
            }
        }
        return List.copyOf(shares.values());
    }

    /** Length of the headers in front of IP, by the protocols that tshark names. */
    private static int linkLength(String protocols) {
        int length = 0;
        for (String protocol : protocols.split(":")) {
            switch (protocol) {
                case "eth" -> length += 14;
                case "vlan", "ieee8021ad", "mpls", "null" -> length += 4;
                case "pppoes" -> length += 6;
                case "ppp" -> length += 2;
                case "ip", "ipv6" -> {
                    return length;
                }
                default -> { }
            }
        }
        return length;
    }

    private static void check(Path trace, Question question, int order, List<Share> expected, Comparator<Share> by)
            throws InterruptedException {
        try (OfflineDevice device = appliance.open(trace); Flow flow = appliance.mapi().createFlow(device.name())) {
            final Applied<Object> top = flow.apply("TOP", ROWS, question.protocol(), question.field(), order);
            flow.connect();
            Appliance.read(device);
            Appliance.finish(flow);
            final Map<?, ?> result = (Map<?, ?>) top.read().value();
            final List<Share> rows = ((List<?>) result.get("rows")).stream().map(row -> (Map<?, ?>) row).map(row -> new Share(
                String.valueOf(row.containsKey("address") ? row.get("address") : row.get("value")),
                ((Number) row.get("count")).longValue(), ((Number) row.get("bytecount")).longValue())).toList();
            assertThat(rows).isSortedAccordingTo(by.reversed());
            if (expected.size() <= ROWS) {
                assertThat(rows).containsExactlyInAnyOrderElementsOf(expected);
            } else {
                assertThat(expected).containsAll(rows);
            }
            assertThat(result.get("countError")).isEqualTo(0L);
        }
    }

    @TestFactory
    Stream<DynamicTest> shouldMatchTheFramesThatTsharkMatches() throws IOException {
        final List<String> expressions = List.of("GET /[a-z]+", "[Hh]ost: [^\\r\\n]*\\.org", "\\x01\\x01\\x08\\x0a",
            "(?i)content-(type|length)",
            "\\x00\\x35.{8,20}\\x00\\x01", "^[\\x00-\\x7f]{6}", "(ab|cd|ef){2}");
        return traces().stream().map(trace -> DynamicTest.dynamicTest(trace.getFileName().toString(), () -> {
            for (String expression : expressions) {
                // tshark ignores case unless told otherwise, and lets a dot match a line feed
                final String theirs = (expression.startsWith("(?i)") ? "" : "(?-i)") + "(?-s)" + expression;
                final int expected = Commands.ask("tshark", "-n", "-r", trace.toString(), "-Y",
                    "frame matches r\"" + theirs.replace("\"", "\\\"") + "\"").size();
                try (OfflineDevice device = appliance.open(trace); Flow flow = appliance.mapi().createFlow(device.name())) {
                    flow.apply("REGEXP", expression);
                    final Applied<Object> counter = flow.apply("PKT_COUNTER");
                    flow.connect();
                    Appliance.read(device);
                    Appliance.finish(flow);
                    assertThat(Appliance.number(counter)).as(expression).isEqualTo(expected);
                }
            }
        }));
    }
}
