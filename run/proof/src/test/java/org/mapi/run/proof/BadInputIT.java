package org.mapi.run.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.mapi.Applied;
import org.mapi.Flow;
import org.mapi.MapiError;
import org.mapi.MapiException;
import org.mapi.OfflineDevice;
import org.mapi.run.proof.Commands.Outcome;

/** What cannot be done ends with one line that says what, which value and what was expected; nothing hangs or crashes. */
class BadInputIT {
    private static final int FAILED = 1;
    private static final int USAGE = 2;
    private static final int FUNCTION_FAILED = 6;
    private static final List<String> NOBODY = List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups",
        "--inh-caps=-all");

    /**
     * A wrong command line.
     *
     * @param status   exit code
     * @param message  parts of the message
     * @param command  words after monitor; {@code {trace}} is a trace of 200 packets
     */
    private record Wrong(int status, List<String> message, List<String> command) { }

    private static Wrong wrong(int status, List<String> message, String... command) {
        return new Wrong(status, message, List.of(command));
    }

    private static Wrong function(List<String> message, String... functions) {
        final List<String> command = new ArrayList<>(List.of("-r", "{trace}"));
        command.addAll(List.of(functions));
        return new Wrong(FAILED, message, command);
    }

    private static Stream<Wrong> names() {
        return Stream.of(
            wrong(FAILED, List.of("PCAP_OPEN_ERR", "nope0", "there is no such interface", "lo"), "-i", "nope0", "PKT_COUNTER"),
            wrong(FAILED, List.of("MAPID_NO_DRIVER", "host.example", "pcap"), "-i", "host.example:eth0", "PKT_COUNTER"),
            wrong(FAILED, List.of("MAPI_NO_REMOTE", "//host.example/eth0"), "-i", "//host.example/eth0", "PKT_COUNTER"),
            wrong(FAILED, List.of("MAPI_DEVICE_INFO_ERR"), "-i", "", "PKT_COUNTER"),
            wrong(FAILED, List.of("MAPI_ERROR_FILE", "/no/such/file", "no such file"), "-r", "/no/such/file", "PKT_COUNTER"),
            wrong(FAILED, List.of("MAPI_ERROR_FILE", "no file is named"), "-r", "", "PKT_COUNTER"),
            function(List.of("MAPI_FUNCTION_NOT_FOUND", "PKT_CONTER", "similar: PKT_COUNTER"), "PKT_CONTER"),
            function(List.of("MAPI_FUNCTION_NOT_FOUND", "pkt_counter", "PKT_COUNTER"), "pkt_counter"),
            function(List.of("MAPI_FUNCTION_NOT_FOUND", "nolib:PKT_COUNTER", "no library nolib", "stdflib"), "nolib:PKT_COUNTER"),
            function(List.of("MFUNCT_INVALID_ARGUMENT", "GAP", "another function is named g"), "g=GAP", "g=GAP"));
    }

    private static Stream<Wrong> arguments() {
        return Stream.of(
            function(List.of("MFUNCT_INVALID_ARGUMENT_DESCRIPTOR", "PKT_COUNTER got 1 argument, expected 0"), "PKT_COUNTER(1)"),
            function(List.of("MFUNCT_INVALID_ARGUMENT_DESCRIPTOR", "STR_SEARCH got 1 argument, expected 3", "pattern"),
                "STR_SEARCH(\"a\")"),
            function(List.of("MFUNCT_INVALID_ARGUMENT_2", "argument 2 (offset) is \"b\"", "expected a whole number"),
                "STR_SEARCH(\"a\", \"b\", 1)"),
            function(List.of("MFUNCT_INVALID_ARGUMENT_2", "offset", "-1", "0 or more"), "STR_SEARCH(\"a\", -1, 1)"),
            function(List.of("MDLIB_STRSEARCH_UNTERMINATED_PIPE_ERR"), "STR_SEARCH(\"|41\", 0, 0)"),
            function(List.of("argument 1 (value) is 0", "1 or more"), "SAMPLE(0, PERIODIC)"),
            function(List.of("argument 1 (value) is 101", "0 to 100"), "SAMPLE(101, PROBABILISTIC)"),
            function(List.of("argument 1", "99999999999", "2147483647"), "SAMPLE(99999999999, PERIODIC)"),
            function(List.of("MFUNCT_INVALID_ARGUMENT_1", "flow", "is nix"), "STATS(nix, \"1\")"),
            function(List.of("MFUNCT_INVALID_ARGUMENT_3", "mode", "yesterday"), "g=GAP", "STATS(g, \"yesterday\")"),
            function(List.of("argument 4 (rotate) is \"size=-1\"", "expected"), "TO_FILE(MFF_PCAP, \"x.pcap\", 0, \"size=-1\")"),
            function(List.of("argument 1 (format) is 77", "MFF_PCAP"), "TO_FILE(77, \"x.pcap\")"),
            function(List.of("/no/such/folder/x.pcap", "there is no directory /no/such/folder"),
                "TO_FILE(MFF_PCAP, \"/no/such/folder/x.pcap\")"),
            function(List.of("cannot write /tmp", "it is a directory"), "TO_FILE(MFF_PCAP, \"/tmp\")"),
            function(List.of("column 13 is the end", "expected an argument"), "PKT_COUNTER("),
            function(List.of("expected a closing \""), "STR_SEARCH(\"a, 0, 0)"),
            function(List.of("column 1 is the end", "expected a function name"), ""),
            function(List.of("argument 2 (packets) is 9999999999999", "expected"), "TO_BUFFER(NOWAIT, 9999999999999)"));
    }

    private static Stream<Wrong> options() {
        return Stream.of(
            wrong(FAILED, List.of("PCAP_BPF_ERR", "tcp prot 80", "position 5", "\"prot\""), "-r", "{trace}", "-f", "tcp prot 80",
                "PKT_COUNTER"),
            wrong(FAILED, List.of("PCAP_BPF_ERR", "characters"), "-r", "{trace}", "-f", "tcp or ".repeat(2000) + "udp",
                "PKT_COUNTER"),
            wrong(FAILED, List.of("PCAP_BPF_ERR"), "-r", "{trace}", "-d", "-f", "tcp prot 80"),
            wrong(USAGE, List.of("no function given"), "-r", "{trace}"),
            wrong(USAGE, List.of("-r=FILE | -i=DEVICE"), "PKT_COUNTER"),
            wrong(USAGE, List.of("mutually exclusive"), "-r", "{trace}", "-i", "lo", "PKT_COUNTER"),
            wrong(USAGE, List.of("--count is 0", "1 or more"), "-r", "{trace}", "-c", "0", "PKT_COUNTER"),
            wrong(USAGE, List.of("--count", "99999999999999999999"), "-r", "{trace}", "-c", "99999999999999999999",
                "PKT_COUNTER"),
            wrong(USAGE, List.of("--for is \"1\"", "a time with a unit"), "-r", "{trace}", "--for", "1", "PKT_COUNTER"),
            wrong(USAGE, List.of("--for is \"-1s\""), "-r", "{trace}", "--for", "-1s", "PKT_COUNTER"),
            wrong(USAGE, List.of("--every is \"0s\""), "-r", "{trace}", "--every", "0s", "PKT_COUNTER"),
            wrong(USAGE, List.of("--every is \"NaNs\""), "-r", "{trace}", "--every", "NaNs", "PKT_COUNTER"),
            wrong(USAGE, List.of("--for is \"9999999999999999h\""), "-r", "{trace}", "--for", "9999999999999999h", "PKT_COUNTER"),
            wrong(USAGE, List.of("--every prints several objects", "jsonl"), "-r", "{trace}", "--every", "1s", "--format", "json",
                "PKT_COUNTER"),
            wrong(USAGE, List.of("--format", "xml"), "-r", "{trace}", "--format", "xml", "PKT_COUNTER"),
            wrong(USAGE, List.of("--load is \"/no/such/folder\"", "expected a folder"), "-r", "{trace}", "--load",
                "/no/such/folder", "PKT_COUNTER"),
            wrong(USAGE, List.of("--frobnicate"), "-r", "{trace}", "--frobnicate", "PKT_COUNTER"));
    }

    @TestFactory
    Stream<DynamicTest> shouldSayInOneLineWhatIsWrong() {
        return Stream.of(names(), arguments(), options()).flatMap(wrong -> wrong).map(wrong -> DynamicTest.dynamicTest(
            String.join(" ", wrong.command()).substring(0, Math.min(60, String.join(" ", wrong.command()).length())), () -> {
                final String trace = Generated.trace(200, 3).toString();
                final Stream<String> words = wrong.command().stream().map(word -> word.replace("{trace}", trace));
                final Outcome outcome = Commands.runHere(Stream.concat(Stream.of("monitor"), words).toArray(String[]::new));
                assertThat(outcome.complaint()).startsWith("mapi: ").contains(wrong.message()).doesNotContain("Exception");
                assertThat(outcome.status()).isEqualTo(wrong.status());
                assertThat(outcome.out()).isEmpty();
            }));
    }

    @Test
    void shouldNameTheLibrariesOfUsersOnly() throws Exception {
        final String trace = Generated.trace(200, 3).toString();
        assertThat(Commands.runHere("monitor", "-r", trace, "NO_SUCH").complaint())
            .contains("libraries searched are stdflib").doesNotContain(", monitor");
        assertThat(Commands.runHere("monitor", "-r", trace, "-c", "5", "monitor:GATE").complaint())
            .contains("no library monitor, libraries are stdflib").doesNotContain(", monitor");
    }

    @Test
    void shouldRefuseToApplyAfterConnectAndToConnectTwice() throws Exception {
        try (Appliance appliance = new Appliance(); OfflineDevice device = appliance.open(Generated.trace(200, 3))) {
            final Flow flow = appliance.mapi().createFlow(device.name());
            final Applied<Object> counter = flow.apply("PKT_COUNTER");
            assertThatThrownBy(counter::read).isInstanceOfSatisfying(MapiException.class,
                e -> assertThat(e.error()).isEqualTo(MapiError.MAPI_FLOW_NOT_CONNECTED));
            flow.connect();
            assertThatThrownBy(() -> flow.apply("GAP")).isInstanceOfSatisfying(MapiException.class,
                e -> assertThat(e.error()).isEqualTo(MapiError.MFUNCT_COULD_NOT_APPLY_FUNCT))
                .hasMessageContaining("is connected");
            assertThatThrownBy(flow::connect).isInstanceOfSatisfying(MapiException.class,
                e -> assertThat(e.error()).isEqualTo(MapiError.MDLIB_FLOW_ALREADY_ACTIVE));
            Appliance.read(device);
            Appliance.finish(flow);
            assertThat(Appliance.number(counter)).isEqualTo(200);
            final Flow late = appliance.mapi().createFlow(device.name());
            assertThatThrownBy(late::connect).isInstanceOfSatisfying(MapiException.class,
                e -> assertThat(e.error()).isEqualTo(MapiError.MAPI_OFFLINE_DEVICE_STARTED));
            assertThatThrownBy(device::start).isInstanceOfSatisfying(MapiException.class,
                e -> assertThat(e.error()).isEqualTo(MapiError.MAPI_OFFLINE_DEVICE_STARTED));
            flow.close();
            assertThatThrownBy(() -> flow.apply("GAP")).isInstanceOfSatisfying(MapiException.class,
                e -> assertThat(e.error()).isEqualTo(MapiError.MAPI_INVALID_FLOW));
        }
    }

    private static Outcome asNobody(String... words) throws Exception {
        Places.assumeRoot();
        Places.assumeTool("setpriv");
        final List<String> readable = new ArrayList<>(NOBODY);
        readable.addAll(List.of("test", "-r", Places.home().resolve("bundle/org.mapi.stdflib.std.jar").toString()));
        assumeTrue(Commands.run(readable).status() == 0, "another user cannot read this checkout");
        final List<String> command = new ArrayList<>(NOBODY);
        command.addAll(Commands.mapi(words));
        return Commands.run(command);
    }

    @Test
    void shouldNameTheCapabilityThatLiveCaptureLacks() throws Exception {
        final Outcome outcome = asNobody("monitor", "-i", "lo", "PKT_COUNTER");
        assertThat(outcome.complaint()).startsWith("mapi: MAPI_PERMISSION").contains("lo", "CAP_NET_RAW", "CAP_NET_ADMIN");
        assertThat(outcome.status()).isEqualTo(FAILED);
    }

    @Test
    void shouldSayThatAFileMayNotBeRead() throws Exception {
        final Path secret = Files.copy(Generated.trace(200, 3), Files.createTempDirectory(Places.work("files"), "secret")
            .resolve("secret.pcap"));
        final Outcome outcome = asNobody("monitor", "-r", secret.toString(), "PKT_COUNTER");
        assertThat(outcome.complaint()).contains("MAPI_ERROR_FILE", secret.toString(), "permission");
        assertThat(outcome.status()).isEqualTo(FAILED);
    }

    @Test
    void shouldNotWriteOverTheTraceThatIsRead() throws Exception {
        final Path trace = Files.copy(Generated.trace(5000, 3), Files.createTempDirectory(Places.work("files"), "own")
            .resolve("own.pcap"));
        final Path sameFile = Files.createSymbolicLink(trace.resolveSibling("link.pcap"), trace);
        for (Path name : List.of(trace, sameFile)) {
            final Outcome outcome = Commands.runHere("monitor", "-r", trace.toString(), "TO_FILE(MFF_PCAP, \"" + name + "\")");
            assertThat(outcome.complaint()).contains("MFUNCT_INVALID_ARGUMENT_2", "argument 2 (file) is " + name,
                "another file than the trace that the device reads");
            assertThat(outcome.status()).isEqualTo(FAILED);
        }
        assertThat(trace).hasSameBinaryContentAs(Generated.trace(5000, 3));
    }

    @Test
    void shouldGoOnAndTellWhenTheDiskIsFull() throws Exception {
        Places.assumeRoot();
        final Path disk = Files.createTempDirectory(Places.work("files"), "disk");
        final Outcome mounted = Commands.run(List.of("mount", "-t", "tmpfs", "-o", "size=512k", "tmpfs", disk.toString()));
        assumeTrue(mounted.status() == 0, "no small disk can be made: " + mounted.err());
        try {
            final Path file = disk.resolve("full.pcap");
            final Outcome outcome = Commands.runMapi("monitor", "-r", Generated.trace(5000, 3).toString(), "--format", "json",
                "TO_FILE(MFF_PCAP, \"" + file + "\")", "PKT_COUNTER");
            assertThat(outcome.status()).isEqualTo(FUNCTION_FAILED);
            assertThat(outcome.err()).contains("No space left on device").doesNotContain("\tat ");
            final List<?> functions = (List<?>) ((Map<?, ?>) JSON.std.anyFrom(outcome.out())).get("functions");
            final Map<?, ?> written = (Map<?, ?>) ((Map<?, ?>) functions.getFirst()).get("result");
            assertThat(((Map<?, ?>) functions.getLast()).get("result")).isEqualTo(5000);
            assertThat(written.get("status")).isEqualTo(1);
            final int packets = ((Number) written.get("packets")).intValue();
            assertThat(((Number) written.get("failed")).intValue()).isEqualTo(5000 - packets);
            assertThat(((Number) written.get("bytes")).longValue()).isEqualTo(Files.size(file));
            final Outcome again = Commands.runHere("monitor", "-r", file.toString(), "--format", "json", "PKT_COUNTER");
            assertThat(again.status()).as(again.err()).isZero();
            assertThat(again.out()).contains("\"processed\":" + packets + ",");
        } finally {
            Commands.run(List.of("umount", disk.toString()));
        }
    }

    @Test
    void shouldLeaveOutJarsThatAreNone() throws Exception {
        final Path load = Files.createTempDirectory(Places.work("files"), "load");
        final byte[] library = Files.readAllBytes(Places.home().resolve("bundle/org.mapi.stdflib.std.jar"));
        Files.write(load.resolve("cut.jar"), Arrays.copyOf(library, library.length / 2));
        Files.write(load.resolve("empty.jar"), new byte[0]);
        Files.writeString(load.resolve("text.jar"), "this is no jar\n");
        Files.createDirectory(load.resolve("folder.jar"));
        Files.writeString(load.resolve(".hidden.jar"), "not looked at\n");
        Files.writeString(load.resolve("readme.txt"), "not looked at\n");
        final Outcome outcome = Commands.runHere("monitor", "--load", load.toString(), "-r", Generated.trace(200, 3).toString(),
            "--format", "json", "PKT_COUNTER");
        assertThat(outcome.err().lines()).hasSize(4)
            .allMatch(line -> line.matches("mapi: \\w+\\.jar is not used: .*expected a jar.*"));
        assertThat(outcome.out()).contains("\"result\":200");
        assertThat(outcome.status()).isZero();
    }

    @Test
    void shouldRefuseALoadFolderThatOthersMayWriteTo() throws Exception {
        final Path load = Files.createTempDirectory(Places.work("files"), "open");
        Files.setPosixFilePermissions(load, PosixFilePermissions.fromString("rwxrwxrwx"));
        final Outcome outcome = Commands.runHere("monitor", "--load", load.toString(), "-r", Generated.trace(200, 3).toString(),
            "PKT_COUNTER");
        assertThat(outcome.complaint()).startsWith("mapi: ").contains(load.toString(), "mode 0777", "writable by its owner only");
        assertThat(outcome.status()).isEqualTo(FAILED);
        assertThat(outcome.out()).isEmpty();
    }

    /** Whole classes with wrong bytes inside: the functions that still can be used are used. */
    @Test
    void shouldSurviveJarsWithWrongBytesInside() throws Exception {
        final byte[] library = Files.readAllBytes(Places.home().resolve("bundle/org.mapi.stdflib.std.jar"));
        final int rounds = Places.LONG ? 200 : 15;
        for (int round = 0; round < rounds; round++) {
            final Random random = new Random(round);
            final byte[] wrong = library.clone();
            for (int i = 0; i < 20; i++) {
                wrong[random.nextInt(wrong.length)] = (byte) random.nextInt();
            }
            final Path load = Files.createTempDirectory(Places.work("files"), "wrong");
            Files.write(load.resolve("wrong.jar"), wrong);
            final Outcome outcome = Commands.runHere("monitor", "--load", load.toString(), "-r",
                Generated.trace(200, 3).toString(), "--format", "json", "PKT_COUNTER");
            assertThat(outcome.err()).as("seed " + round).doesNotContain("\tat ");
            assertThat(outcome.status()).as("seed " + round + ": " + outcome.err()).isZero();
            assertThat(outcome.out()).contains("\"result\":200");
        }
    }

    @Test
    void shouldPrintNoStackTraceAsAProcess() throws IOException, InterruptedException {
        final Outcome outcome = Commands.runMapi("monitor", "-r", "/no/such/file", "PKT_COUNTER");
        assertThat(outcome.complaint()).startsWith("mapi: MAPI_ERROR_FILE");
        assertThat(outcome.status()).isEqualTo(FAILED);
    }
}
