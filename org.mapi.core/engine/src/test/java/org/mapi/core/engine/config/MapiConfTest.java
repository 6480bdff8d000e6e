package org.mapi.core.engine.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mapi.capture.TraceFormat;
import org.mapi.core.engine.device.DeviceConfiguration;

class MapiConfTest {
    private static final Path FOLDER = Path.of("/etc/mapi");
    private static final Map<String, String> VARIABLES = Map.of("mapi.home", "/opt/mapi");
    private static final String ORIGINAL = """
        libpath=/usr/local/share/mapi:plugins
        drvpath=/usr/local/share/mapi

        libs=stdflib.so:trackflib.so:anonflib.so:extraflib.so

        dimapi_port=2234
        local=1

        # a comment
        ; another
        [driver]
        device=eth0
        driver=mapinicdrv.so

        [driver]
        device = replay
        driver = mapivindrv.so
        trace_dir = traces
        description = all of = yesterday # really
        alias = y
        link_speed = 1000
        mpls = 1
        vlan = 0
        speed = 2.5

        [format]
        format=MFF_PCAP
        driver=mapinicdrv.so
        description=Offline pcap-capture
        """;

    private static MapiConf parse(String text) {
        return MapiConf.parse("mapi.conf", text, FOLDER, VARIABLES::get);
    }

    private static List<String> problems(String text) {
        return parse(text).problems().stream().map(ConfigurationProblem::toString).toList();
    }

    @Test
    void shouldReadTheOriginalsFile() {
        final MapiConf conf = parse(ORIGINAL);
        assertThat(conf.problems()).extracting(ConfigurationProblem::message).containsExactlyInAnyOrder(
            "key dimapi_port has no effect yet: there is no access from other hosts",
            "key local has no effect yet: there is no access from other hosts");
        assertThat(conf.hasErrors()).isFalse();
        assertThat(conf.libpath()).containsExactly(Path.of("/usr/local/share/mapi"), Path.of("/etc/mapi/plugins"));
        assertThat(conf.drvpath()).containsExactly(Path.of("/usr/local/share/mapi"));
        assertThat(conf.libs()).containsExactly("stdflib.so", "trackflib.so", "anonflib.so", "extraflib.so");
        assertThat(conf.dimapiPort()).isEqualTo(2234);
        assertThat(conf.local()).isTrue();
        assertThat(conf.formats()).containsExactly(
            new FormatSettings(TraceFormat.PCAP, DriverNames.TRACE, "Offline pcap-capture"));
        assertThat(conf.devices()).extracting(DeviceSettings::configuration).containsExactly(
            new DeviceConfiguration("eth0", "pcap", "eth0", "", "", 0, false, false, Map.of()),
            new DeviceConfiguration("replay", "trace", "/etc/mapi/traces", "y", "all of = yesterday # really", 1000, true,
                false, Map.of("trace_dir", "/etc/mapi/traces", "loop", "true", "speed", "2.5")));
    }

    @Test
    void shouldFindNothingWrongWithTheShippedFile() {
        final Path shipped = Path.of(System.getProperty("project.root"), "run", "etc", "mapi.conf");
        final MapiConf conf = MapiConf.read(shipped, VARIABLES::get);
        assertThat(conf.problems()).isEmpty();
        assertThat(conf.devices()).extracting(DeviceSettings::name).containsExactly("sample");
        assertThat(conf.flows()).extracting(FlowSettings::device).containsExactly("sample");
    }

    @Test
    void shouldFindNothingWrongWithTheExamplesInTheShippedFile() throws IOException {
        final Path shipped = Path.of(System.getProperty("project.root"), "run", "etc", "mapi.conf");
        final String text = Files.readString(shipped).replaceAll("(?m)^#(?=[a-z_]+=|\\[)", "");
        final MapiConf conf = parse(text);
        assertThat(conf.problems()).extracting(ConfigurationProblem::message).containsExactly(
            "key dimapi_port has no effect yet: there is no access from other hosts");
        assertThat(conf.devices()).extracting(DeviceSettings::name).containsExactly("sample", "eth0", "archive");
        assertThat(conf.libpath()).hasSize(1);
    }

    @Test
    void shouldHoldDefaultsForAnEmptyFile() {
        assertThat(parse("")).isEqualTo(new MapiConf("mapi.conf", List.of(), List.of(), List.of(), 2233, false, List.of(),
            List.of(), List.of(), List.of(), List.of()));
        assertThat(MapiConf.none().dimapiPort()).isEqualTo(2233);
    }

    @Test
    void shouldReadFlowsAndVariables() {
        final MapiConf conf = parse("""
            [driver]
            device=sample
            driver=trace
            file=${mapi.home}/sample.pcap
            [flow]
            name=first
            device=sample
            function=gap=GAP
            function=STATS(gap, "1")
            """);
        assertThat(conf.problems()).isEmpty();
        assertThat(conf.devices().get(0).configuration().address()).isEqualTo("/opt/mapi/sample.pcap");
        assertThat(conf.flows()).containsExactly(new FlowSettings("first", "sample", List.of("gap=GAP", "STATS(gap, \"1\")")));
        assertThat(conf.flows().get(0).calls()).extracting(Object::toString).containsExactly("gap=GAP", "STATS(gap, \"1\")");
    }

    @Test
    void shouldReadSourcesOfTheFlowMonitoringStack() {
        final MapiConf conf = parse("""
            [mos]
            name=wire
            device=left
            device=memif:/run/right.sock/0
            option=secret=a=b
            workers=2
            midStream=yes
            tolerant=0
            checksums=verify
            idleTimeout.ms=5
            """);
        assertThat(conf.problems()).isEmpty();
        assertThat(conf.sources()).containsExactly(new SourceSettings("wire", 1, Map.of("name", List.of("wire"),
            "device", List.of("left", "memif:/run/right.sock/0"), "option", List.of("secret=a=b"), "workers", List.of("2"),
            "midStream", List.of("true"), "tolerant", List.of("false"), "checksums", List.of("verify"),
            "idleTimeout.ms", List.of("5"))));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "[mos]~device=eth0               | mapi.conf:1: error: source: name is missing, expected the name of a source",
        "[mos]~name=w                    | mapi.conf:1: error: source w has devices [], expected one to watch or two different",
        "[mos]~name=w~device=a~device=a  | mapi.conf:3: error: source w has devices [a, a], expected one to watch or two",
        "[mos]~name=w~device=a~device=b~device=c | mapi.conf:3: error: source w has devices [a, b, c], expected one",
        "[mos]~name=w~device=a~workers=65        | mapi.conf:4: error: workers is \"65\", expected a whole number from 1 to 64",
        "[mos]~name=w~device=a~maximumFlows=300000000 | mapi.conf:4: error: maximumFlows is \"300000000\", expected a whole",
        "[mos]~name=w~device=a~timeWait.ms=soon  | mapi.conf:4: error: timeWait.ms is \"soon\", expected a whole number from 0",
        "[mos]~name=w~device=a~checksums=most    | mapi.conf:4: error: checksums is \"most\", expected verify, ignore or auto",
        "[mos]~name=w~device=a~tolerant=perhaps  | mapi.conf:4: error: tolerant is \"perhaps\", expected 0 or 1",
        "[mos]~name=w~device=a~option=immediate  | mapi.conf:4: error: option is \"immediate\", expected option=value",
        "[mos]~name=w~device=a~device=           | mapi.conf:4: error: device is \"\", expected the name of a device",
        "[mos]~name=w~device=a~wrokers=2         | mapi.conf:4: warning: key wrokers is not known and has no effect; is workers",
        "[mos]~name=w~device=a~workers=2~workers=3 | mapi.conf:5: warning: key workers is given again, the one of line 4",
        "[mos]~name=w~device=a~[mos]~name=w~device=b | mapi.conf:5: error: source name w is given already, expected another",
        "[moss]~name=w                   | mapi.conf:1: error: section [moss] is not known, expected one of [driver], [format], "
            + "[flow], [mos]; is mos meant?",
    })
    void shouldTellWhatIsWrongWithASource(String text, String problem) {
        assertThat(problems(text.replace('~', '\n'))).anySatisfy(each -> assertThat(each).startsWith(problem));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "libs                            | mapi.conf:1: error: line is \"libs\", expected key=value, [section] or a comment",
        "=x                              | mapi.conf:1: error: line is \"=x\", expected key=value",
        "[driver                         | mapi.conf:1: error: section is \"[driver\", expected [driver], [format]",
        "[drivers]                       | mapi.conf:1: error: section [drivers] is not known, expected one of [driver], "
            + "[format], [flow], [mos]; is driver meant?",
        "libz=a                          | mapi.conf:1: warning: key libz is not known and has no effect; is libs meant?",
        "xyzzy=a                         | mapi.conf:1: warning: key xyzzy is not known and has no effect",
        "log_level=1                     | mapi.conf:1: warning: key log_level has no effect, expected the log settings in",
        "dimapi_port=0                   | mapi.conf:1: error: dimapi_port is \"0\", expected a port from 1 to 65535",
        "dimapi_port=22x                 | mapi.conf:1: error: dimapi_port is \"22x\", expected a port",
        "local=perhaps                   | mapi.conf:1: error: local is \"perhaps\", expected 0 or 1",
        "libs=a:b/c.so                   | mapi.conf:1: error: libs contains \"b/c.so\", expected names of libraries or files",
        "libs=${nothing}                 | mapi.conf:1: error: variable ${nothing} is not known in \"libs=${nothing}\"",
        "libs=a~libs=b                   | mapi.conf:2: warning: key libs is given again, the one of line 1 counts",
        "[driver]~driver=pcap            | mapi.conf:1: error: device is missing, expected the name of a device",
        "[driver]~device=eth0            | mapi.conf:1: error: driver is missing, expected the name of a driver such as pcap",
        "[driver]~device=d~driver=A B    | mapi.conf:3: error: driver is \"A B\", expected the name of a driver",
        "[driver]~device=d~driver=mapidagdrv.so | mapi.conf:3: error: driver is \"mapidagdrv.so\", a card that is not "
            + "supported",
        "[driver]~device=d~driver=pcap~link_speed=fast | mapi.conf:4: error: link_speed is \"fast\", expected Mbit/s",
        "[driver]~device=d~driver=pcap~mpls=2  | mapi.conf:4: error: mpls is \"2\", expected 0 or 1",
        "[driver]~device=d~driver=pcap~devgroup=2 | mapi.conf:4: warning: key devgroup has no effect",
        "[driver]~device=d~driver=pcap~lnik_speed=2 | mapi.conf:4: warning: key lnik_speed is given to the driver as an "
            + "option; is link_speed meant?",
        "[driver]~device=d~driver=pcap~a b=2   | mapi.conf:4: error: key is \"a b\", expected letters",
        "[driver]~device=d~driver=x~file=/a~address=b | mapi.conf:4: error: file is \"/a\" and address is \"b\", expected one",
        "[driver]~device=d~driver=x~[driver]~device=d~driver=y | mapi.conf:5: error: device name d is given already in line 2",
        "[driver]~device=d~driver=x~[driver]~device=e~alias=d~driver=y | mapi.conf:6: error: device name d is given already",
        "[format]~format=PCAP            | mapi.conf:2: error: format is \"PCAP\", expected MFF_PCAP, MFF_RAW, MFF_DAG_ERF",
        "[format]~format=MFF_NAPATECH    | mapi.conf:2: error: format is \"MFF_NAPATECH\", expected MFF_PCAP",
        "[format]~name=x                 | mapi.conf:1: error: format is \"\", expected MFF_PCAP",
        "[flow]~name=x~device=d          | mapi.conf:1: error: flow x: function is missing",
        "[flow]~name=x~function=GAP      | mapi.conf:1: error: flow x: device is missing",
        "[flow]~device=x~function=GAP    | mapi.conf:1: error: flow: name is missing",
        "[flow]~name=x~device=d~function=GAP~function=STATS( | mapi.conf:5: error: function \"STATS(\": column 7 is the end",
        "[flow]~name=x~device=d~function=a=GAP~function=a=GAP | mapi.conf:1: error: flow x: function \"a=GAP\": another "
            + "function is named a",
        "[flow]~name=x~device=d~function=GAP~[flow]~name=x~device=d~function=GAP | mapi.conf:6: error: flow name x is given",
        "[flow]~name=x~device=d~functoin=GAP | mapi.conf:4: warning: key functoin is not known and has no effect; is function",
    })
    void shouldTellFileLineValueAndWhatWasExpected(String text, String problem) {
        assertThat(problems(text.replace('~', '\n'))).anySatisfy(each -> assertThat(each).startsWith(problem));
    }

    @Test
    void shouldKeepWhatIsRightBesideWhatIsWrong() {
        final MapiConf conf = parse("dimapi_port=x\n[driver]\ndevice=a\n[driver]\ndevice=b\ndriver=pcap\n[odd]\nx=1\n");
        assertThat(conf.hasErrors()).isTrue();
        assertThat(conf.dimapiPort()).isEqualTo(2233);
        assertThat(conf.devices()).extracting(DeviceSettings::name).containsExactly("b");
    }

    @Test
    void shouldReportAFileThatCannotBeRead(@TempDir Path folder) throws IOException {
        final Path absent = folder.resolve("mapi.conf");
        assertThat(MapiConf.read(absent, name -> null).problems()).singleElement()
            .satisfies(problem -> assertThat(problem.toString()).startsWith(absent + ": error: file cannot be read"));
        Files.write(absent, new byte[2 << 20]);
        assertThat(MapiConf.read(absent, name -> null).problems()).singleElement()
            .satisfies(problem -> assertThat(problem.message()).contains("2097152 bytes, expected at most 1048576"));
        Files.write(absent, new byte[] {'l', 'i', 'b', 's', '=', (byte) 0xff, '\n'});
        assertThat(MapiConf.read(absent, name -> null).libs()).hasSize(1);
    }

    @Test
    void shouldCheckTheFoldersThatCodeIsLoadedFrom(@TempDir Path folder) throws IOException {
        final Path good = Files.createDirectory(folder.resolve("good"));
        Files.setPosixFilePermissions(good, PosixFilePermissions.fromString("rwxr-xr-x"));
        final Path open = Files.createDirectory(folder.resolve("open"));
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxr-x"));
        final Path file = Files.writeString(folder.resolve("mapi.conf"), "libpath=good:open:absent\ndrvpath=open\n");
        assertThat(MapiConf.check(file, name -> null)).extracting(ConfigurationProblem::message).containsExactly(
            "folder " + open + " can be written to by others, expected only its owner (chmod go-w)",
            "folder " + folder.resolve("absent") + " is not there, expected a folder that only its owner can write to");
    }

    @Test
    void shouldNeverThrowOnRandomText() {
        final Random random = new Random(11);
        final String[] pieces = {"[driver]", "[flow]", "[format]", "[mos]", "[", "]", "\n", "\n", "=", "device", "driver", "name",
            "libs", "function", "x", "GAP", "(", ",", "\"", "${", "}", ":", "/", "\0", "#", " ", "dimapi_port", "99999999999",
            "format", "MFF_PCAP", "link_speed", "-1", "file", "é", "\u2028"};
        for (int round = 0; round < 20_000; round++) {
            final StringBuilder text = new StringBuilder();
            for (int length = random.nextInt(40); length >= 0; length--) {
                text.append(pieces[random.nextInt(pieces.length)]);
            }
            assertThatCode(() -> use(parse(text.toString()))).as("text <%s>", text).doesNotThrowAnyException();
        }
    }

    @Test
    void shouldNeverThrowOnDamagedFiles() {
        final Random random = new Random(12);
        for (int round = 0; round < 20_000; round++) {
            final byte[] bytes = ORIGINAL.getBytes(StandardCharsets.UTF_8);
            for (int changes = random.nextInt(8); changes >= 0; changes--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            final String text = new String(bytes, StandardCharsets.UTF_8);
            assertThatCode(() -> use(parse(text))).as("text <%s>", text).doesNotThrowAnyException();
        }
    }

    private static void use(MapiConf conf) {
        conf.devices().forEach(DeviceSettings::configuration);
        conf.flows().forEach(FlowSettings::calls);
    }
}
