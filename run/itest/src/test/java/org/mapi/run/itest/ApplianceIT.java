package org.mapi.run.itest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mapi.run.itest.MapiCommand.Outcome;

/** One appliance, started once; every test leaves it running. */
class ApplianceIT {

    private static final String PAGE = "/system/console/bundles";

    @TempDir
    private static Path folder;
    private static MapiCommand mapi;
    private static Outcome start;
    private static String password;

    @BeforeAll
    static void start() throws Exception {
        mapi = new MapiCommand(folder.resolve("var"));
        start = mapi.run("start");
        assertThat(start.status()).as(start.toString()).isZero();
        password = start.password();
    }

    @AfterAll
    static void stop() throws Exception {
        Outcome stop = mapi.run("stop");
        mapi.cleanUp();
        assertThat(stop.status()).as(stop.toString()).isZero();
        assertThat(stop.out()).contains("stopped, process");
        assertThat(mapi.run("status").status()).isEqualTo(3);
        assertThat(folder.resolve("var/control.socket")).doesNotExist();
        assertThat(folder.resolve("var/mapi.pid")).doesNotExist();
    }

    @Test
    void shouldTellPageUserAndPasswordAtTheFirstStart() {
        assertThat(start.out()).contains("http://127.0.0.1:" + mapi.port() + "/system/console", "user      admin",
                "load      " + folder.resolve("var/load"));
        assertThat(start.err()).isEmpty();
    }

    @Test
    void shouldBeRunningWithAllItsBundlesActive() throws Exception {
        Outcome status = mapi.run("status");

        assertThat(status.status()).isZero();
        assertThat(status.out()).contains("running, process " + mapi.pid()).doesNotContain("not active")
                .containsPattern("bundles +(\\d+) of \\1 active");
    }

    @Test
    void shouldAskForThePassword() throws IOException {
        assertThat(mapi.page(PAGE, null)).isEqualTo(401);
        assertThat(mapi.page(PAGE, "admin")).isEqualTo(401);
        assertThat(mapi.page(PAGE, password)).isEqualTo(200);
        assertThat(mapi.page("/", null)).as("leads to the page").isEqualTo(302);
        assertThat(mapi.page("/nothing", null)).isEqualTo(404);
    }

    @Test
    void shouldTakeANewPasswordAtOnce() throws Exception {
        String former = password;
        Outcome change = mapi.runWithInput("another password\n", "password", "--stdin");
        password = "another password";

        assertThat(change.status()).as(change.toString()).isZero();
        assertThat(mapi.page(PAGE, former)).isEqualTo(401);
        assertThat(mapi.page(PAGE, password)).isEqualTo(200);
    }

    @Test
    void shouldRunCommandsOfTheShell() throws Exception {
        Outcome one = mapi.run("console", "lb", "-s");
        assertThat(one.status()).isZero();
        assertThat(one.out()).contains("org.apache.felix.scr", "org.mapi.core.engine");

        Outcome unknown = mapi.run("console", "nonsense");
        assertThat(unknown.status()).isEqualTo(1);
        assertThat(unknown.err()).contains("nonsense").hasLineCount(1);

        Outcome several = mapi.runWithInput("x = 42\necho $x is it\nexit\necho not reached\n", "console");
        assertThat(several.status()).isZero();
        assertThat(several.out()).contains("42 is it").doesNotContain("not reached", "mapi>");
    }

    @Test
    void shouldRunABundleThatIsDroppedInUntilItIsTakenOut() throws Exception {
        Path jar = Arrays.stream(System.getProperty("java.class.path").split(":")).map(Path::of)
                .filter(path -> path.toString().contains("tutlib") && path.toString().endsWith(".jar")).findFirst().orElseThrow();
        Path load = folder.resolve("var/load");
        Path dropped = Files.copy(jar, load.resolve(".tutlib"), StandardCopyOption.REPLACE_EXISTING);
        Files.move(dropped, load.resolve("tutlib.jar"), StandardCopyOption.ATOMIC_MOVE);
        MapiCommand.await("tutlib active", () -> lb().contains("Active"));
        assertThat(mapi.run("status").out()).doesNotContain("not active", "not installed");

        Files.delete(load.resolve("tutlib.jar"));
        MapiCommand.await("tutlib gone", () -> !lb().contains("stdflib.tutlib"));
    }

    @Test
    void shouldNameAJarThatIsNoBundle() throws Exception {
        Path broken = Files.writeString(folder.resolve("var/load/broken jar.jar"), "this is no jar");
        assertThat(mapi.run("status").out()).contains("not installed: broken jar.jar in the load folder");
        Files.delete(broken);
        assertThat(mapi.run("status").out()).doesNotContain("not installed");
    }

    private static String lb() {
        try {
            return mapi.run("console", "lb -s | grep stdflib.tutlib").out();
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void shouldRefuseASecondApplianceInTheSameRunDirectory() throws Exception {
        Outcome second = mapi.run("start");

        assertThat(second.status()).isEqualTo(1);
        assertThat(second.err()).hasLineCount(1).contains("already runs in " + folder.resolve("var"), "process " + mapi.pid());
    }

    @Test
    void shouldRefuseASecondApplianceOnTheSamePort() throws Exception {
        Path other = folder.resolve("other");
        Outcome second = mapi.run("start", "--dir", other.toString());

        assertThat(second.status()).isEqualTo(1);
        assertThat(second.err()).hasLineCount(1).contains("port " + mapi.port() + " of 127.0.0.1");
        assertThat(other).doesNotExist();
    }

    @Test
    void shouldKeepItsFilesToItself() throws IOException {
        for (String name : new String[] {"", "logs", "cache", "config", "load"}) {
            assertThat(mode(folder.resolve("var").resolve(name))).as(name).isEqualTo("rwx------");
        }
        assertThat(mode(folder.resolve("var/control.socket"))).isEqualTo("rw-------");
        assertThat(mode(folder.resolve("var/password"))).isEqualTo("rw-------");
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    @Test
    void shouldLogIntoItsOwnFileAndPrintNothing() throws Exception {
        MapiCommand.await("the start in the log", () -> read("mapi.log").contains("appliance started: page"));
        mapi.page(PAGE, "wrong");
        MapiCommand.await("the refused login in the log", () -> read("mapi.log").contains("login to the web console refused"));
        assertThat(read("jvm.log")).isEmpty();
    }

    private static String read(String log) {
        try {
            return Files.readString(folder.resolve("var/logs").resolve(log));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
