package org.mapi.run.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Another process sees whole, growing values. */
class ForeignReadTest {
    @TempDir
    private Path directory;

    @Test
    void shouldSeeTheCounterGrow() throws Exception {
        System.setProperty(Traces.FOLDER, directory.toString());
        try {
            final List<String> lines = ForeignRead.run(100_000, 2);
            final long first = Long.parseLong(lines.get(0).split(" ")[4]);
            final long second = Long.parseLong(lines.get(1).split(" ")[4]);
            assertThat(first).isPositive();
            assertThat(second).isGreaterThan(first);
        } finally {
            System.clearProperty(Traces.FOLDER);
        }
    }
}
