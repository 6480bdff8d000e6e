package org.mapi.run.itest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mapi.run.itest.MapiCommand.Outcome;
import org.mapi.run.itest.bundles.FaultyJar;
import org.mapi.run.itest.bundles.FaultyLibrary;
import org.mapi.run.itest.bundles.LibraryJar;

/** Flows that mapi.conf declares, seen from outside: by the command line and by the web console. */
class DeclaredFlowsIT {

    private static final String CONF = """
        libs=stdflib
        [driver]
        device=sample
        driver=trace
        file=${mapi.home}/sample/sample.pcap
        loop=true
        speed=full
        [driver]
        device=calm
        driver=trace
        file=${mapi.home}/sample/sample.pcap
        loop=true
        speed=capture
        [flow]
        name=first
        device=calm
        function=PKT_COUNTER
        """;
    private static final String TUTORIAL = """
        [flow]
        name=tutorial
        device=sample
        function=tutlib:PKT_COUNTER
        function=gap=tutlib:GAP
        function=tutlib:STATS(gap, "1")
        """;
    private static final String ADDED = """
        [flow]
        name=added
        device=sample
        function=BYTE_COUNTER
        """;
    private static final String FAULTY = """
        [flow]
        name=faulty
        device=sample
        function=faultlib:HANG
        """;

    @TempDir
    private Path folder;
    private Path etc;
    private Path load;
    private MapiCommand mapi;
    private WebConsole console;

    @BeforeEach
    void prepare() throws IOException {
        etc = MapiCommand.copyOfEtc(folder.resolve("etc"));
        mapi = new MapiCommand(folder.resolve("var"), etc);
        load = folder.resolve("var/load");
    }

    /** Has devices wait for a library however long a busy machine takes to replace it. */
    private void waitForLibraries() throws IOException {
        final Path config = Files.createDirectories(folder.resolve("var/config/org/mapi"), PosixFilePermissions.asFileAttribute(
            PosixFilePermissions.fromString("rwx------")));
        Files.writeString(config.resolve("engine.config"),
            "service.pid=\"org.mapi.engine\"\nreplacement.grace.ms=L\"60000\"\n");
    }

    @AfterEach
    void cleanUp() throws IOException {
        mapi.cleanUp();
    }

    private void start(String conf) throws Exception {
        Files.writeString(etc.resolve("mapi.conf"), conf);
        Outcome start = mapi.run("start");
        assertThat(start.status()).as(start.toString()).isZero();
        console = new WebConsole(mapi.port(), start.password());
    }

    private static Path tutlib() {
        return Arrays.stream(System.getProperty("java.class.path").split(":")).map(Path::of)
            .filter(path -> path.toString().contains("tutlib") && path.toString().endsWith(".jar")).findFirst().orElseThrow();
    }

    private static void await(String what, Condition condition) throws InterruptedException {
        MapiCommand.await(what, () -> {
            try {
                return condition.holds();
            } catch (Exception e) {
                throw new AssertionError(what, e);
            }
        });
    }

    private interface Condition {
        boolean holds() throws Exception;
    }

    private List<Map<String, Object>> list(String what) throws Exception {
        return WebConsole.objects(mapi.run("list", what, "--json").out());
    }

    /** The functions of the flow on the device sample, empty while there is none. */
    private List<Map<String, Object>> measured() throws Exception {
        return functions(console.list("mapi-flows.json"));
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> functions(List<Map<String, Object>> flows) {
        return flows.stream().filter(flow -> flow.get("device").equals("sample"))
            .flatMap(flow -> ((List<Map<String, Object>>) flow.get("functions")).stream()).toList();
    }

    private static long number(Map<String, Object> object, String key) {
        return ((Number) object.get(key)).longValue();
    }

    private void awaitVersion(String version) throws InterruptedException {
        await("tutlib " + version, () -> {
            List<Map<String, Object>> functions = measured();
            return functions.size() == 3 && functions.stream().allMatch(function ->
                function.get("bundleVersion").equals(version) && function.get("status").equals("INITIALIZED"));
        });
    }

    @Test
    void shouldComeByThemselvesGoOnAndComeBackAfterARestart() throws Exception {
        waitForLibraries();
        start(CONF + TUTORIAL);
        await("the first flow", () -> list("flows").stream().anyMatch(flow -> "ACTIVE".equals(flow.get("status"))));
        assertThat(list("flows")).extracting(flow -> flow.get("device"), flow -> flow.get("status"))
            .containsExactly(tuple("calm", "ACTIVE"), tuple("sample", "WAITING"));
        shouldTellWhatTheFlowWaitsFor();
        LibraryJar.copyOf(tutlib()).with("Bundle-Version", "1.0.0").write(load.resolve("tutlib.jar"));
        awaitVersion("1.0.0");
        long before = number(measured().get(0), "result");

        int uploaded = console.upload(LibraryJar.copyOf(tutlib()).with("Bundle-Version", "2.0.0")
            .write(folder.resolve("tutlib-2.jar")));
        assertThat(uploaded).isEqualTo(302);
        awaitVersion("2.0.0");
        await("it counts on", () -> number(measured().get(0), "result") > before);
        assertThat(measured()).allSatisfy(function -> assertThat(number(function, "missed")).isZero());
        shouldListEverything();

        assertThat(mapi.run("stop").status()).isZero();
        assertThat(mapi.run("start").status()).isZero();
        awaitVersion("2.0.0");
        await("packets", () -> number(measured().get(2), "passed") > 0);
    }

    private void shouldTellWhatTheFlowWaitsFor() throws Exception {
        for (String text : List.of(mapi.run("list", "flows").out(), mapi.run("console", "mapi:flows").out(),
            mapi.run("status").out(), console.get("mapi-flows.json").body(), console.get("mapi-health.json").body())) {
            assertThat(text).contains("tutorial", "tutlib:PKT_COUNTER not found", "no library tutlib");
        }
    }

    private void shouldListEverything() throws Exception {
        assertThat(mapi.run("list", "flows").out()).contains("calm", "sample", "PKT_COUNTER, GAP, STATS", "configuration");
        assertThat(mapi.run("list", "devices").out()).contains("sample", "trace", "replay", "running");
        assertThat(mapi.run("list", "libraries").out()).contains("stdflib", "org.mapi.stdflib.tutlib", "2.0.0");
        assertThat(mapi.run("list", "functions").out()).contains("stdflib:BPF_FILTER", "tutlib:GAP");
        assertThat(functions(list("flows"))).extracting(function -> function.get("function"))
            .containsExactly("PKT_COUNTER", "GAP", "STATS");
        assertThat(list("devices")).extracting(device -> device.get("status")).containsOnly("running");
        assertThat(list("libraries")).extracting(library -> library.get("library"))
            .startsWith("stdflib").contains("tutlib");
        assertThat(list("functions")).extracting(function -> function.get("version")).contains("2.0.0");
    }

    @Test
    void shouldFollowTheFileAndBeShownToWhoKnowsThePassword() throws Exception {
        start(CONF);
        Path next = Files.writeString(etc.resolve("mapi.conf.next"), CONF + ADDED);
        Files.move(next, etc.resolve("mapi.conf"), StandardCopyOption.ATOMIC_MOVE);
        await("second flow", () -> measured().size() == 1);
        assertThat(measured().get(0).get("function")).isEqualTo("BYTE_COUNTER");
        for (String page : List.of("mapi-devices", "mapi-flows", "mapi-functions")) {
            for (String address : List.of(page, page + ".json")) {
                assertThat(mapi.page("/system/console/" + address, null)).as(address).isEqualTo(401);
                assertThat(console.get(address).statusCode()).as(address).isEqualTo(200);
            }
            assertThat(console.list(page + ".json")).as(page).isNotEmpty();
            assertThat(console.get(page).body()).contains(page, "/res/mapi.js");
            assertThat(console.get(page + "/res/mapi.js").statusCode()).isEqualTo(200);
            assertThat(console.get(page + "/res/..%2f..%2fMETA-INF/MANIFEST.MF").statusCode()).isNotEqualTo(200);
        }
        assertThat(console.list("mapi-devices.json")).extracting(device -> device.get("name")).containsExactly("sample", "calm");
        assertThat(console.list("mapi-functions.json")).extracting(library -> library.get("library"))
            .startsWith("stdflib").doesNotContain("tutlib");
    }

    @Test
    void shouldBeNamedWhenTheyHangAndNotKeepTheApplianceFromStopping() throws Exception {
        Files.writeString(etc.resolve("appliance.properties"), FaultyLibrary.HANG + "=true\n", StandardOpenOption.APPEND);
        start(CONF + FAULTY);
        FaultyJar.make().write(load.resolve("faulty.jar"));
        await("the device hangs", () -> console.list("mapi-devices.json").get(0).get("detail").toString()
            .contains("function faultlib:HANG"));

        assertThat(console.list("mapi-devices.json").get(0).get("status")).isEqualTo("hanging");
        assertThat(list("devices").get(0).get("detail").toString()).contains("function faultlib:HANG");
        assertThat(mapi.run("list", "devices").out()).contains("hanging", "function faultlib:HANG");
        await("the log names it", () -> Files.readString(folder.resolve("var/logs/mapi.log"))
            .contains("device sample hangs: function faultlib:HANG"));
        long calm = number(console.list("mapi-devices.json").get(1), "packets");
        await("the other device goes on", () -> number(console.list("mapi-devices.json").get(1), "packets") > calm);

        assertThat(mapi.run("status").out()).contains("error  device sample: hanging: ", "function faultlib:HANG");

        Outcome stop = mapi.run("stop");
        assertThat(stop.status()).as(stop.toString()).isZero();
        assertThat(mapi.run("status").status()).isEqualTo(3);
    }
}
