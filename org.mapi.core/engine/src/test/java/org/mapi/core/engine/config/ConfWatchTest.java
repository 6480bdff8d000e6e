package org.mapi.core.engine.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfWatchTest {
    @TempDir
    private Path folder;
    private Path file;
    private ConfWatch watch;

    @BeforeEach
    void makeWatch() {
        file = folder.resolve("mapi.conf");
        watch = new ConfWatch(file, name -> null);
    }

    @Test
    void shouldTellNothingWhileNothingChanges() throws IOException {
        Files.writeString(file, "libs=a\n");
        assertThat(watch.read().libs()).containsExactly("a");
        assertThat(watch.look()).isEmpty();
        assertThat(watch.look()).isEmpty();
    }

    @Test
    void shouldWaitUntilTheFileHasLookedTheSameTwice() throws IOException {
        watch.read();
        Files.writeString(file, "libs=a\n");
        assertThat(watch.look()).isEmpty();
        Files.writeString(file, "libs=a:b\n");
        assertThat(watch.look()).isEmpty();
        assertThat(watch.look().orElseThrow().libs()).containsExactly("a", "b");
        assertThat(watch.look()).isEmpty();
    }

    @Test
    void shouldSeeAFileThatReplacesAnother() throws IOException {
        Files.writeString(file, "libs=a\n");
        watch.read();
        final Path other = Files.writeString(folder.resolve("other"), "libs=b\n");
        Files.setLastModifiedTime(other, Files.getLastModifiedTime(file));
        Files.move(other, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        watch.look();
        assertThat(watch.look().orElseThrow().libs()).containsExactly("b");
    }

    @Test
    void shouldTellThatTheFileIsGone() throws IOException {
        Files.writeString(file, "libs=a\n");
        watch.read();
        Files.delete(file);
        assertThat(watch.look()).isEmpty();
        assertThat(watch.look()).contains(MapiConf.none());
    }

    @Test
    void shouldTellProblemsOfAChangedFile() throws IOException {
        watch.read();
        Files.writeString(file, "nonsense\n");
        watch.look();
        assertThat(watch.look().orElseThrow().hasErrors()).isTrue();
        assertThat(watch.look()).isEmpty();
    }
}
