package org.mapi.run.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.mapi.run.proof.Commands.Outcome;
import org.mapi.run.proof.Commands.Running;

/**
 * The stack inline between real sockets: client - bad network - stack - server, each in a network namespace of its own. The bad
 * network loses, repeats, delays and reorders frames by a seed.
 */
class LiveInlineIT {
    private static final String PID = String.valueOf(ProcessHandle.current().pid());
    private static final String CLIENT = "mapi-client-" + PID;
    private static final String MIDDLE = "mapi-middle-" + PID;
    private static final String SERVER = "mapi-server-" + PID;
    private static final String SERVER_ADDRESS = "10.99.0.2";
    private static final String CLIENT_6 = "fd00:99::1";
    private static final String SERVER_6 = "fd00:99::2";
    private static final int PORT = 8099;
    private static final int SIZE = Places.LONG ? 20_000_000 : 2_000_000;
    private static final long SEED = Long.getLong("mapi.seed", 42);
    private static final Pattern SEGMENT = Pattern.compile("IP (\\S+) > (\\S+): Flags \\[([^\\]]*)\\](?:, cksum [^,]*)?"
        + "(?:, seq (\\d+)(?::(\\d+))?)?.* length (\\d+)");

    private static boolean made;
    private static Running server;
    private static Running server6;
    private static Path folder;

    @BeforeAll
    static void makeNetwork() throws Exception {
        Places.assumeRoot();
        for (String tool : List.of("ip", "ethtool", "curl", "ping", "tcpdump", "python3")) {
            Places.assumeTool(tool);
        }
        made = true;
        for (String namespace : List.of(CLIENT, MIDDLE, SERVER)) {
            final Outcome added = Commands.run(List.of("ip", "netns", "add", namespace));
            assumeTrue(added.status() == 0, "no network namespace can be made: " + added.err());
            inside(namespace, "sysctl", "-qw", "net.ipv6.conf.all.disable_ipv6=1", "net.ipv6.conf.default.disable_ipv6=1");
            inside(namespace, "ip", "link", "set", "lo", "up");
        }
        link(CLIENT, "c0", MIDDLE, "m0");
        link(MIDDLE, "m1", MIDDLE, "m2");
        link(SERVER, "s0", MIDDLE, "m3");
        inside(CLIENT, "ip", "address", "add", "10.99.0.1/24", "dev", "c0");
        inside(SERVER, "ip", "address", "add", SERVER_ADDRESS + "/24", "dev", "s0");
        folder = Places.work("inline");
        final byte[] content = new byte[SIZE];
        new Random(SEED).nextBytes(content);
        Files.write(folder.resolve("file"), content);
        server = serve(SERVER_ADDRESS);
    }

    private static Running serve(String address) throws Exception {
        final Running started = start(SERVER, List.of("python3", "-u", "-m", "http.server", "-d", folder.toString(), "--bind",
            address, String.valueOf(PORT)));
        started.awaitOutput("Serving HTTP");
        return started;
    }

    /** Gives both ends addresses of IPv6, and a server that listens there. */
    private static void speakIpv6() throws Exception {
        if (server6 != null) {
            return;
        }
        address6(CLIENT, "c0", CLIENT_6);
        address6(SERVER, "s0", SERVER_6);
        server6 = serve(SERVER_6);
    }

    private static void address6(String namespace, String name, String address) throws Exception {
        inside(namespace, "sysctl", "-qw", "net.ipv6.conf." + name + ".disable_ipv6=0");
        inside(namespace, "ip", "address", "add", address + "/64", "dev", name, "nodad");
    }

    private static void link(String left, String leftName, String right, String rightName) throws Exception {
        inside(left, "ip", "link", "add", leftName, "type", "veth", "peer", "name", rightName, "netns", right);
        up(left, leftName);
        up(right, rightName);
    }

    private static void up(String namespace, String name) throws Exception {
        inside(namespace, "ethtool", "-K", name, "tx", "off", "rx", "off", "gro", "off", "gso", "off", "tso", "off");
        inside(namespace, "ip", "link", "set", name, "up");
    }

    @AfterAll
    static void deleteNetwork() throws Exception {
        for (Running one : new Running[] {server, server6}) {
            if (one != null) {
                one.process().destroy();
                one.await();
            }
        }
        if (made) {
            for (String namespace : List.of(CLIENT, MIDDLE, SERVER)) {
                Commands.run(List.of("ip", "netns", "del", namespace));
            }
        }
    }

    private static List<String> within(String namespace, List<String> command) {
        final List<String> all = new ArrayList<>(List.of("ip", "netns", "exec", namespace));
        all.addAll(command);
        return all;
    }

    private static Outcome inside(String namespace, String... command) throws Exception {
        final Outcome outcome = Commands.run(within(namespace, List.of(command)));
        assumeTrue(outcome.status() == 0, String.join(" ", command) + " fails here: " + outcome.err());
        return outcome;
    }

    private static Running start(String namespace, List<String> command) throws IOException {
        return Commands.start(within(namespace, command), new File("/dev/null"));
    }

    private static Running wire(String mode, double trouble) throws Exception {
        final Running running = start(MIDDLE, List.of(System.getProperty("java.home") + "/bin/java",
            "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow", "-Xmx256m", "-cp",
            Sender.location() + File.pathSeparator + Places.classPath(), InlineProgram.class.getName(), mode,
            String.valueOf(SEED), String.valueOf(trouble), "m0", "m1", "m2", "m3"));
        running.awaitOutput("ready");
        return running;
    }

    private static Outcome curl(String... more) throws Exception {
        return curlFrom(SERVER_ADDRESS, more);
    }

    private static Outcome curlFrom(String address, String... more) throws Exception {
        final List<String> words = new ArrayList<>(List.of("curl", "-sS", "-m", "500", "-w", "%{local_port}", "-o",
            folder.resolve("got").toString()));
        words.addAll(List.of(more));
        words.add("http://" + address + ":" + PORT + "/file");
        return start(CLIENT, words).await();
    }

    private static Map<String, String> report(Running wire) throws Exception {
        wire.signal("INT");
        final Map<String, String> report = new TreeMap<>();
        for (String line : wire.await().lines()) {
            final int space = line.indexOf(' ');
            report.put(space < 0 ? line : line.substring(0, space), space < 0 ? "" : line.substring(space + 1));
        }
        assertThat(report).as("what the program said").containsEntry("FAILURE", "");
        return report;
    }

    private static void expectTheFile() throws IOException {
        assertThat(Files.mismatch(folder.resolve("file"), folder.resolve("got"))).as("first wrong byte").isEqualTo(-1);
    }

    /** Waits until the connection that curl had is gone at both ends: neither repeats anything of it. */
    private static void expectNoConnection(Outcome curl) throws Exception {
        final String port = curl.out().strip();
        assertThat(port).matches("[1-9]\\d*");
        final long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
        for (String namespace : List.of(CLIENT, SERVER)) {
            String left = "?";
            while (!left.isEmpty()) {
                left = inside(namespace, "ss", "-Htn", "state", "connected", "exclude", "time-wait", "( sport = :" + PORT
                    + " and dport = :" + port + " ) or ( sport = :" + port + " and dport = :" + PORT + " )").out().strip();
                assertThat(System.nanoTime()).as("deadline: connections left in " + namespace + ": " + left).isLessThan(end);
            }
        }
    }

    /** Whatever was on its way has arrived when others have gone there and back that started after the longest delay. */
    private static void awaitStragglers() throws Exception {
        inside(CLIENT, "ping", "-c", "4", "-i", "0.2", "-w", "120", SERVER_ADDRESS);
    }

    @Test
    void shouldTransferAFileOverABadNetworkAndTellTheEventsThatTcpdumpSaw() throws Exception {
        final Running wire = wire("watch", 0.02);
        final Path capture = folder.resolve("m2.pcap");
        final Running tcpdump = start(MIDDLE, List.of("tcpdump", "-Z", "root", "-n", "-U", "--immediate-mode", "-B", "65536",
            "-i", "m2", "-w", capture.toString(), "tcp"));
        tcpdump.awaitOutput("listening on");
        final Outcome curl = curl();
        assertThat(curl.status()).as(curl.err()).isZero();
        expectTheFile();
        expectNoConnection(curl);
        awaitStragglers();
        final Map<String, String> report = report(wire);
        awaitPackets(capture, Long.parseLong(report.get("PKT_IN.CLIENT")) + Long.parseLong(report.get("PKT_IN.SERVER")));
        tcpdump.signal("INT");
        assertThat(tcpdump.await().err()).contains("0 packets dropped by kernel");
        final Map<String, Long> seen = segments(capture);
        assertThat(seen).as(report.toString()).containsEntry("CONN_START", 1L);
        for (String what : List.of("PKT_IN.CLIENT", "PKT_IN.SERVER", "REXMIT.CLIENT", "REXMIT.SERVER")) {
            assertThat(Long.parseLong(report.getOrDefault(what, "0"))).as(what + " of " + report)
                .isEqualTo(seen.getOrDefault(what, 0L));
        }
        assertThat(seen.get("REXMIT.CLIENT")).as("the network is bad enough").isPositive();
        assertThat(report).containsEntry("CONN_END.FIN", "2");
        assertThat(report.get("STATISTICS")).contains("refused=0,");
        assertThat(Long.parseLong(report.get("BYTES"))).isGreaterThan(SIZE);
    }

    /** Waits until tcpdump has written so many packets, for a while at most. */
    private static void awaitPackets(Path capture, long count) throws Exception {
        final long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        long seen = 0;
        while (seen < count && System.nanoTime() < end) {
            final Map<String, Long> segments = segments(capture);
            seen = segments.getOrDefault("PKT_IN.CLIENT", 0L) + segments.getOrDefault("PKT_IN.SERVER", 0L);
        }
    }

    /** What an observer that knows nothing of the stack reads in tcpdump's text: packets and repetitions of each direction. */
    private static Map<String, Long> segments(Path capture) throws Exception {
        final Map<String, Long> counts = new TreeMap<>();
        final Map<String, BitSet> sent = new TreeMap<>();
        final Map<String, Long> first = new TreeMap<>();
        String client = "";
        for (String line : Commands.ask("tcpdump", "-nn", "-S", "-tt", "-r", capture.toString())) {
            final Matcher segment = SEGMENT.matcher(line);
            if (!segment.find()) {
                continue;
            }
            final boolean fromServer = segment.group(1).endsWith("." + PORT);
            final String side = fromServer ? "SERVER" : "CLIENT";
            if (segment.group(3).equals("S") && client.isEmpty()) {
                client = segment.group(1);
                counts.put("CONN_START", 1L);
            }
            if (!client.equals(segment.group(fromServer ? 2 : 1))) {
                // what a connection of another test repeats late
                continue;
            }
            counts.merge("PKT_IN." + side, 1L, Long::sum);
            if (segment.group(4) == null) {
                continue;
            }
            final long begin = Long.parseLong(segment.group(4));
            final long start = first.computeIfAbsent(side, any -> begin);
            final int control = segment.group(3).contains("S") || segment.group(3).contains("F") ? 1 : 0;
            final int from = (int) (begin - start & 0xffff_ffffL);
            final int to = from + Integer.parseInt(segment.group(6)) + control;
            final BitSet known = sent.computeIfAbsent(side, any -> new BitSet());
            final int again = known.nextSetBit(from);
            if (to > from && again >= 0 && again < to) {
                counts.merge("REXMIT." + (fromServer ? "CLIENT" : "SERVER"), 1L, Long::sum);
            }
            known.set(from, to);
        }
        return counts;
    }

    @Test
    void shouldPutAHeaderIntoAResponseOfRealSocketsOverABadNetwork() throws Exception {
        final Running wire = wire("insert", 0.02);
        final Path headers = folder.resolve("headers");
        final Outcome curl = curl("-D", headers.toString());
        final Map<String, String> report = report(wire);
        assertThat(curl.status()).as(curl.err() + report).isZero();
        expectTheFile();
        assertThat(Files.readString(headers)).contains("X-Wire: was here\r\n").contains("Content-Length: " + SIZE);
        assertThat(report.get("STATISTICS")).doesNotContain("translated=0,");
    }

    @Test
    void shouldResetBothRealSockets() throws Exception {
        final Running wire = wire("reset", 0);
        final Outcome curl = curl();
        final Map<String, String> report = report(wire);
        assertThat(curl.status()).as(curl.err() + report).isEqualTo(56);
        assertThat(curl.err()).contains("reset by peer");
        assertThat(report).containsEntry("CONN_END.RESET", "2");
        expectNoConnection(curl);
        server.awaitOutput("ConnectionResetError");
    }

    @Test
    void shouldTransferAFileByIpv6WithAHeaderPutInOverABadNetwork() throws Exception {
        speakIpv6();
        final Running wire = wire("insert", 0.02);
        final Path headers = folder.resolve("headers6");
        final Outcome curl = curlFrom("[" + SERVER_6 + "]", "-D", headers.toString());
        final Map<String, String> report = report(wire);
        assertThat(curl.status()).as(curl.err() + report).isZero();
        expectTheFile();
        assertThat(Files.readString(headers)).contains("X-Wire: was here\r\n").contains("Content-Length: " + SIZE);
        assertThat(report).containsEntry("CONN_START", "1").doesNotContainKey("CONN_END.RESET");
        assertThat(report.get("STATISTICS")).doesNotContain("translated=0,");
    }

    @Test
    void shouldResetBothRealSocketsOfAConnectionByIpv6() throws Exception {
        speakIpv6();
        final Running wire = wire("reset", 0);
        final Outcome curl = curlFrom("[" + SERVER_6 + "]");
        final Map<String, String> report = report(wire);
        assertThat(curl.status()).as(curl.err() + report).isEqualTo(56);
        assertThat(curl.err()).contains("reset by peer");
        assertThat(report).containsEntry("CONN_END.RESET", "2");
        expectNoConnection(curl);
        server6.awaitOutput("ConnectionResetError");
    }
}
