package org.mapi.run.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.net.BindException;
import java.net.DatagramSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.mapi.Applied;
import org.mapi.Flow;
import org.mapi.OfflineDevice;
import org.mapi.result.ExportDatagram;

/** FLOW_REPORT through nfcapd: nfdump shows as many records as were reported, and tshark's packets and bytes of IP. */
class FlowReportIT {
    private static final long DEADLINE = TimeUnit.SECONDS.toNanos(300);

    private static Appliance appliance;

    @BeforeAll
    static void start() throws IOException {
        appliance = new Appliance();
    }

    @AfterAll
    static void stop() {
        appliance.close();
    }

    /** Flows that were reported, by the last datagram. */
    private static long report(Path trace, String format, int port) throws InterruptedException {
        final long[] flows = new long[2];
        try (OfflineDevice device = appliance.open(trace); Flow flow = appliance.mapi().createFlow(device.name())) {
            final Applied<ExportDatagram> datagrams = flow.apply("FLOW_REPORT", ExportDatagram.class, format,
                "udp://127.0.0.1:" + port, "", "", "1h", "1h", "10s", 10_000);
            flow.connect();
            Appliance.read(device);
            Appliance.finish(flow);
            datagrams.loop(0, datagram -> {
                flows[0] = datagram.flows();
                flows[1] = datagram.unreported();
            });
            assertThat(datagrams.lost()).isZero();
        }
        return flows[0] - flows[1];
    }

    /** Packets and bytes of IP per protocol, as tshark adds them up. */
    private static Map<String, String> expected(Path trace, boolean ipv6) throws IOException, InterruptedException {
        final Map<String, long[]> sums = new TreeMap<>();
        for (String line : Commands.ask("tshark", "-n", "-r", trace.toString(), "-T", "fields", "-E", "occurrence=f", "-E",
                "separator=;", "-e", "ip.proto", "-e", "ip.len", "-e", "ipv6.plen", "-e", "ipv6.nxt", "-e",
                "ipv6.hopopts.nxt", "-e", "ipv6.fraghdr.nxt")) {
            final String[] field = line.split(";", -1);
            if (field[0].isEmpty()) {
                if (ipv6 && !field[2].isEmpty()) {
                    add(sums, field[5].isEmpty() ? field[4].isEmpty() ? field[3] : field[4] : field[5],
                        40 + Long.parseLong(field[2]));
                }
            } else {
                add(sums, field[0], Long.parseLong(field[1]));
            }
        }
        return text(sums);
    }

    private static void add(Map<String, long[]> sums, String protocol, long bytes) {
        final long[] sum = sums.computeIfAbsent(protocol, key -> new long[2]);
        sum[0]++;
        sum[1] += bytes;
    }

    private static Map<String, String> text(Map<String, long[]> sums) {
        final Map<String, String> text = new TreeMap<>();
        sums.forEach((protocol, sum) -> text.put(protocol, sum[0] + " packets, " + sum[1] + " bytes"));
        return text;
    }

    @TestFactory
    Stream<DynamicTest> shouldBeReadByACollector() throws IOException {
        Places.assumeTool("nfcapd");
        Places.assumeTool("nfdump");
        Places.assumeTool("tshark");
        final List<Path> traces = new ArrayList<>(List.of(Generated.trace(20_000, 12)));
        if (Files.isDirectory(Places.TRACES)) {
            traces.add(Places.TRACES.resolve("http-browse.pcap"));
        }
        return traces.stream().flatMap(trace -> Stream.of("IPFIX", "NETFLOW_V9", "NETFLOW_V5").map(format ->
            DynamicTest.dynamicTest(format + " " + trace.getFileName(), () -> collect(trace, format))));
    }

    private static void collect(Path trace, String format) throws Exception {
        final Path folder = Files.createTempDirectory(Places.work("flows"), format);
        final int port = freePort();
        final Commands.Running collector = Commands.start(List.of("nfcapd", "-p", String.valueOf(port), "-b", "127.0.0.1", "-l",
            folder.toString(), "-t", "3600", "-B", "8000000"), new File("/dev/null"));
        final long reported;
        try {
            await(() -> !socket(port).isEmpty());
            reported = report(trace, format, port);
            // What was sent is in the collector's socket; it is read before the signal that ends it.
            await(() -> socket(port).contains(":00000000 00:"));
            assumeTrue(socket(port).endsWith(" 0"), "the kernel dropped datagrams: the collector had no processor to fetch them");
        } finally {
            collector.signal("TERM");
            collector.await();
        }
        final Map<String, long[]> sums = new TreeMap<>();
        long records = 0;
        for (String line : Commands.ask("nfdump", "-R", folder.toString(), "-N", "-q", "-o", "fmt:%pr;%pkt;%byt")) {
            final String[] field = line.replace(" ", "").split(";");
            if (field.length == 3 && field[1].matches("[0-9]+")) {
                records++;
                final long[] sum = sums.computeIfAbsent(field[0], key -> new long[2]);
                sum[0] += Long.parseLong(field[1]);
                sum[1] += Long.parseLong(field[2]);
            }
        }
        assertThat(records).isEqualTo(reported);
        assertThat(text(sums)).isEqualTo(expected(trace, !"NETFLOW_V5".equals(format)));
    }

    /** What the kernel tells of the socket of a port, dropped datagrams at the end; empty where there is none. */
    private static String socket(int port) throws IOException {
        return Files.readAllLines(Path.of("/proc/net/udp")).stream().filter(line -> line.contains(String.format(":%04X ", port)))
            .map(String::strip).findFirst().orElse("");
    }

    /** Of those that no socket gets by itself before the collector has it. */
    private static int freePort() throws IOException {
        while (true) {
            final int port = ThreadLocalRandom.current().nextInt(15_000, 30_000);
            try (DatagramSocket socket = new DatagramSocket(port)) {
                return socket.getLocalPort();
            } catch (BindException e) {
                continue;   // somebody has it: another one
            }
        }
    }

    /** Something that may be asked again and again. */
    private interface Question {
        boolean ask() throws Exception;
    }

    private static void await(Question question) throws Exception {
        final long end = System.nanoTime() + DEADLINE;
        while (!question.ask()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("the collector was waited for in vain");
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }
}
