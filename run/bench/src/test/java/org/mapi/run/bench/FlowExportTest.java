package org.mapi.run.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FlowExportTest {
    @TempDir
    private Path directory;

    @BeforeEach
    void folder() {
        System.setProperty(Traces.FOLDER, directory.toString());
    }

    @AfterEach
    void forget() {
        System.clearProperty(Traces.FOLDER);
    }

    @Test
    void shouldReportFlowsOfTheTraceOnce() throws IOException, InterruptedException {
        assertThat(new FlowExport(20_000).measure()).isBetween(100L, 20_000L);
    }
}
