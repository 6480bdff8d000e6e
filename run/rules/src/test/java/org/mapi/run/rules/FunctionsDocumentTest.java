package org.mapi.run.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.mapi.function.FunctionDefinition;
import org.mapi.function.ResultMethod;

/**
 * docs/functions.md is what the generator writes. After a change of a definition run
 * {@code mvn -pl run/rules -am verify -Dmapi.api.update=true}, read the difference and commit it.
 */
class FunctionsDocumentTest {
    private static final Path DOCUMENT = Path.of(System.getProperty("project.root")).resolve("docs/functions.md");
    private static final boolean UPDATE = Boolean.getBoolean("mapi.api.update");
    private static List<FunctionDefinition> functions;

    @BeforeAll
    static void find() throws IOException, ClassNotFoundException {
        functions = DeclaredFunctions.all();
    }

    @Test
    void shouldBeWhatTheDefinitionsSay() throws IOException {
        final String generated = FunctionsDocument.of(functions);
        if (UPDATE) {
            Files.writeString(DOCUMENT, generated);
        }
        assertThat(generated.lines()).as("docs/functions.md as generated from the definitions; -Dmapi.api.update=true writes it")
            .containsExactlyElementsOf(Files.readAllLines(DOCUMENT));
    }

    @Test
    void shouldKnowTheStandardLibrary() {
        assertThat(functions).filteredOn(one -> one.library().equals("stdflib")).extracting(FunctionDefinition::function)
            .containsExactlyInAnyOrder("HASH", "BINOP", "BPF_FILTER", "BUCKET", "BURST", "BYTE_COUNTER", "DIST", "GAP",
                "HASHSAMP", "PKT_COUNTER", "PKTINFO", "RES2FILE", "SAMPLE", "STARTSTOP", "STATS", "STR_SEARCH", "SYNC",
                "THRESHOLD", "TO_FILE", "TO_BUFFER", "INTERFACE");
    }

    @TestFactory
    Stream<DynamicTest> shouldTellEnoughOfEachFunction() {
        return functions.stream().map(one -> DynamicTest.dynamicTest(one.library() + ":" + one.function(), () -> {
            FunctionsDocument.checked(one);
            assertThat(one.description()).isNotBlank().doesNotEndWith(".");
            assertThat(one.examples()).as("examples").isNotEmpty();
            assertThat(one.examples()).as("examples that use it").anyMatch(example -> example.contains(one.function()));
            if (one.resultMethod() != ResultMethod.NONE) {
                assertThat(one.resultMeaning()).as("resultMeaning").isNotBlank().doesNotEndWith(".");
            }
            assertThat(one.differences()).as("differences").allMatch(sentence -> sentence.endsWith("."));
        }));
    }

    @Test
    void shouldSplitExamplesOutsideOfTextAndParentheses() {
        assertThat(FunctionsDocument.functions("a=GAP STATS(a, \"1\") STR_SEARCH(\"x ) \\\" y\", 0, 0)"))
            .containsExactly("a=GAP", "STATS(a, \"1\")", "STR_SEARCH(\"x ) \\\" y\", 0, 0)");
        assertThat(FunctionsDocument.command("a=GAP STATS(a)")).isEqualTo("a=GAP 'STATS(a)'");
    }
}
