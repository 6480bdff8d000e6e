package org.mapi.run.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BoundedLogTest {

    @TempDir
    private Path folder;

    @Test
    void shouldKeepTheLastBytesInTwoFilesOfTheLimitAtMost() throws IOException {
        Path file = folder.resolve("console.log");
        try (BoundedLog log = new BoundedLog(file, 10)) {
            log.write("0123456789abcdefghijklmnop".getBytes(StandardCharsets.US_ASCII));
            log.write('q');
        }

        assertThat(folder.resolve("console.log.1")).hasContent("abcdefghij");
        assertThat(file).hasContent("klmnopq");
    }

    @Test
    void shouldKeepWhatTheFormerProcessWrote() throws IOException {
        Path file = folder.resolve("console.log");
        Files.writeString(file, "former");
        new BoundedLog(file, 10).close();

        assertThat(folder.resolve("console.log.1")).hasContent("former");
        assertThat(file).isEmptyFile();
    }
}
