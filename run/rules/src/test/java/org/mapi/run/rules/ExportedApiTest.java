package org.mapi.run.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the API bundles export changes only on purpose: it is compared with the listing in {@code cnf/api}. After a wanted change
 * run {@code mvn -pl run/rules -am verify -Dmapi.api.update=true}, read the difference and commit it. From the first release on,
 * bnd's baseline takes over.
 */
class ExportedApiTest {
    private static final Path ROOT = Path.of(System.getProperty("project.root"));
    private static final boolean UPDATE = Boolean.getBoolean("mapi.api.update");

    @ParameterizedTest
    @ValueSource(strings = {"org.mapi.core/api", "org.mapi.memif/libmemif", "org.mapi.mos/api"})
    void shouldExportWhatTheListingSays(String room) throws IOException {
        final String bundle = room.replace('/', '.');
        final Path listing = ROOT.resolve("cnf/api").resolve(bundle + ".txt");
        final List<String> exported = ApiListing.of(jar(room, bundle));
        if (UPDATE) {
            Files.write(listing, exported);
        }
        assertThat(exported).as("exports of %s, as listed in cnf/api", bundle).isEqualTo(Files.readAllLines(listing))
            .isNotEmpty();
    }

    private static Path jar(String room, String bundle) throws IOException {
        try (Stream<Path> files = Files.list(ROOT.resolve(room).resolve("target"))) {
            return files.filter(file -> file.getFileName().toString().matches(bundle + "-[0-9].*\\.jar")).findFirst()
                .orElseThrow(() -> new IllegalStateException("no jar of " + bundle + ": run mvn package first"));
        }
    }

    @Test
    void shouldReadPackageNamesFromAnExportHeader() {
        assertThat(ApiListing.exported("org.a;version=\"1.0\";uses:=\"org.b,org.c\",org.d;version=\"1\""))
            .containsExactly("org.a", "org.d");
    }
}
