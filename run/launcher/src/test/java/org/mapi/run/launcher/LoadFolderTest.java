package org.mapi.run.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoadFolderTest {

    @TempDir
    private Path folder;
    private Path load;

    @BeforeEach
    void create() throws IOException {
        folder = folder.toRealPath();
        load = folder.resolve("load");
        new LoadFolder(load).create();
    }

    private static void chmod(Path path, String mode) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
    }

    @Test
    void shouldCreateAFolderForTheOwnerOnlyAndAcceptIt() throws IOException {
        assertThat(Modes.text(load)).isEqualTo("0700");
        new LoadFolder(load).check();
    }

    @Test
    void shouldAcceptAFolderThatOthersMayRead() throws IOException {
        chmod(load, "rwxr-xr-x");
        Files.createFile(load.resolve("a.jar"));
        chmod(load.resolve("a.jar"), "rw-r--r--");

        assertThatCode(new LoadFolder(load)::check).doesNotThrowAnyException();
    }

    @Test
    void shouldRefuseAFolderThatOthersMayWriteTo() throws IOException {
        for (String mode : new String[] {"rwxrwxrwx", "rwxrwxr-x", "rwx----w-"}) {
            chmod(load, mode);

            assertThatThrownBy(new LoadFolder(load)::check).as(mode).isInstanceOf(UserError.class)
                    .hasMessage("load folder " + load + " is refused: folder " + load + " has mode " + Modes.text(load)
                            + " and others may write to it; expected: writable by its owner only (chmod go-w " + load + ")");
        }
    }

    @Test
    void shouldRefuseABundleThatOthersMayWriteTo() throws IOException {
        Path jar = Files.createFile(load.resolve("a.jar"));
        chmod(jar, "rw-rw-r--");

        assertThatThrownBy(new LoadFolder(load)::check).isInstanceOf(UserError.class)
                .hasMessageContaining("file " + jar + " has mode 0664");
    }

    @Test
    void shouldRefuseAFolderThatCanBeReplacedFromAbove() throws IOException {
        Path above = Files.createDirectory(folder.resolve("above"));
        new LoadFolder(above.resolve("load")).create();
        chmod(above, "rwxrwxrwx");

        assertThatThrownBy(new LoadFolder(above.resolve("load"))::check).isInstanceOf(UserError.class)
                .hasMessageContaining(above + " above it has mode 0777");
    }

    @Test
    void shouldLookThroughALink() throws IOException {
        Path link = Files.createSymbolicLink(folder.resolve("link"), load);
        chmod(load, "rwxrwxrwx");

        assertThatThrownBy(new LoadFolder(link)::check).isInstanceOf(UserError.class).hasMessageContaining("mode 0777");
    }

    @Test
    void shouldRefuseAFileInItsPlace() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));

        assertThatThrownBy(new LoadFolder(file)::check).isInstanceOf(UserError.class)
                .hasMessage("load folder " + file + " is not a folder");
    }

    @Test
    void shouldKnowWhenAFileCameThoughItsContentIsOld() throws IOException {
        Instant before = Instant.now().minusSeconds(3);
        Path jar = Files.createFile(load.resolve("a.jar"));
        Files.setLastModifiedTime(jar, FileTime.fromMillis(0));

        assertThat(LoadFolder.hasChangedSince(jar, before)).isTrue();
        assertThat(LoadFolder.hasChangedSince(jar, Instant.now().plusSeconds(1))).isFalse();
        assertThat(LoadFolder.hasChangedSince(load.resolve("gone.jar"), before)).isTrue();
    }
}
