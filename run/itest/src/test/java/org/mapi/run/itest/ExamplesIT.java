package org.mapi.run.itest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** The examples of docs/functions.md, as a shell runs them, on the trace that the appliance brings. */
class ExamplesIT {
    private static final Path ROOT = Path.of(System.getProperty("project.root"));
    private static final Path HOME = ROOT.resolve("run/target/appliance");
    private static final long DEADLINE_S = 600;
    /** What the watchdog says of a function that got no processor for so long: on a busy machine no fault of an example. */
    private static final String SLOW = "one call took a quarter of a second or more";

    @TempDir
    private Path folder;

    @BeforeEach
    void bringTheTrace() throws IOException {
        Files.copy(HOME.resolve("sample/sample.pcap"), folder.resolve("sample.pcap"));
    }

    private static List<String> examples() throws IOException {
        return Files.readAllLines(ROOT.resolve("docs/functions.md")).stream().filter(line -> line.startsWith("mapi monitor "))
            .distinct().toList();
    }

    @TestFactory
    Stream<DynamicTest> shouldWorkAsTheyStand() throws IOException {
        final List<String> examples = examples();
        assertThat(examples).hasSizeGreaterThan(20);
        return examples.stream().map(example -> DynamicTest.dynamicTest(example, () -> check(example)));
    }

    private void check(String example) throws IOException, InterruptedException {
        final Path out = folder.resolve("out");
        final Path err = folder.resolve("err");
        final ProcessBuilder builder = new ProcessBuilder("bash", "-c", "PATH=$1:$PATH; " + example, "example",
            HOME.resolve("bin").toString()).directory(folder.toFile()).redirectOutput(out.toFile()).redirectError(err.toFile());
        builder.environment().put("MAPI_JAVA_HOME", System.getProperty("java.home"));
        final Process process = builder.start();
        if (!process.waitFor(DEADLINE_S, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError(example + " did not end within " + DEADLINE_S + " s");
        }
        assertThat(Files.readAllLines(err)).as("standard error").allMatch(line -> line.contains(SLOW));
        assertThat(process.exitValue()).as("exit code").isZero();
        assertThat(Files.readString(out, StandardCharsets.UTF_8)).contains("30,000 received, 30,000 processed")
            .contains("packets");
    }
}
