package org.mapi.run.itest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Does what {@code docs/tutorial.md} tells the reader to do, all of it, in order, in one shell: every block of commands is run,
 * every class is saved under its name, and what the commands print is compared with what the tutorial says they print.
 *
 * <p>Maven works offline, on a local repository in which the product's own artifacts are missing: what the new library needs of
 * them must come with it.
 */
class TutorialIT {

    private static final Path ROOT = Path.of(System.getProperty("project.root"));
    private static final long LIMIT_S = 2_400;

    @TempDir
    private Path folder;
    private MapiCommand mapi;

    @AfterEach
    void cleanUp() throws IOException {
        if (mapi != null) {
            mapi.cleanUp();
        }
    }

    @Test
    void shouldWorkAsTheTutorialSays() throws Exception {
        Path mvn = program("mvn").orElse(null);
        assumeTrue(mvn != null, "no mvn in PATH: the tutorial's library cannot be built");
        Path home = Files.createDirectory(folder.resolve("home"));
        mapi = new MapiCommand(home.resolve("mapi-tutorial/var"));
        Path bin = Files.createDirectory(folder.resolve("bin"));
        // A JVM that lives for seconds: an optimising compiler would cost more than it brings.
        script(bin.resolve("mvn"), "MAVEN_OPTS='-XX:TieredStopAtLevel=1 -XX:+UseSerialGC' exec '" + mvn
                + "' -o -B '-Dmaven.repo.local=" + localRepository() + "' \"$@\"");

        patient(bin.resolve("mapi"), home.resolve("mapi-tutorial/var"));

        TutorialText tutorial = TutorialText.read(ROOT.resolve("docs/tutorial.md"));
        Path output = folder.resolve("output.txt");
        int status = run(tutorial.script(), bin, home, output);

        String printed = Files.readString(output);
        assertThat(status).as("exit status of the tutorial's commands, which printed:%n%s", printed).isZero();
        tutorial.compare(printed);
        assertThat(mapi.run("status").status()).as("status after the tutorial's end").isEqualTo(3);
    }

    /** The command, and an appliance that does not mind how long a busy machine takes for anything. */
    private static void patient(Path command, Path runDirectory) throws IOException {
        script(command, "mapi='" + ROOT.resolve("run/target/appliance/bin/mapi") + "'\ncase $1 in\n"
                + "start) echo stop-deadline-s=600 >> \"$MAPI_ETC_DIR/appliance.properties\"\n"
                + "exec \"$mapi\" \"$@\" --wait 600;;\n"
                + "stop) exec \"$mapi\" \"$@\" --wait 600;;\n*) exec \"$mapi\" \"$@\";;\nesac");
        Path config = Files.createDirectories(runDirectory.resolve("config/org/mapi"), PosixFilePermissions.asFileAttribute(
                PosixFilePermissions.fromString("rwx------")));
        Files.writeString(config.resolve("engine.config"),
                "service.pid=\"org.mapi.engine\"\nreplacement.grace.ms=L\"60000\"\n");
    }

    private int run(String script, Path bin, Path home, Path output) throws IOException, InterruptedException {
        Path file = folder.resolve("tutorial.sh");
        Files.writeString(file, script);
        ProcessBuilder builder = new ProcessBuilder("bash", file.toString()).directory(ROOT.toFile());
        Map<String, String> environment = builder.environment();
        environment.keySet().removeIf(name -> name.startsWith("MAPI_") || name.startsWith("MAVEN_"));
        // Maven runs on the machine's usual Java, not on that of this test.
        environment.remove("JAVA_HOME");
        environment.put("HOME", home.toString());
        environment.put("PATH", bin + File.pathSeparator + ROOT.resolve("run/target/appliance/bin") + File.pathSeparator
                + System.getenv("PATH"));
        environment.put("MAPI_PORT", String.valueOf(mapi.port()));
        environment.put("MAPI_JAVA_HOME", System.getProperty("java.home"));
        Process process = builder.redirectErrorStream(true).redirectOutput(output.toFile()).start();
        process.getOutputStream().close();
        if (!process.waitFor(LIMIT_S, TimeUnit.SECONDS)) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            throw new AssertionError("the tutorial's commands did not end within " + LIMIT_S + " s, they printed:\n"
                    + Files.readString(output));
        }
        return process.exitValue();
    }

    /** The local repository of this build without the product's own artifacts, as links. */
    private Path localRepository() throws IOException {
        Path real = Path.of(System.getProperty("localRepository", System.getProperty("user.home") + "/.m2/repository"));
        Path mine = Files.createDirectories(folder.resolve("repository/org")).getParent();
        link(real, mine, "org");
        link(real.resolve("org"), mine.resolve("org"), "mapi");
        return mine;
    }

    private static void link(Path from, Path to, String except) throws IOException {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(from)) {
            for (Path entry : entries) {
                if (!entry.getFileName().toString().equals(except)) {
                    Files.createSymbolicLink(to.resolve(entry.getFileName()), entry);
                }
            }
        }
    }

    private static void script(Path file, String command) throws IOException {
        Files.writeString(file, "#!/bin/sh\n" + command + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    }

    private static Optional<Path> program(String name) {
        List<String> path = List.of(System.getenv("PATH").split(File.pathSeparator));
        return Stream.concat(Stream.of(System.getProperty("maven.home", "") + "/bin"), path.stream())
                .map(entry -> Path.of(entry, name)).filter(Files::isExecutable).findFirst();
    }
}
