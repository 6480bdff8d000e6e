package org.mapi.run.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class MapiTest {

    @TempDir
    private Path home;
    private TinyInstallation installation;
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeEach
    void makeInstallation() throws IOException {
        installation = new TinyInstallation(home);
    }

    @AfterEach
    void clear() {
        installation.close();
    }

    private int run(String... args) {
        CommandLine line = Mapi.commandLine();
        line.setOut(new PrintWriter(out));
        line.setErr(new PrintWriter(err));
        return line.execute(args);
    }

    private String directory() {
        return home.resolve("var").toString();
    }

    @Test
    void shouldDescribeItself() {
        assertThat(run("--help")).isZero();
        assertThat(out.toString()).contains("start ", "stop ", "status ", "console ", "password ", "check-config ", "Exit codes:",
                "no appliance runs in the run directory", "MAPI_RUN_DIR");
    }

    @Test
    void shouldKnowAllCommandsWhereOneIsNotEnough() {
        assertThat(Mapi.commandLine(new String[] {"monitor", "help"}).getSubcommands()).containsOnlyKeys("monitor");
        assertThat(Mapi.commandLine(new String[] {"help", "monitor"}).getSubcommands()).containsKeys("help", "monitor", "start");
        assertThat(Mapi.commandLine(new String[] {"monitr"}).getSubcommands()).containsKeys("help", "monitor", "start");
        CommandLine console = Mapi.commandLine(new String[] {"console", "lb"}).getSubcommands().get("console");
        assertThat(console.isStopAtPositional()).isTrue();
    }

    @Test
    void shouldTellItsVersion() {
        assertThat(run("--version")).isZero();
        assertThat(out.toString()).matches("MAPI \\d+\\.\\d+\\.\\d+.*, Java 2[5-9].*\\R");
    }

    @Test
    void shouldAnswerAWrongCommandLineInOneLine() {
        assertThat(run("stat")).isEqualTo(ExitStatus.USAGE);
        assertThat(run("start", "--prot", "1")).isEqualTo(ExitStatus.USAGE);
        assertThat(run("start", "--wait", "0")).isEqualTo(ExitStatus.USAGE);
        assertThat(run()).isEqualTo(ExitStatus.USAGE);

        assertThat(err.toString().lines()).hasSize(4).allMatch(line -> line.startsWith("mapi: "));
        assertThat(err.toString()).contains("stat", "--prot", "no command given", "--wait: 0, expected at least 1 second");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "lists flows                     | unknown command 'lists', expected one of start, stop, ",
        "list                            | Missing required parameter: 'WHAT'",
        "list foo                        | WHAT: 'foo', expected one of devices, libraries, functions, flows, sources, ",
        "list flows --port 3             | unknown option --port",
        "list flows --library stdflib    | --library goes with functions, not with flows",
        "list devices --details          | --details goes with functions and flows, not with devices",
        "stop now                        | 'now' is one word too many",
        "monitor -r x --format xml GAP   | --format: 'xml', expected one of text, json, jsonl, csv",
        "monitor -r x -c many GAP        | --count: 'many', expected a whole number",
        "make-trace --packets x -w y     | --packets: 'x', expected a whole number",
    })
    void shouldSayWhatIsWrongWithACommandLine(String words, String complaint) {
        assertThat(run(words.split(" +"))).isEqualTo(ExitStatus.USAGE);

        assertThat(err.toString()).hasLineCount(1).startsWith("mapi: " + complaint);
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void shouldHelpHoweverItIsAsked() {
        assertThat(run("help")).isZero();
        assertThat(run("help", "list")).isZero();
        assertThat(out.toString()).contains("Exit codes:", "Usage: mapi list ", "--library=LIBRARY");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void shouldHandTextToTheShellAsItIs() {
        assertThat(ListCommand.quoted("tcp; port $x | \"80\" `ls` \\n")).isEqualTo("'tcp; port $x | \"80\" `ls` \\n'");
        assertThat(ListCommand.quoted("it's")).isEqualTo("'it'\\''s'");
        assertThat(ListCommand.quoted("a\nb")).isEqualTo("'a?b'");
    }

    @Test
    void shouldTellThatNothingRuns() {
        assertThat(run("status", "--dir", directory())).isEqualTo(ExitStatus.NOT_RUNNING);
        assertThat(run("console", "--dir", directory(), "lb")).isEqualTo(ExitStatus.NOT_RUNNING);
        assertThat(run("stop", "--dir", directory())).isZero();

        assertThat(err.toString().lines()).hasSize(2).allMatch(line -> line.contains("no appliance runs in " + directory()));
        assertThat(out.toString()).contains("no appliance runs in " + directory());
        assertThat(home.resolve("var")).doesNotExist();
    }

    @Test
    void shouldFindAGoodConfigurationGoodAndChangeNothing() throws IOException {
        assertThat(run("check-config", "--dir", directory(), "--port", freePort())).isZero();

        assertThat(out.toString().lines()).hasSize(StartChecks.ALL.size()).allMatch(line -> line.startsWith("ok "));
        assertThat(home.resolve("var")).doesNotExist();
    }

    @Test
    void shouldSayWhatInMapiConfIsHardlyMeant() throws IOException {
        Files.writeString(home.resolve("etc/mapi.conf"),
            "libs=stdflib\n[flow]\nname=a\ndevice=b\nfunction=MOS_EVENT(\"CONN_START\")\nfunctoin=GAP\n");

        assertThat(run("check-config", "--dir", directory(), "--port", freePort())).isZero();
        assertThat(out.toString()).contains("ok     mapi.conf", "warn   mapi.conf: ", "6", "key functoin is not known",
                "is function meant?");
    }

    @Test
    void shouldTellWhatDriversObjectTo() throws IOException {
        Files.writeString(home.resolve("etc/mapi.conf"), """
            [driver]
            device=sample
            driver=trace
            file=a.pcap
            sped=full
            loop=often
            [driver]
            device=lan
            driver=pcap
            address=eth0
            snaplen=0
            [driver]
            device=left
            driver=memif
            address=nowhere
            role=boss
            [driver]
            device=card
            driver=pcpa
            """);

        assertThat(run("check-config", "--dir", directory(), "--port", freePort())).isEqualTo(ExitStatus.FAILED);
        assertThat(out.toString().lines().filter(line -> !line.startsWith("ok "))
            .map(line -> line.replace(home.resolve("etc") + "/", ""))).anySatisfy(line -> assertThat(line)
                .startsWith("error  devices: mapi.conf:5: error: device sample: unknown option sped=full, expected one of ["))
            .contains("error  devices: mapi.conf:6: error: device sample: option loop=often, expected true, false or how often"
                + " to play the trace, from 1 on",
                "error  devices: mapi.conf:11: error: device lan: option snaplen=0, expected a whole number from 1 to 262144",
                "warn   devices: mapi.conf:19: warning: driver pcpa is not there, drivers are [memif, pcap, trace];"
                + " is pcap meant?")
            .anyMatch(line -> line.contains("mapi.conf:15: error: ") && line.contains("nowhere"));
    }

    @Test
    void shouldTellWhatDriversObjectToInOptionsOfAWire() throws IOException {
        Files.writeString(home.resolve("etc/mapi.conf"), """
            [mos]
            name=wire
            device=eth0
            device=eth1
            option=snaplen=0
            option=promisc=true
            option=prosmic=true
            [mos]
            name=watch
            device=eth2
            option=snaplen=100
            """);

        assertThat(run("check-config", "--dir", directory(), "--port", freePort())).isEqualTo(ExitStatus.FAILED);
        final String where = "error  devices: " + home.resolve("etc/mapi.conf");
        assertThat(out.toString().lines()).contains(
            where + ":5: error: device eth0: option snaplen=0, expected a whole number from 1 to 262144",
            where + ":5: error: device eth1: option snaplen=0, expected a whole number from 1 to 262144")
            .anyMatch(line -> line.startsWith(where + ":7: error: device eth0: unknown option prosmic=true, expected one of ["))
            .anyMatch(line -> line.startsWith("warn   mapi.conf: ")
                && line.contains("mapi.conf:11: warning: key option has no effect where one device is watched"));
    }

    @Test
    void shouldNotMindThePortOfTheApplianceThatRunsThere() throws IOException {
        RunDirectory directory = new RunDirectory(Path.of(directory()));
        directory.create();
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
             InstanceLock lock = InstanceLock.take(directory).orElseThrow()) {
            assertThat(lock).isNotNull();
            assertThat(run("check-config", "--dir", directory(), "--port", String.valueOf(taken.getLocalPort()))).isZero();
            assertThat(out.toString()).contains("note   address and port: port " + taken.getLocalPort(),
                    "note   an appliance runs in " + directory());
        }
    }

    @Test
    void shouldTellEverythingThatIsInTheWay() throws IOException {
        Path load = Files.createDirectory(home.resolve("load"));
        Files.setPosixFilePermissions(load, PosixFilePermissions.fromString("rwxrwxrwx"));
        Files.delete(home.resolve("bundle/one.jar"));
        Files.delete(home.resolve("etc/logback.xml"));
        Files.createFile(home.resolve("var"));
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = String.valueOf(taken.getLocalPort());

            assertThat(run("check-config", "--dir", directory(), "--load", load.toString(), "--port", port))
                    .isEqualTo(ExitStatus.FAILED);
            assertThat(out.toString()).contains("port " + port + " of 127.0.0.1 cannot be used", "mode 0777", "no bundle one",
                    "logback.xml is not a readable file", "run directory " + directory() + " is not a folder");
        }
    }

    @Test
    void shouldNotStartOnATakenPort() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = String.valueOf(taken.getLocalPort());

            assertThat(run("start", "--dir", directory(), "--port", port)).isEqualTo(ExitStatus.FAILED);
            assertThat(err.toString()).hasLineCount(1).contains("port " + port, "choose another with --port");
            assertThat(home.resolve("var")).doesNotExist();
        }
    }

    @Test
    void shouldNameAHostThatIsNone() {
        assertThat(run("check-config", "--dir", directory(), "--host", "no.such.host.invalid")).isEqualTo(ExitStatus.FAILED);
        assertThat(out.toString()).contains("host: 'no.such.host.invalid' is not known");
    }

    @Test
    void shouldNotStartASecondApplianceInOneRunDirectory() throws IOException {
        RunDirectory directory = new RunDirectory(Path.of(directory()));
        directory.create();
        Files.writeString(directory.pidFile(), "4711\n");
        try (InstanceLock lock = InstanceLock.take(directory).orElseThrow()) {
            assertThat(lock).isNotNull();
            assertThat(run("start", "--dir", directory(), "--port", freePort())).isEqualTo(ExitStatus.FAILED);
            assertThat(err.toString()).hasLineCount(1).contains("an appliance already runs in " + directory(), "process 4711");
        }
    }

    @Test
    void shouldNotBreakOnADamagedPasswordFile() throws IOException {
        RunDirectory directory = new RunDirectory(Path.of(directory()));
        directory.create();
        Files.writeString(directory.path().resolve("password"), "nonsense");

        assertThat(run("start", "--dir", directory(), "--port", freePort())).isEqualTo(ExitStatus.FAILED);
        assertThat(err.toString()).hasLineCount(1).contains("password file cannot be read", "expected one line user:hash");
    }

    private static String freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return String.valueOf(socket.getLocalPort());
        }
    }

    @Test
    void shouldListWhatThereIsWithoutAnApplianceWhereTheRunDirectoryIsRefused() throws IOException {
        Files.createDirectory(home.resolve("var"));
        Files.setPosixFilePermissions(home.resolve("var"), PosixFilePermissions.fromString("rwxr-xr-x"));
        PrintStream systemOut = System.out;
        PrintStream systemErr = System.err;
        ByteArrayOutputStream listed = new ByteArrayOutputStream();
        ByteArrayOutputStream told = new ByteArrayOutputStream();
        try {
            System.setOut(new PrintStream(listed));
            System.setErr(new PrintStream(told));
            assertThat(run("list", "functions", "--dir", directory())).isZero();
            assertThat(run("list", "flows", "--dir", directory())).isEqualTo(ExitStatus.FAILED);
        } finally {
            System.setOut(systemOut);
            System.setErr(systemErr);
        }
        assertThat(listed.toString()).contains("MOS_EVENT");
        assertThat(told.toString()).contains("mapi: run directory " + directory() + " has mode 0755, expected 0700")
                .contains("; listed is what there is without an appliance");
        assertThat(err.toString()).contains("has mode 0755, expected 0700");
    }
}
