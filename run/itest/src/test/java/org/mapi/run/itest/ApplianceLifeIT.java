package org.mapi.run.itest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mapi.run.itest.MapiCommand.Outcome;

/** Starts and ends that go wrong, or go another way; each test has its own appliance. */
class ApplianceLifeIT {

    @TempDir
    private Path folder;
    private MapiCommand mapi;

    @BeforeEach
    void prepare() throws IOException {
        mapi = new MapiCommand(folder.resolve("var"));
    }

    @AfterEach
    void cleanUp() throws Exception {
        mapi.cleanUp();
    }

    @Test
    void shouldRefuseALoadFolderThatEverybodyMayWriteTo() throws Exception {
        Path load = Files.createDirectory(folder.resolve("load"));
        Files.setPosixFilePermissions(load, PosixFilePermissions.fromString("rwxrwxrwx"));
        Outcome start = mapi.run("start", "--load", load.toString());

        assertThat(start.status()).isEqualTo(1);
        assertThat(start.err()).hasLineCount(1).contains(load.toString(), "mode 0777", "expected: writable by its owner only");
        assertThat(folder.resolve("var")).doesNotExist();
    }

    @Test
    void shouldStartAgainAfterItWasKilledWithPasswordAndConfigurationKept() throws Exception {
        String password = mapi.run("start").password();
        ProcessHandle process = ProcessHandle.of(mapi.pid()).orElseThrow();
        process.destroyForcibly();
        process.onExit().get(300, TimeUnit.SECONDS);
        assertThat(folder.resolve("var/control.socket")).as("left by the killed process").exists();
        assertThat(mapi.run("status").status()).isEqualTo(3);

        Outcome again = mapi.run("start");
        assertThat(again.status()).as(again.toString()).isZero();
        assertThat(again.out()).doesNotContain("password");
        assertThat(mapi.page("/system/console/bundles", password)).isEqualTo(200);
        assertThat(mapi.run("stop").status()).isZero();
    }

    @Test
    void shouldRunInTheForegroundUntilItIsTerminated() throws Exception {
        Process process = mapi.launch("start", "--foreground");
        try (BufferedReader out = new BufferedReader(new InputStreamReader(process.getInputStream()))) {
            assertThat(out.readLine()).contains("running, process " + process.pid());
            MapiCommand.await("the page answers", () -> pageAnswers());
            process.toHandle().destroy();
            assertThat(process.waitFor(300, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(process.exitValue()).isEqualTo(143);
        assertThat(process.getErrorStream().readAllBytes()).asString().isEmpty();
        assertThat(folder.resolve("var/control.socket")).doesNotExist();
    }

    private boolean pageAnswers() {
        try {
            return mapi.page("/system/console", null) == 401;
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void shouldEndByForceWhenABundleHangsAndNameIt() throws Exception {
        Path etc = Files.createDirectory(folder.resolve("etc"));
        Files.copy(Path.of(System.getProperty("project.root"), "run/etc/logback.xml"), etc.resolve("logback.xml"));
        Files.writeString(etc.resolve("appliance.properties"), "stop-deadline-s=1\n");
        Path load = Files.createDirectory(folder.resolve("load"), PosixFilePermissions.asFileAttribute(
                PosixFilePermissions.fromString("rwx------")));
        writeHangingBundle(load.resolve("hanging.jar"));
        mapi = new MapiCommand(folder.resolve("var"), etc);
        Outcome start = mapi.run("start", "--load", load.toString());
        assertThat(start.status()).as(start.toString()).isZero();
        MapiCommand.await("the bundle runs", () -> bundles().contains("Active"));

        Outcome stop = mapi.run("stop");
        assertThat(stop.status()).isEqualTo(1);
        assertThat(stop.err()).hasLineCount(1).contains("did not stop within 1 s and was ended by force",
                "org.mapi.test.hanging");
        assertThat(mapi.run("status").status()).isEqualTo(3);
        assertThat(mapi.run("stop").status()).isZero();
    }

    private String bundles() {
        try {
            return mapi.run("console", "lb -s | grep org.mapi.test.hanging").out();
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static void writeHangingBundle(Path jar) throws IOException {
        Manifest manifest = new Manifest();
        Attributes attributes = manifest.getMainAttributes();
        attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        attributes.putValue("Bundle-ManifestVersion", "2");
        attributes.putValue("Bundle-SymbolicName", "org.mapi.test.hanging");
        attributes.putValue("Bundle-Version", "1.0.0");
        attributes.putValue("Bundle-Activator", HangingActivator.class.getName());
        attributes.putValue("Import-Package", "org.osgi.framework");
        String entry = HangingActivator.class.getName().replace('.', '/') + ".class";
        try (OutputStream out = Files.newOutputStream(jar); JarOutputStream zip = new JarOutputStream(out, manifest);
                InputStream code = HangingActivator.class.getClassLoader().getResourceAsStream(entry)) {
            zip.putNextEntry(new JarEntry(entry));
            code.transferTo(zip);
            zip.closeEntry();
        }
    }
}
