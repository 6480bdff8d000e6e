package org.mapi.run.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.mapi.Applied;
import org.mapi.Flow;
import org.mapi.OfflineDevice;

/** The tracking library on whole traces: the connections that tshark finds, the packets of made conversations, and relations. */
class TrackersIT {
    private static final Map<String, Set<String>> BY_CONTENT = Map.of("TRACK_TLS", Set.of("tls"), "TRACK_QUIC", Set.of("quic"),
        "TRACK_DNS", Set.of("dns", "mdns", "llmnr"), "TRACK_SSH", Set.of("ssh"));
    private static final List<String> ALL = List.of("TRACK_FTP", "TRACK_GNUTELLA", "TRACK_TORRENT", "TRACK_DC", "TRACK_EDONKEY",
        "TRACK_IPOVERIP", "TRACK_IRC", "TRACK_SKYPE", "TRACK_WEB", "TRACK_MAPI", "TRACK_GRID_FTP", "TRACK_TLS", "TRACK_QUIC",
        "TRACK_DNS", "TRACK_SSH");
    /** Captures with something in them for these functions, and some that have nothing. */
    private static final List<String> REAL = List.of("be-ipoib.pcap", "dlt-radiotap.pcap",
        "ipv6-frag-dns.pcap", "nano-le-http-to-ssh.pcap", "pppoe-over-qinq.pcap", "quic6-chromium.pcap", "vlan-dns-1200.pcap",
        "vxlan.pcap", "libpcap-filter/http_PPI.pcap", "http-browse.pcap", "tcp-loss-reorder-real.pcap");

    /** Of broken files, and of link types that tshark does not read. */
    private static final List<String> UNREADABLE = List.of("/corrupt-", "/brcm-tag", "/dsa.");

    private static Appliance appliance;

    @BeforeAll
    static void start() throws IOException {
        appliance = new Appliance();
    }

    @AfterAll
    static void stop() {
        appliance.close();
    }

    private static List<Path> real() throws IOException {
        Places.assumeTraces();
        if (!Places.LONG) {
            return REAL.stream().map(Places.TRACES::resolve).toList();
        }
        final List<Path> traces = new ArrayList<>();
        for (Path folder : List.of(Places.TRACES, Places.TRACES.resolve("libpcap-filter"))) {
            try (Stream<Path> files = Files.list(folder)) {
                files.filter(file -> file.toString().contains(".pcap"))
                    .filter(file -> UNREADABLE.stream().noneMatch(file.toString()::contains)).sorted().forEach(traces::add);
            }
        }
        return traces;
    }

    /** Has functions, each in a flow of its own, write what they let pass. */
    private static Map<String, Path> pass(Path trace, Iterable<String> functions) throws Exception {
        final Path folder = Files.createTempDirectory(Places.work("files"), "track");
        final Map<String, Path> files = new LinkedHashMap<>();
        try (OfflineDevice device = appliance.open(trace)) {
            final List<Flow> flows = new ArrayList<>();
            for (String function : functions) {
                final Path file = folder.resolve(function + ".pcapng");
                final Flow flow = appliance.mapi().createFlow(device.name());
                flow.apply(function);
                flow.apply("TO_FILE", "MFF_PCAPNG", file);
                flow.connect();
                flows.add(flow);
                files.put(function, file);
            }
            Appliance.read(device);
            for (Flow flow : flows) {
                Appliance.finish(flow);
                flow.close();
            }
        }
        return files;
    }

    @TestFactory
    Stream<DynamicTest> shouldFindTheConnectionsThatTsharkFinds() throws IOException {
        Places.assumeTool("tshark");
        return real().stream().map(trace -> DynamicTest.dynamicTest(Places.TRACES.relativize(trace).toString(), () -> {
            final TsharkConnections tshark = new TsharkConnections(trace);
            final var differences = TsharkDifferences.of(Places.TRACES.relativize(trace).toString());
            for (Map.Entry<String, Path> file : pass(trace, BY_CONTENT.keySet()).entrySet()) {
                final Map<String, Integer> expected = tshark.packets(BY_CONTENT.get(file.getKey()));
                differences.getOrDefault(file.getKey(), Map.of()).forEach((connection, more) ->
                    expected.merge(connection, more, (one, other) -> one + other == 0 ? null : one + other));
                assertThat(new TsharkConnections(file.getValue()).packets()).as(file.getKey()).isEqualTo(expected);
            }
        }));
    }

    @TestFactory
    Stream<DynamicTest> shouldLetMadeConversationsPassAndNothingElse() throws IOException {
        Places.assumeTool("tshark");
        return Stream.of(MadeConversations.ftp(), MadeConversations.gnutella(), MadeConversations.torrent(),
            MadeConversations.directConnect(), MadeConversations.edonkey(), MadeConversations.irc(), MadeConversations.skype(),
            MadeConversations.web(), MadeConversations.mapi(), MadeConversations.gridFtp())
            .map(made -> DynamicTest.dynamicTest(made.function(), () -> {
                final Map<String, Integer> expected = new TreeMap<>();
                new TsharkConnections(made.trace()).packets().forEach((connection, packets) ->
                    made.passing().forEach((port, without) -> {
                        if (connection.matches(".* " + port + "( - .*|$)")) {
                            expected.put(connection, packets - without);
                        }
                    }));
                assertThat(expected).hasSizeGreaterThanOrEqualTo(made.passing().size());
                final Path passed = pass(made.trace(), List.of(made.function())).get(made.function());
                assertThat(new TsharkConnections(passed).packets()).isEqualTo(expected);
            }));
    }

    @TestFactory
    Stream<DynamicTest> shouldFindTheDataConnectionsOfFtpThatTsharkFinds() throws IOException {
        Places.assumeTool("tshark");
        final MadeConversations ftp = MadeConversations.ftpUnsplit();
        return Stream.of(DynamicTest.dynamicTest(ftp.function(), () -> {
            final Set<String> found = new TsharkConnections(ftp.trace()).packets(Set.of("ftp", "ftp-data")).keySet();
            final Path passed = pass(ftp.trace(), List.of(ftp.function())).get(ftp.function());
            assertThat(new TsharkConnections(passed).packets().keySet()).isEqualTo(found).hasSize(5);
        }));
    }

    @TestFactory
    Stream<DynamicTest> shouldFindThePacketsOfIpInIpThatTsharkFinds() throws IOException {
        Places.assumeTool("tshark");
        final List<Path> traces = new ArrayList<>(List.of(MadeConversations.ipOverIp().trace()));
        if (Files.isDirectory(Places.TRACES)) {
            Stream.of("libpcap-filter/ah-ipip-ping.pcap", "gre-in-gre.pcap", "http-browse.pcap").map(Places.TRACES::resolve)
                .forEach(traces::add);
        }
        return traces.stream().map(trace -> DynamicTest.dynamicTest(trace.getFileName().toString(), () -> {
            final int expected = Commands.ask("tshark", "-n", "-r", trace.toString(), "-Y",
                "ip.proto == 4 or ip.proto == 41 or ipv6.nxt == 4 or ipv6.nxt == 41 or ah.next_header == 4", "-T", "fields", "-e",
                "frame.number").size();
            assertThat(counts(trace, List.of("TRACK_IPOVERIP")).get("TRACK_IPOVERIP")).isEqualTo(expected);
        }));
    }

    /** The original's test of trackers: a counter before and one behind. Also: alone or beside all others, the same packets. */
    @TestFactory
    Stream<DynamicTest> shouldLetTheSamePacketsPassWhateverOtherFlowsDo() throws IOException {
        final List<Path> traces = new ArrayList<>(List.of(Generated.trace(20_000, 7), MadeConversations.ftp().trace()));
        if (Files.isDirectory(Places.TRACES)) {
            Stream.of("http-browse.pcap", "vxlan.pcap", "pcapng-multi-if.pcapng").map(Places.TRACES::resolve)
                .forEach(traces::add);
        }
        return traces.stream().map(trace -> DynamicTest.dynamicTest(trace.getFileName().toString(), () -> {
            final Map<String, Long> together = counts(trace, ALL);
            for (String function : Places.LONG ? ALL : List.of("TRACK_WEB", "TRACK_FTP", "TRACK_DNS", "TRACK_SSH")) {
                assertThat(counts(trace, List.of(function)).get(function)).as(function).isEqualTo(together.get(function));
            }
        }));
    }

    /** Packets behind each function; before it there have to be at least as many. */
    private static Map<String, Long> counts(Path trace, List<String> functions) throws Exception {
        final Map<String, Applied<Object>> before = new LinkedHashMap<>();
        final Map<String, Applied<Object>> behind = new LinkedHashMap<>();
        final Map<String, Long> counts = new LinkedHashMap<>();
        try (OfflineDevice device = appliance.open(trace)) {
            final List<Flow> flows = new ArrayList<>();
            for (String function : functions) {
                final Flow flow = appliance.mapi().createFlow(device.name());
                before.put(function, flow.apply("PKT_COUNTER"));
                flow.apply(function);
                behind.put(function, flow.apply("PKT_COUNTER"));
                flow.connect();
                flows.add(flow);
            }
            Appliance.read(device);
            for (Flow flow : flows) {
                Appliance.finish(flow);
            }
            for (String function : functions) {
                counts.put(function, Appliance.number(behind.get(function)));
                assertThat(Appliance.number(before.get(function))).as(function).isPositive()
                    .isGreaterThanOrEqualTo(counts.get(function));
            }
        }
        return counts;
    }
}
