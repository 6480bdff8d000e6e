package org.mapi.run.launcher.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mapi.run.launcher.monitor.PlainAppliance;

class StartPreparationTest {
    @TempDir
    private Path home;

    @Test
    void shouldWriteAnIndexThatTheCommandsRead() throws IOException {
        Files.createDirectory(home.resolve("lib"));
        Files.createDirectory(home.resolve("bundle"));
        Files.write(home.resolve("bundle/org.mapi.stdflib.broken.jar"), new byte[] {1, 2, 3});
        assertThatThrownBy(() -> StartPreparation.main(home.toString())).as("a jar that is none").isInstanceOf(IOException.class);

        Files.delete(home.resolve("bundle/org.mapi.stdflib.broken.jar"));
        StartPreparation.main(home.toString());

        assertThat(home.resolve("lib/libraries.index")).isRegularFile();
        try (PlainAppliance appliance = new PlainAppliance(home.resolve("bundle"), home.resolve("load"), true,
                message -> assertThat(message).isNull())) {
            assertThat(appliance.mapi().libraries()).as("what needs no jar of a library").isNotEmpty();
        }
    }

    @Test
    void shouldSayWhatIsExpectedWithoutAFolder() {
        assertThatThrownBy(() -> StartPreparation.main(home.resolve("missing").toString())).isInstanceOf(IOException.class)
            .hasMessageContaining("missing").hasMessageContaining("expected the folder of an assembled appliance");
    }
}
