package org.mapi.run.launcher.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mapi.LibraryInformation;
import org.mapi.memif.driver.ToMemif;
import org.mapi.mos.functions.MosEvent;
import picocli.CommandLine;

class JarBundleTest {
    @Test
    void shouldTellTheBundleOfAClass() {
        assertThat(JarBundle.of(ToMemif.class).name()).isEqualTo("org.mapi.memif.driver");
        assertThat(JarBundle.of(MosEvent.class).name()).isEqualTo("org.mapi.mos.functions");
        assertThat(JarBundle.of(MosEvent.class).version()).matches("[0-9]+\\.[0-9]+\\.[0-9]+.*");
        assertThat(JarBundle.of(CommandLine.class).name()).isEqualTo("picocli");
    }

    @Test
    void shouldKnowNoneWhereNoManifestIs() {
        assertThat(JarBundle.of(JarBundleTest.class)).isEqualTo(new JarBundle("", ""));
    }

    @Test
    void shouldListLibrariesWithTheirBundlesWithoutAnAppliance(@TempDir Path folder) {
        try (PlainAppliance appliance = new PlainAppliance(folder, folder, true, message -> { })) {
            assertThat(appliance.mapi().libraries()).isNotEmpty().allSatisfy(library -> {
                assertThat(library.bundle()).as(library.library()).isNotEmpty();
                assertThat(library.version()).as(library.library()).isNotEmpty();
            }).extracting(LibraryInformation::library).contains("memif", "mos");
        }
    }
}
