package org.mapi.mos.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The documents on what differs from the original name tests and cases: each of them is there and is run. */
class DifferencesDocumentTest {
    private static final Path ROOT = Path.of(System.getProperty("project.root"));
    private static final List<String> DOCUMENTS = List.of("docs/mos-differences.md", "docs/mos-c-names.md");
    /** A class, perhaps with a method, perhaps with cases of it behind. */
    private static final Pattern NAMED = Pattern.compile("`(\\w+(?:Test|IT))(?:\\.(\\w+))?`(?: \\(([\\w-]+)\\))?");
    private static final Path CASES = ROOT.resolve("run/proof/src/test/cases");

    private static Map<String, Path> tests() throws IOException {
        final Map<String, Path> found = new TreeMap<>();
        for (String room : List.of("org.mapi.mos", "run")) {
            try (Stream<Path> files = Files.find(ROOT.resolve(room), 20, (file, kind) -> kind.isRegularFile()
                    && file.toString().matches(".*/src/test/java/.*(Test|IT)\\.java"))) {
                found.putAll(files.collect(Collectors.toMap(file -> file.getFileName().toString().replace(".java", ""),
                    file -> file, (one, other) -> one)));
            }
        }
        return found;
    }

    /** What is named and does not exist. */
    private static List<String> missing(String text) throws IOException {
        final Map<String, Path> tests = tests();
        final List<String> missing = new ArrayList<>();
        final Matcher named = NAMED.matcher(text);
        while (named.find()) {
            final Path file = tests.get(named.group(1));
            final String source = file == null ? "" : Files.readString(file);
            final boolean there = !source.isEmpty() && (named.group(2) == null ? source.contains("Test\n")
                : isRun(source, named.group(2)));
            if (!there || named.group(3) != null && !Files.exists(CASES.resolve(named.group(3)).resolve("case.properties"))) {
                missing.add(named.group());
            }
        }
        return missing;
    }

    /** Whether a method has one of JUnit's annotations; other annotations may stand between. */
    private static boolean isRun(String source, String method) {
        return Pattern.compile("@(Parameterized|Repeated)?Test(\\(.*\\))?\\s+(@[^\\n]*\\s+)*(public )?void " + method + "\\(")
            .matcher(source).find();
    }

    @Test
    void shouldNameTestsThatExist() throws IOException {
        long named = 0;
        for (String document : DOCUMENTS) {
            final String text = Files.readString(ROOT.resolve(document));
            assertThat(missing(text)).as(document).isEmpty();
            named += NAMED.matcher(text).results().count();
        }
        assertThat(named).isGreaterThan(40);
    }

    @Test
    void shouldSeeWhatDoesNotExist() throws IOException {
        assertThat(missing("`DifferencesDocumentTest.shouldNameTestsThatExist`, `CasesIT` (mos-short-connection), `CasesIT`"))
            .isEmpty();
        assertThat(missing("`DifferencesDocumentTest.isRun`, `NowhereTest.shouldWork`, `NowhereIT`, `CasesIT` (mos-nowhere), "
            + "`MosAllStreamsIT.followed`")).hasSize(5);
    }
}
