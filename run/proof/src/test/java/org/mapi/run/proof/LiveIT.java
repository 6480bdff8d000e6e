package org.mapi.run.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.mapi.run.proof.Commands.Outcome;
import org.mapi.run.proof.Commands.Running;

/** Counts of a live interface: a pair of connected interfaces in a network namespace of the test's own, nothing else on it. */
class LiveIT {
    private static final String NAMESPACE = "mapi-proof-" + ProcessHandle.current().pid();
    /** So many find room in the kernel's buffer, should whoever is to read them get no processor meanwhile. */
    private static final int PORTION = 50_000;
    private static final int PORTIONS = Places.LONG ? 40 : 4;
    private static final int PACKETS = PORTION * PORTIONS;

    private static boolean made;

    @BeforeAll
    static void makeNamespace() throws Exception {
        Places.assumeRoot();
        Places.assumeTool("ip");
        final Outcome added = Commands.run(List.of("ip", "netns", "add", NAMESPACE));
        assumeTrue(added.status() == 0, "no network namespace can be made: " + added.err());
        made = true;
        inside("sysctl", "-qw", "net.ipv6.conf.all.disable_ipv6=1", "net.ipv6.conf.default.disable_ipv6=1");
        inside("ip", "link", "add", "left", "type", "veth", "peer", "name", "right");
        for (String side : List.of("left", "right")) {
            inside("ip", "link", "set", side, "mtu", "9000", "arp", "off", "up");
            if (Places.tool("ethtool")) {
                inside("ethtool", "-K", side, "tx", "off", "rx", "off", "gro", "off", "gso", "off", "tso", "off");
            }
        }
    }

    @AfterAll
    static void deleteNamespace() throws Exception {
        if (made) {
            Commands.run(List.of("ip", "netns", "del", NAMESPACE));
        }
    }

    private static List<String> within(List<String> command) {
        final List<String> all = new ArrayList<>(List.of("ip", "netns", "exec", NAMESPACE));
        all.addAll(command);
        return all;
    }

    private static void inside(String... command) throws Exception {
        final Outcome outcome = Commands.run(within(List.of(command)));
        assumeTrue(outcome.status() == 0, String.join(" ", command) + " fails here: " + outcome.err());
    }

    private static Running startInside(List<String> command) throws IOException {
        return Commands.start(within(command), new File("/dev/null"));
    }

    /** The monitor on the right interface; it is capturing when this returns. */
    private static Running monitor(String... more) throws Exception {
        final List<String> words = new ArrayList<>(List.of("monitor", "-i", "right", "--every", "200ms", "--format", "jsonl"));
        words.addAll(List.of(more));
        final Running running = startInside(Commands.mapi(words.toArray(String[]::new)));
        running.awaitOutput("\"event\":\"interval\"");
        return running;
    }

    /** Sends all portions, each when the monitor has read the one before. */
    private static void send(Running monitor, List<String> command, String report) throws Exception {
        for (int portion = 1; portion <= PORTIONS; portion++) {
            final Outcome sender = startInside(command).await();
            assertThat(sender.status()).as(sender.err()).isZero();
            assertThat(sender.out() + sender.err()).contains(report);
            monitor.awaitOutput("\"processed\":" + portion * PORTION + ",");
        }
    }

    /** Interrupts the monitor and returns its last words. */
    @SuppressWarnings("unchecked")
    private static Map<String, Object> lastWords(Running monitor) throws Exception {
        monitor.signal("INT");
        final Outcome outcome = monitor.await();
        assertThat(outcome.status()).isEqualTo(130);
        assertThat(outcome.err()).isEmpty();
        final Map<String, Object> last = (Map<String, Object>) JSON.std.anyFrom(outcome.lines().getLast());
        assertThat(last).containsEntry("event", "end");
        return last;
    }

    @SuppressWarnings("unchecked")
    private static List<Object> results(Map<String, Object> view) {
        return ((List<Map<String, Object>>) view.get("functions")).stream().map(function -> function.get("result")).toList();
    }

    private static Path trace() throws IOException {
        return Generated.trace(PORTION, 11);
    }

    /** What all portions hold, by the monitor itself on the file; the oracles of other tests have proven that. */
    private static List<Object> expected(String... functions) throws Exception {
        final List<String> words = new ArrayList<>(List.of("monitor", "-r", trace().toString(), "--format", "json"));
        words.addAll(List.of(functions));
        return results(json(Commands.runHere(words.toArray(String[]::new)).out())).stream()
            .map(result -> result instanceof Integer number ? (Object) (number * PORTIONS) : result).toList();
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> json(String text) throws IOException {
        return (Map<String, Object>) JSON.std.anyFrom(text);
    }

    @Test
    void shouldCountExactlyWhatTcpreplaySendsAtTopSpeed() throws Exception {
        Places.assumeTool("tcpreplay");
        final Running monitor = monitor("-f", "tcp", "PKT_COUNTER", "BYTE_COUNTER");
        send(monitor, List.of("tcpreplay", "--topspeed", "--preload-pcap", "-i", "left", trace().toString()),
            "Actual: " + PORTION + " packets");
        final Map<String, Object> last = lastWords(monitor);
        assertThat(last).containsEntry("received", PACKETS).containsEntry("processed", PACKETS).containsEntry("bad", 0)
            .containsEntry("dropped", Map.of("kernel", 0, "engine", 0));
        assertThat(results(last)).isEqualTo(expected("-f", "tcp", "PKT_COUNTER", "BYTE_COUNTER"));
    }

    @Test
    void shouldReplayThroughTheSinkWhatTcpdumpAndTheMonitorCount() throws Exception {
        Places.assumeTool("tcpdump");
        // its buffer has room for the heads of all packets
        final Running tcpdump = startInside(List.of("tcpdump", "-Z", "root", "-n", "-s", "64", "-B", Places.LONG ? "524288"
            : "65536", "-i", "right", "-w", "/dev/null"));
        tcpdump.awaitOutput("listening on");
        final Running monitor = monitor("PKT_COUNTER", "BYTE_COUNTER");
        send(monitor, List.of(System.getProperty("java.home") + "/bin/java",
            "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow", "-cp",
            Sender.location() + File.pathSeparator + Places.classPath(), Sender.class.getName(), trace().toString(), "left"),
            PORTION + " packets sent, 0 dropped");
        final Map<String, Object> last = lastWords(monitor);
        assertThat(results(last)).isEqualTo(expected("PKT_COUNTER", "BYTE_COUNTER"));
        tcpdump.signal("INT");
        // "captured" may lack the kernel's last block, which tcpdump does not fetch any more when it is interrupted
        assertThat(tcpdump.await().err()).contains(PACKETS + " packets received by filter")
            .contains("0 packets dropped by kernel");
    }

    @Test
    void shouldPrintItsResultsAndSaySoWhenTheInterfaceGoesAway() throws Exception {
        inside("ip", "link", "add", "gone", "type", "veth", "peer", "name", "away");
        inside("ip", "link", "set", "gone", "arp", "off", "up");
        inside("ip", "link", "set", "away", "arp", "off", "up");
        final Running monitor = startInside(Commands.mapi("monitor", "-i", "gone", "--every", "200ms", "--format", "jsonl",
            "PKT_COUNTER"));
        monitor.awaitOutput("\"event\":\"interval\"");
        inside("ip", "link", "del", "gone");
        final Outcome outcome = monitor.await();

        assertThat(outcome.status()).as(outcome.err()).isEqualTo(5);
        assertThat(outcome.complaint()).startsWith("mapi: device gone ended early: ").contains("gone");
        assertThat(json(outcome.lines().getLast())).containsEntry("event", "end").containsKeys("received", "functions");
    }

    @Test
    void shouldSaySoWhenTheInterfaceOfAFollowedConnectionGoesAway() throws Exception {
        inside("ip", "link", "add", "leaves", "type", "veth", "peer", "name", "left2");
        inside("ip", "link", "set", "leaves", "arp", "off", "up");
        inside("ip", "link", "set", "left2", "arp", "off", "up");
        final Running midstat = startInside(Commands.mapi("mos", "midstat", "-i", "leaves", "--every", "200ms"));
        midstat.awaitOutput("Client Address");
        inside("ip", "link", "del", "leaves");
        final Outcome outcome = midstat.await();

        assertThat(outcome.status()).as(outcome.err()).isEqualTo(5);
        assertThat(outcome.complaint()).startsWith("mapi: device leaves ended early: ");
    }

    @Test
    void shouldStopAtThePacketThatWasAskedForOnALiveInterface() throws Exception {
        Places.assumeTool("tcpreplay");
        final Running monitor = monitor("-f", "udp", "-c", "1000", "PKT_COUNTER");
        startInside(List.of("tcpreplay", "--topspeed", "-i", "left", trace().toString())).await();
        final Outcome outcome = monitor.await();
        assertThat(outcome.status()).as(outcome.err()).isZero();
        final Map<String, Object> last = json(outcome.lines().getLast());
        assertThat(results(last).getLast()).isEqualTo(1000);
    }
}
