package org.mapi.run.bench.std;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mapi.run.bench.Traces;

/** The programs count what their peers count; how fast is not asked here. */
class StandardBenchmarksTest {
    private static final int LINES = 700;
    @TempDir
    private Path directory;

    @BeforeEach
    void tracesHere() {
        System.setProperty(Traces.FOLDER, directory.toString());
    }

    @AfterEach
    void tracesElsewhere() {
        System.clearProperty(Traces.FOLDER);
    }

    @Test
    void shouldFindTheLinesThatGrepFinds() throws Exception {
        for (int count : new int[] {1, 50}) {
            final List<String> texts = TextFile.texts(count);
            final Path patterns = Files.write(directory.resolve("texts"), texts);
            for (boolean matching : new boolean[] {false, true}) {
                final StrSearchCost bench = new StrSearchCost(LINES);
                final Path file = bench.file(texts, matching);
                final Process grep = new ProcessBuilder(StrSearchCost.grep(texts, patterns, file)).start();
                final String found = new String(grep.getInputStream().readAllBytes(), StandardCharsets.UTF_8).trim();
                assertThat(bench.count(StrSearchCost.search(texts), file)).hasToString(found).isEqualTo(matching ? LINES : 0);
            }
        }
    }

    @Test
    void shouldMeasureTheFirstExampleOfEachFunction() throws Exception {
        assertThat(LibraryClasses.all()).extracting(type -> LibraryClasses.definition(type).function())
            .contains("STR_SEARCH", "BUCKET", "INTERFACE");
        assertThat(FunctionCost.split("gap=GAP STATS(gap, \"1 2\") PKT_COUNTER"))
            .containsExactly("gap=GAP", "STATS(gap, \"1 2\")", "PKT_COUNTER");
        assertThat(FunctionCost.upTo("STATS", List.of("gap=GAP", "STATS(gap)", "PKT_COUNTER"))).hasSize(2);
        final FunctionCost.FlowCost cost = new FunctionCost(5_000, 2).cost(List.of("size=PKTINFO(PKT_SIZE)", "STATS(size)"));
        assertThat(cost.nanos()).isPositive();
        assertThat(cost.bytes()).isLessThan(5);
    }
}
