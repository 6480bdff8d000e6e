package org.mapi.run.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.mapi.run.proof.Commands.Outcome;

/** What tshark reads of captures that {@code mapi monitor} has anonymised. */
class AnonymizeIT {
    private static final String KEY = "\"hex:1522178d33a4cf80130a5b1649907d10d8988f837979652762574c2d2a842202\"";
    private static final List<String> REAL = List.of("http-browse.pcap", "vlan-mpls-mixed.pcap",
        "tcp-fast-retransmit-snap.pcap", "ipv6-frag-dns.pcap");
    private static final List<String> MORE = List.of("gtp-fragments.pcap", "gre-in-gre.pcap", "frag4-simple.pcap",
        "ipv6-atomic-frag.pcap", "dlt-sll-arp.pcap", "dlt-sll2-bulk.pcap", "quic6-chromium.pcap", "vlan-dns-1200.pcap",
        "tcp-header-truncated.pcap", "bigtcp-ipv6.pcap", "tcp-overlap-exact.pcap", "pppoe-over-qinq.pcap", "vxlan.pcap",
        "cksum-tcp4-bad.pcap");
    /** Rules that are applied together, a chain of them at a time. */
    private static final List<List<String>> CHAINS = List.of(
        List.of("IP,SRC_IP,PREFIX_PRESERVING", "IP,DST_IP,MAP", "IP,TTL,PATTERN_FILL,INTEGER,64", "IP,ID,MAP",
            "IP,OPTIONS,STRIP,0"),
        List.of("IP,SRC_IP,HASHED,HMAC_SHA_2", "TCP,SEQUENCE_NUMBER,ZERO", "TCP,WINDOW,HASHED,SHA_3", "TCP,TCP_OPTIONS,STRIP,0"),
        List.of("HTTP,HOST,REPLACE,example.org", "HTTP,USER_AGENT,STRIP,3", "HTTP,COOKIE,HASHED,SHA_2,STRIP_REST",
            "HTTP,SERVER,PATTERN_FILL,STR,x", "HTTP,PAYLOAD,STRIP,0"),
        List.of("TCP,PAYLOAD,REPLACE,anonymous", "IP,DST_IP,PREFIX_PRESERVING_MAP"),
        List.of("TCP,PAYLOAD,STRIP,0", "UDP,PAYLOAD,STRIP,0"));
    private static final AtomicInteger FILES = new AtomicInteger();

    @BeforeAll
    static void needTshark() {
        Places.assumeTool("tshark");
    }

    private static List<Path> traces() throws IOException {
        final List<Path> traces = new ArrayList<>(List.of(Generated.trace(Places.LONG ? 20_000 : 3000, 9)));
        if (Files.isDirectory(Places.TRACES)) {
            REAL.forEach(name -> traces.add(Places.TRACES.resolve(name)));
            if (Places.LONG) {
                MORE.forEach(name -> traces.add(Places.TRACES.resolve(name)));
            }
        }
        return traces;
    }

    /** The capture that functions make of a trace. */
    private static Path changed(Path trace, String... functions) throws IOException {
        final Path out = Places.work("anonymous").resolve("out-" + FILES.incrementAndGet() + ".pcapng");
        Files.deleteIfExists(out);
        final List<String> command = new ArrayList<>(List.of("monitor", "-r", trace.toString()));
        command.addAll(List.of(functions));
        command.add("TO_FILE(MFF_PCAPNG, \"" + out + "\")");
        final Outcome outcome = Commands.runHere(command.toArray(String[]::new));
        assertThat(outcome.status()).as(outcome.err()).isZero();
        return out;
    }

    private static List<String[]> fields(Path trace, String filter, String... names) throws IOException, InterruptedException {
        // fragments by themselves: with addresses by chance they do not belong together any more
        final List<String> command = new ArrayList<>(List.of("tshark", "-n", "-r", trace.toString(),
            "-o", "ip.defragment:FALSE", "-o", "ipv6.defragment:FALSE", "-o",
            "ip.check_checksum:TRUE", "-o", "tcp.check_checksum:TRUE", "-o", "udp.check_checksum:TRUE", "-Y", filter, "-T",
            "fields"));
        for (String name : names) {
            command.addAll(List.of("-e", name));
        }
        return Commands.ask(command.toArray(String[]::new)).stream().map(line -> line.split("\t", -1)).toList();
    }

    /** Numbers of frames with a wrong checksum, a wrong length or a header that cannot be read. */
    private static List<String> faulty(Path trace) throws IOException, InterruptedException {
        return fields(trace, "ip.checksum.status==0 or tcp.checksum.status==0 or udp.checksum.status==0 "
            + "or icmp.checksum.status==0 or icmpv6.checksum.status==0 or _ws.malformed or ip.bogus_ip_length "
            + "or udp.length.bad or tcp.bogus_header_length "
            + "or tcp.short_segment", "frame.number").stream().map(row -> row[0]).toList();
    }

    @TestFactory
    Stream<DynamicTest> shouldLeaveNoFrameThatTsharkFindsFaultyUnlessItWas() throws IOException {
        return traces().stream().map(trace -> DynamicTest.dynamicTest(trace.getFileName().toString(), () -> {
            final List<String> before = faulty(trace);
            for (List<String> chain : CHAINS) {
                final Path changed = changed(trace, chain.stream().map(rule -> "ANONYMIZE(\"" + rule + "\", " + KEY + ")")
                    .toArray(String[]::new));
                assertThat(before).as(chain.toString()).containsAll(faulty(changed));
                Files.delete(changed);
            }
            final Path addresses = changed(trace, "ANONYMIZEIP(" + KEY + ")");
            assertThat(faulty(addresses).size()).isLessThanOrEqualTo(before.size());
            Files.delete(addresses);
        }));
    }

    /** The original's own test of ANONYMIZE: the destination is another one, the rest is the same. */
    @Test
    void shouldChangeNothingButTheField() throws IOException, InterruptedException {
        final Path trace = Generated.trace(3000, 9);
        final Path changed = changed(trace, "ANONYMIZE(\"IP,DST_IP,RANDOM\")");
        final String[] same = {"frame.time_epoch", "frame.len", "eth.src", "ip.src", "ipv6.src", "ip.id", "ip.ttl", "tcp.srcport",
            "tcp.seq_raw", "tcp.payload", "udp.dstport", "udp.payload", "icmp.type"};
        assertThat(fields(changed, "frame", same)).usingRecursiveComparison().isEqualTo(fields(trace, "frame", same));
        final List<String[]> before = fields(trace, "frame", "ip.dst", "ipv6.dst");
        final List<String[]> after = fields(changed, "frame", "ip.dst", "ipv6.dst");
        for (int i = 0; i < before.size(); i++) {
            final boolean address = !before.get(i)[0].isEmpty() || !before.get(i)[1].isEmpty();
            assertThat(String.join(",", after.get(i)).equals(String.join(",", before.get(i)))).isEqualTo(!address);
        }
    }

    /** Address by address, and pair by pair: as many common bits as before; ANONYMIZE and ANONYMIZEIP agree. */
    @TestFactory
    Stream<DynamicTest> shouldKeepPrefixesOfAddresses() throws IOException {
        return traces().stream().limit(4).map(trace -> DynamicTest.dynamicTest(trace.getFileName().toString(), () -> {
            final String filter = "(ip or ipv6) and not icmp and not icmpv6";
            final List<String[]> before = fields(trace, filter, "ip.src", "ipv6.src", "ip.dst", "ipv6.dst");
            final List<String[]> after = fields(changed(trace, "ANONYMIZEIP(" + KEY + ")"), filter, "ip.src", "ipv6.src",
                "ip.dst",
                "ipv6.dst");
            final List<String[]> rules = fields(changed(trace, "ANONYMIZE(\"IP,SRC_IP,PREFIX_PRESERVING\", " + KEY + ")",
                "ANONYMIZE(\"IP,DST_IP,PREFIX_PRESERVING\", " + KEY + ")"), filter, "ip.src", "ipv6.src", "ip.dst", "ipv6.dst");
            assertThat(rules).usingRecursiveComparison().isEqualTo(after);
            assertThat(after).hasSameSizeAs(before);
            final Map<String, String> pseudonyms = new TreeMap<>();
            for (int i = 0; i < before.size(); i++) {
                for (int k = 0; k < before.get(i).length; k++) {
                    final String[] originals = before.get(i)[k].split(",");
                    final String[] made = after.get(i)[k].split(",");
                    for (int n = 0; n < originals.length && !originals[n].isEmpty(); n++) {
                        assertThat(pseudonyms.putIfAbsent(originals[n], made[n])).as(originals[n]).isIn(null, made[n]);
                    }
                }
            }
            checkPrefixes(pseudonyms);
        }));
    }

    private static void checkPrefixes(Map<String, String> pseudonyms) throws IOException {
        final Map<String, byte[]> bytes = new HashMap<>();
        for (Map.Entry<String, String> entry : pseudonyms.entrySet()) {
            bytes.put(entry.getKey(), InetAddress.getByName(entry.getKey()).getAddress());
            bytes.put(entry.getValue() + "'", InetAddress.getByName(entry.getValue()).getAddress());
        }
        final List<Map.Entry<String, String>> some = pseudonyms.entrySet().stream().limit(200).toList();
        for (Map.Entry<String, String> a : some) {
            for (Map.Entry<String, String> b : some) {
                if (bytes.get(a.getKey()).length == bytes.get(b.getKey()).length) {
                    assertThat(difference(bytes.get(a.getValue() + "'"), bytes.get(b.getValue() + "'")))
                        .isEqualTo(difference(bytes.get(a.getKey()), bytes.get(b.getKey())));
                }
            }
        }
    }

    /** Length of what follows the common bits. */
    private static int difference(byte[] a, byte[] b) {
        return new BigInteger(1, a).xor(new BigInteger(1, b)).bitLength();
    }

    /** By rules that keep the length, so that tshark follows the streams as before. */
    @Test
    void shouldShowNoNameThatARuleReplaced() throws IOException, InterruptedException {
        Places.assumeTraces();
        final Path trace = Places.TRACES.resolve("http-browse.pcap");
        final Path changed = changed(trace, "ANONYMIZE(\"HTTP,HOST,PATTERN_FILL,STR,x\")", "ANONYMIZE(\"HTTP,URI,RANDOM\")",
            "ANONYMIZE(\"HTTP,USER_AGENT,ZERO\")");
        final List<String[]> requests = fields(trace, "http.request", "http.host", "http.request.uri", "http.user_agent");
        final List<String[]> anonymous = fields(changed, "http.request", "http.host", "http.request.uri", "http.user_agent");
        assertThat(requests).isNotEmpty();
        assertThat(anonymous).hasSameSizeAs(requests).allSatisfy(row -> {
            assertThat(row[0]).matches("x+");
            assertThat(row[1]).matches("[0-9a-z]+");
            assertThat(row[2]).matches("0+");
        });
    }

    /** Frames at which tshark misses bytes of a stream, or finds some that it has had with other numbers. */
    private static List<String> holes(Path trace) throws IOException, InterruptedException {
        return fields(trace, "tcp.analysis.lost_segment or tcp.analysis.ack_lost_segment or tcp.analysis.out_of_order "
            + "or tcp.analysis.retransmission or tcp.segment.overlap.conflict", "frame.number").stream()
            .map(row -> row[0]).toList();
    }

    @TestFactory
    Stream<DynamicTest> shouldLeaveStreamsWithoutHolesWhenTextsChangeTheirLength() throws IOException {
        Places.assumeTraces();
        return Stream.of("http-browse.pcap", "tcp-overlap-exact.pcap", "tcp-fin-retransmit.pcap", "vlan-mpls-mixed.pcap",
            "dlt-nflog-http.pcap").map(name -> DynamicTest.dynamicTest(name, () -> {
                final Path trace = Places.TRACES.resolve(name);
                final List<String> before = holes(trace);
                for (String rule : List.of("HTTP,HOST,REPLACE,a-name-that-is-longer.example.org", "HTTP,USER_AGENT,STRIP,3",
                        "TCP,PAYLOAD,STRIP,100")) {
                    assertThat(before).as(rule).containsAll(holes(changed(trace, "ANONYMIZE(\"" + rule + "\")")));
                }
            }));
    }

    @Test
    void shouldPrintPacketsAndCutLargeOnes() throws IOException, InterruptedException {
        final Path trace = Generated.trace(200, 9);
        final Outcome printed = Commands.runHere("monitor", "-r", trace.toString(), "PRINT_PACKET(0)");
        assertThat(printed.lines()).hasSize(200 + 2).first().asString().contains(" #1 ");
        final List<String[]> ports = fields(trace, "tcp", "tcp.srcport", "tcp.dstport");
        assertThat(printed.lines().stream().filter(line -> line.contains("TCP")).map(line -> line.replaceFirst(
            ".*TCP (\\d+) > (\\d+).*", "$1 $2"))).containsExactlyElementsOf(ports.stream()
                .map(row -> row[0] + " " + row[1]).toList());
        final Outcome json = Commands.runHere("monitor", "-r", trace.toString(), "--format", "json", "PRINT_PACKET");
        assertThat(json.out()).startsWith("{").contains("\"entries\":200");
    }
}
