package org.mapi.run.itest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * The samples, dropped into a running appliance that is the wire between two hosts with real sockets: a transfer passes
 * unchanged and is logged, connections are blocked and reset, addresses are translated.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SamplesIT {
    private static final Path ROOT = Path.of(System.getProperty("project.root"));
    private static final int LENGTH = 3_000_000;
    /** More than any receive buffer takes: the connection goes on for as long as nobody ends it. */
    private static final int ENDLESS = 60_000_000;
    /** More than what the buffers of both ends take, and what is read before the reader stops. */
    private static final int SLOW = 24_000_000;
    private static final int PART = 4_000_000;
    private static final String URL = "http://" + TwoHosts.FAR + ':';
    private static final String OUTSIDE = "10.77.0.9";
    /** Exit codes of curl: connection refused, time is up, connection reset. */
    private static final int REFUSED = 7;
    private static final int TIMEOUT = 28;
    private static final int RESET = 56;

    @TempDir
    private static Path folder;
    private static TwoHosts hosts;
    private static MapiCommand mapi;
    private static Path load;

    @BeforeAll
    static void start() throws Exception {
        hosts = new TwoHosts(folder);
        mapi = new MapiCommand(folder.resolve("var"));
        Files.createDirectory(mapi.runDirectory(), PosixFilePermissions.asFileAttribute(
            PosixFilePermissions.fromString("rwx------")));
        load = Files.createDirectory(mapi.runDirectory().resolve("load"));
        config("org.mapi.mos.source-wire", "name=\"wire\"", "devices=[\"pcap:" + hosts.cable("near") + "\",\"pcap:"
            + hosts.cable("far") + "\"]");
        config("org.mapi.mos.samples.midstat.Midstat", "file=\"" + folder.resolve("connections.json") + '"',
            "period.ms=I\"20\"");
        config("org.mapi.mos.samples.httplog.HttpLog", "file=\"" + folder.resolve("http.jsonl") + '"');
        config("org.mapi.mos.samples.firewall.SimpleFirewall", "rules=\"" + folder.resolve("rules") + '"', "period.ms=I\"50\"");
        final MapiCommand.Outcome started = mapi.run("start");
        assertThat(started.status()).as(started.err()).isZero();
        final File said = folder.resolve("server").toFile();
        hosts.start("far", said, System.getProperty("java.home") + "/bin/java", "-XX:+UseSerialGC", "-cp",
            Path.of(FarServer.class.getProtectionDomain().getCodeSource().getLocation().toURI()).toString(),
            FarServer.class.getName(), "80", "81", "82", "83");
        MapiCommand.await("the far server listens", () -> content(said.toPath()).contains("listening"));
        MapiCommand.await("the wire is there", () -> asked("list", "sources").contains("wire"));
    }

    @AfterAll
    static void stop() throws Exception {
        if (mapi != null) {
            mapi.run("stop");
            mapi.cleanUp();
        }
        if (hosts != null) {
            hosts.remove();
        }
    }

    private static void config(String pid, String... lines) throws IOException {
        Files.write(load.resolve(pid + ".config"), List.of(lines));
    }

    /** Drops a sample in, whole. */
    private static void drop(String sample) throws IOException {
        final Path target = ROOT.resolve("org.mapi.mos/samples").resolve(sample).resolve("target");
        try (DirectoryStream<Path> jars = Files.newDirectoryStream(target, "org.mapi.mos.samples." + sample + "-*.jar")) {
            Files.copy(jars.iterator().next(), load.resolve("." + sample + ".part"), StandardCopyOption.REPLACE_EXISTING);
        }
        Files.move(load.resolve("." + sample + ".part"), load.resolve(sample + ".jar"), StandardCopyOption.ATOMIC_MOVE);
    }

    private static String asked(String... words) {
        try {
            return mapi.run(words).out();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "";
        }
    }

    private static String content(Path file) {
        try {
            return Files.exists(file) ? Files.readString(file) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static TwoHosts.Outcome curl(String... words) throws Exception {
        return hosts.on("near", Stream.concat(Stream.of("curl", "-s", "--max-time", "300"), Stream.of(words))
            .toArray(String[]::new));
    }

    private static List<Map<String, Object>> logged() {
        return content(folder.resolve("http.jsonl")).lines().map(line -> {
            try {
                return JSON.std.mapFrom(line);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }).toList();
    }

    @Test
    @Order(1)
    void shouldPassATransferUnchangedAndLogIt() throws Exception {
        drop("midstat");
        drop("http_log");
        drop("simple_firewall");
        MapiCommand.await("three monitors", () -> Stream.of("midstat", "http_log", "simple_firewall")
            .allMatch(asked("list", "monitors")::contains));
        final TwoHosts.Outcome outcome = curl(URL + "80/" + LENGTH);
        assertThat(outcome.status()).isZero();
        assertThat(outcome.out()).isEqualTo(FarServer.bytes(LENGTH));
        MapiCommand.await("request and response in the log", () -> logged().size() == 2);
        assertThat(logged().getFirst()).containsEntry("type", "request").containsEntry("uri", "/" + LENGTH);
        assertThat(logged().getLast()).containsEntry("status", 200).containsEntry("body", LENGTH).containsEntry("complete", true)
            .containsEntry("request", 1);
    }

    @Test
    @Order(2)
    void shouldShowAConnectionWhileItIsOpen() throws Exception {
        final Path table = folder.resolve("connections.json");
        final String established = "\"server\":\"" + TwoHosts.FAR + ":80\",\"serverState\":\"ESTABLISHED\"";
        MapiCommand.await("connections of before are over", () -> !content(table).contains(established));
        final Process slow = hosts.start("near", folder.resolve("slow").toFile(), "curl", "-s", "-o", "/dev/null",
            "--limit-rate", "100k", URL + "80/" + ENDLESS);
        MapiCommand.await("an established connection", () -> content(table).contains(established));
        // The file may have shown the end of the connection before; this one goes on until we end it.
        final String[] shown = {""};
        MapiCommand.await("the connection in the command's table", () -> {
            shown[0] = asked("console", "mos:midstat");
            return shown[0].lines().anyMatch(line -> line.contains(TwoHosts.FAR + ":80") && line.contains("ESTABLISHED"));
        });
        assertThat(shown[0]).startsWith("Proto CPU Client Address");
        slow.destroy();
        assertThat(slow.waitFor(300, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    @Order(3)
    void shouldBlockNewConnectionsAndResetOpenOnes() throws Exception {
        final Process slow = hosts.start("near", folder.resolve("blocked").toFile(), "curl", "-s", "-o", "/dev/null",
            "--limit-rate", "100k", URL + "83/" + ENDLESS);
        MapiCommand.await("an open connection", () -> content(folder.resolve("connections.json")).contains(TwoHosts.FAR + ":83"));
        Files.write(folder.resolve("rules"), List.of("REJECT any any dport:81", "DROP any any dport:82",
            "REJECT any any dport:83"));
        assertThat(slow.waitFor(300, TimeUnit.SECONDS)).isTrue();
        assertThat(slow.exitValue()).isEqualTo(RESET);
        assertThat(curl(URL + "81/1").status()).isEqualTo(REFUSED);
        assertThat(curl("--max-time", "3", URL + "82/1").status()).isEqualTo(TIMEOUT);
        assertThat(curl(URL + "80/1").status()).isZero();
        final Map<String, Object> table = JSON.std.mapFrom(asked("console", "mos:firewall --json"));
        assertThat(table).containsEntry("error", "").containsEntry("notEnforced", 0);
        assertThat((List<?>) table.get("rules")).hasSize(3).allSatisfy(rule ->
            assertThat((Integer) ((Map<?, ?>) rule).get("dropped")).isPositive());
        Files.writeString(folder.resolve("rules"), "# all may pass\n");
        MapiCommand.await("connections pass again", () -> passes("81"));
    }

    private static boolean passes(String port) {
        try {
            return curl(URL + port + "/1").status() == 0;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static String who() {
        try {
            return curl("--max-time", "20", URL + "80/who").text();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    @Order(4)
    void shouldTranslateAddressesWhileItIsThere() throws Exception {
        assertThat(who()).isEqualTo(TwoHosts.NEAR);
        config("org.mapi.mos.samples.nat.Nat", "address=\"" + OUTSIDE + '"');
        drop("nat");
        MapiCommand.await("translated", () -> who().equals(OUTSIDE));
        final TwoHosts.Outcome outcome = curl(URL + "80/" + LENGTH);
        assertThat(outcome.status()).isZero();
        assertThat(outcome.out()).isEqualTo(FarServer.bytes(LENGTH));
        final TwoHosts.Outcome ping = hosts.on("near", "ping", "-n", "-c", "2", "-W", "60", TwoHosts.FAR);
        assertThat(ping.status()).as(ping.text()).isZero();
        assertThat(asked("console", "mos:nat")).contains("echo  " + TwoHosts.NEAR).contains("tcp   " + TwoHosts.NEAR);
        transferThroughAnUpgrade();
        Files.delete(load.resolve("nat.jar"));
        MapiCommand.await("as before", () -> who().equals(TwoHosts.NEAR));
        MapiCommand.await("nothing of it is left", () -> !asked("list", "monitors").contains("samples.nat"));
    }

    private static int translatedOut() {
        final String line = asked("console", "mos:nat").lines().filter(one -> one.contains(" packets out, ")).findFirst()
            .orElse("0 ");
        return Integer.parseInt(line.substring(0, line.indexOf(' ')));
    }

    private static void transferThroughAnUpgrade() throws Exception {
        final Path got = folder.resolve("through-an-upgrade");
        final Path go = folder.resolve("go");
        // The reader stops in the middle, and with it the transfer, so that nothing depends on how long anything takes.
        final Process slow = hosts.start("near", got.toFile(), "bash", "-o", "pipefail", "-c", "curl -s --max-time 1200 " + URL
            + "80/" + SLOW + " | { head -c " + PART + "; until [ -e " + go + " ]; do sleep 0.1; done; cat; }");
        MapiCommand.await("the transfer is under way", () -> got.toFile().length() == PART);
        final int before = translatedOut();
        drop("nat");
        // What still comes are the probes of a window that is shut.
        MapiCommand.await("the next version counts from the beginning", () -> {
            final int now = translatedOut();
            return now > 0 && now < before;
        });
        assertThat(slow.isAlive()).isTrue();
        Files.createFile(go);
        assertThat(slow.waitFor(600, TimeUnit.SECONDS)).isTrue();
        assertThat(slow.exitValue()).isZero();
        assertThat(Files.readAllBytes(got)).isEqualTo(FarServer.bytes(SLOW));
        assertThat(who()).isEqualTo(OUTSIDE);
    }
}
