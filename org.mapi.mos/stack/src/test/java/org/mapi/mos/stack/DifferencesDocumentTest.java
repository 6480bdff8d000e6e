package org.mapi.mos.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** docs/mos-differences.md names tests of this package: each of them is there. */
class DifferencesDocumentTest {
    private static final Pattern TEST = Pattern.compile("`(\\w+Test)\\.(\\w+)`");
    private static final Path ROOT = Path.of(System.getProperty("project.root"));
    private static final Path TESTS = ROOT.resolve("org.mapi.mos/stack/src/test/java/org/mapi/mos/stack");

    @Test
    void shouldNameTestsThatExist() throws IOException {
        final Matcher matcher = TEST.matcher(Files.readString(ROOT.resolve("docs/mos-differences.md")));
        int count = 0;
        while (matcher.find()) {
            assertThat(Files.readString(TESTS.resolve(matcher.group(1) + ".java"))).as(matcher.group())
                .contains("void " + matcher.group(2) + "(");
            count++;
        }
        assertThat(count).isGreaterThan(30);
    }
}
