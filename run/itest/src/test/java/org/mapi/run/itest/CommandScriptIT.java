package org.mapi.run.itest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the script {@code mapi} does before the JVM starts. */
class CommandScriptIT {
    private static final Path HOME = Path.of(System.getProperty("project.root"), "run", "target", "appliance");
    private static final int PACKETS = 50;

    @TempDir
    private Path folder;

    /** Runs lines of a shell in which {@code $mapi} is the script; both outputs are one. */
    private String shell(int status, String locale, String script) throws IOException, InterruptedException {
        final Path output = folder.resolve("output");
        final ProcessBuilder builder = new ProcessBuilder(List.of("bash", "-c", script)).directory(folder.toFile())
            .redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().putAll(Map.of("mapi", HOME.resolve("bin/mapi").toString(),
            "MAPI_JAVA_HOME", System.getProperty("java.home"), "LANG", "", "LC_CTYPE", "", "LC_ALL", locale));
        final Process process = builder.start();
        try {
            assertThat(process.waitFor(10, TimeUnit.MINUTES)).as("ended within ten minutes").isTrue();
        } finally {
            process.destroyForcibly();
        }
        final String text = Files.readString(output, StandardCharsets.UTF_8);
        assertThat(process.exitValue()).as(text).isEqualTo(status);
        return text;
    }

    /** Containers and services often have no locale, and a remote login one that is not installed. */
    @ParameterizedTest
    @ValueSource(strings = {"", "C", "POSIX", "xx_XX.UTF-8", "C.UTF-8"})
    void shouldFindFilesWithNamesBeyondAsciiInAnyLocale(String locale) throws Exception {
        // the shell makes the name, whatever our own locale is
        final String text = shell(0, locale, "name=$'spur-\\303\\244\\342\\202\\254.pcap'; \"$mapi\" make-trace --packets "
            + PACKETS + " -w \"$name\" && [ -e \"$name\" ] && \"$mapi\" monitor -r \"$name\" --format json PKT_COUNTER");
        assertThat(text).contains("\"device\":\"spur-\u00e4\u20ac.pcap\"", "\"result\":" + PACKETS);
    }

    /** What the JVM opens first would take the place of the standard input, and be read and closed as a trace. */
    @Test
    void shouldTakeAClosedStandardInputForAnEmptyOne() throws Exception {
        assertThat(shell(1, "C", "exec \"$mapi\" monitor -r - PKT_COUNTER <&-")).hasLineCount(1)
            .startsWith("mapi: PCAP_OPEN_ERR").contains("standard input: byte 0: the file is empty");
    }

    /** A checkout with the real scripts, whose Maven and Java only say that they were called. */
    private String checkout() throws IOException {
        final Path run = Path.of(System.getProperty("project.root"), "run");
        for (String name : List.of("cnf", "org.mapi.core/api/src/main/java", "run/launcher/src", "run/host/src", "jdk/bin",
            "tools")) {
            Files.createDirectories(folder.resolve(name));
        }
        for (String name : List.of("pom.xml", "bnd.bnd", "run/pom.xml", "run/appliance.bndrun")) {
            Files.createFile(folder.resolve(name));
        }
        Files.copy(run.resolve("mapi"), folder.resolve("run/mapi"), StandardCopyOption.COPY_ATTRIBUTES);
        Files.copy(run.resolve("check"), folder.resolve("run/check"), StandardCopyOption.COPY_ATTRIBUTES);
        Files.writeString(folder.resolve("jdk/release"), "JAVA_VERSION=\"25.0.1\"\n");
        program("run/setup", "echo \"$PWD/jdk\"");
        program("jdk/bin/java", "echo java was called");
        program("tools/mvn", "echo maven was called; mkdir -p run/target/appliance/lib m/target/surefire-reports",
            "echo '<testsuite><testcase classname=\"a.B\" name=\"c\"/></testsuite>' > m/target/surefire-reports/TEST-a.B.xml",
            "exit ${MAVEN_STATUS:-0}");
        return "export MAPI_JAVA_HOME=$PWD/jdk PATH=$PWD/tools:$PATH; ";
    }

    private void program(String name, String... lines) throws IOException {
        final Path file = folder.resolve(name);
        Files.writeString(file, "#!/bin/sh\n" + String.join("\n", lines) + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    @Test
    void shouldNotBuildAgainWhatTheCheckHasBuilt() throws Exception {
        final String checkout = checkout();
        assertThat(shell(0, "C", checkout + "run/check")).contains("maven was called", "1 passed, 0 failed, 0 skipped");
        assertThat(shell(0, "C", checkout + "run/mapi start")).contains("java was called").doesNotContain("building", "maven");
        assertThat(shell(0, "C", checkout + "sleep 0.01; touch pom.xml; run/mapi start"))
            .contains("building, sources have changed", "maven was called", "java was called");
    }

    @Test
    void shouldBuildWhatTheCheckCouldNotBuild() throws Exception {
        final String checkout = checkout();
        assertThat(shell(1, "C", checkout + "MAVEN_STATUS=1 run/check")).contains("the build ended with code 1");
        assertThat(shell(0, "C", checkout + "run/mapi start")).contains("building", "maven was called", "java was called");
    }
}
