package org.mapi.run.proof;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.mapi.run.proof.Commands.Outcome;

/** Runs the cases in {@code src/test/cases}: in this process, in the long form each as a process of its own. */
class CasesIT {
    private static final boolean WRITE = Boolean.getBoolean("mapi.cases.write");

    private static List<Case> cases() throws IOException {
        final List<Case> cases = new ArrayList<>();
        try (Stream<Path> folders = Files.list(Places.cases())) {
            for (Path folder : folders.sorted().toList()) {
                cases.add(Case.read(folder));
            }
        }
        return cases;
    }

    @Test
    void shouldHaveCases() throws IOException {
        assertThat(cases()).hasSizeGreaterThan(10);
    }

    @TestFactory
    Stream<DynamicTest> shouldPrintWhatIsExpected() throws IOException {
        return cases().stream().map(one -> DynamicTest.dynamicTest(one.name(), () -> check(one)));
    }

    private static void check(Case one) throws IOException, InterruptedException {
        final Path trace = one.trace();
        final String[] command = one.command(trace).toArray(String[]::new);
        final Outcome outcome = Places.LONG ? Commands.runMapi(command) : Commands.runHere(command);
        compare(one, "err", Case.neutral(outcome.err(), trace));
        compare(one, "out", Case.neutral(outcome.out(), trace));
        assertThat(outcome.status()).as("exit code; standard error: " + outcome.err()).isEqualTo(one.status());
    }

    private static void compare(Case one, String file, String output) throws IOException {
        final String expected = one.expected(file);
        if (WRITE && expected == null && !output.isEmpty()) {
            Files.writeString(one.folder().resolve(file), output);
        } else if (expected != null && expected.startsWith("{\"")) {
            assertThat(objects(output)).as("standard " + file).isEqualTo(objects(expected));
        } else {
            assertThat(output).as("standard " + file).isEqualTo(expected == null ? "" : expected);
        }
    }

    private static List<Object> objects(String lines) throws IOException {
        final List<Object> objects = new ArrayList<>();
        for (String line : lines.lines().toList()) {
            objects.add(JSON.std.anyFrom(line));
        }
        return objects;
    }

    @TestFactory
    Stream<DynamicTest> shouldExpectWhatTcpdumpCounts() throws IOException {
        Places.assumeTool("tcpdump");
        return cases().stream().filter(one -> one.oracle() != null).map(one -> DynamicTest.dynamicTest(one.name(), () -> {
            final List<String> count = Commands.ask("tcpdump", "-r", one.trace().toString(), "--count", one.oracle());
            final String packets = count.getFirst().split(" ")[0];
            assertThat(one.expected("out")).contains("\"function\":\"PKT_COUNTER\"").contains("\"result\":" + packets + "}");
        }));
    }
}
