package org.mapi.stdflib.tutlib;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code docs/tutorial.md} shows the classes of this module as they are, but for the package. */
class TutorialTextTest {
    private static final Path ROOT = Path.of(System.getProperty("project.root"));
    private static final Path MODULE = ROOT.resolve("org.mapi.stdflib/tutlib");
    private static final Pattern LISTING = Pattern.compile("^```java src/(main|test)/java/tutlib/(\\S+)[^\\n]*\\n(.*?)^```$",
        Pattern.MULTILINE | Pattern.DOTALL);

    @Test
    void shouldShowTheClassesOfThisModule() throws IOException {
        final Map<String, String> shown = new TreeMap<>();
        final Matcher listing = LISTING.matcher(Files.readString(ROOT.resolve("docs/tutorial.md")));
        while (listing.find()) {
            shown.put(listing.group(2), listing.group(3));
            final Path source = MODULE.resolve("src/" + listing.group(1) + "/java/org/mapi/stdflib/tutlib/" + listing.group(2));
            assertThat(listing.group(3)).as(listing.group(2))
                .isEqualTo(Files.readString(source).replace("package org.mapi.stdflib.tutlib;", "package tutlib;"));
        }
        try (Stream<Path> sources = Files.list(MODULE.resolve("src/main/java/org/mapi/stdflib/tutlib"))) {
            assertThat(shown.keySet()).containsAll(sources.map(source -> source.getFileName().toString())
                .filter(name -> !name.equals("package-info.java")).toList());
        }
    }
}
