package org.mapi.run.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunDirectoryTest {

    @TempDir
    private Path folder;

    private static void chmod(Path path, String mode) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
    }

    @Test
    void shouldCreateItselfAndItsPartsForTheOwnerOnly() throws IOException {
        RunDirectory directory = new RunDirectory(folder.resolve("a/b/var"));
        directory.create();
        directory.create();

        for (Path part : new Path[] {directory.path(), directory.logs(), directory.cache(), directory.config()}) {
            assertThat(Modes.text(part)).as(part.toString()).isEqualTo("0700");
        }
    }

    @Test
    void shouldRefuseAFolderThatOthersMayEnter() throws IOException {
        Path open = Files.createDirectory(folder.resolve("open"));
        chmod(open, "rwxr-x---");

        assertThatThrownBy(new RunDirectory(open)::create).isInstanceOf(UserError.class).hasMessage("run directory " + open
                + " has mode 0750, expected 0700: nobody else may enter it (chmod 700 " + open + ")");
        assertThat(Modes.text(open)).isEqualTo("0750");
    }

    @Test
    void shouldSayHowToNameAnotherFolderWhenItIsSomebodyElses() throws IOException {
        Assumptions.assumeTrue(Modes.self() == 0, "only root can give a folder away");
        Path foreign = Files.createDirectory(folder.resolve("foreign"));
        Files.setAttribute(foreign, "unix:uid", 65_534);

        assertThatThrownBy(new RunDirectory(foreign)::create).isInstanceOf(UserError.class).hasMessage("run directory " + foreign
                + " belongs to user id 65534, expected the user who runs this, id 0 (name a folder of your own with --dir or"
                + " MAPI_RUN_DIR)");
    }

    @Test
    void shouldRefuseAFileInItsPlace() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));

        assertThatThrownBy(new RunDirectory(file)::create).isInstanceOf(UserError.class)
                .hasMessage("run directory " + file + " is not a folder");
        assertThatThrownBy(new RunDirectory(file.resolve("below"))::check).isInstanceOf(UserError.class)
                .hasMessageContaining("cannot be created").hasMessageContaining(file.toString());
        assertThatThrownBy(new RunDirectory(file.resolve("below"))::create).isInstanceOf(UserError.class)
                .hasMessageContaining("cannot be created");
    }

    @Test
    void shouldRefuseAPathTooLongForASocket() {
        Path deep = folder.resolve("x".repeat(120));

        assertThatThrownBy(new RunDirectory(deep)::create).isInstanceOf(UserError.class).hasMessageContaining("too long a path")
                .hasMessageContaining("at most 107");
        assertThat(deep).doesNotExist();
    }

    @Test
    void shouldChangeNothingWhenItOnlyChecks() {
        Path absent = folder.resolve("absent");
        new RunDirectory(absent).check();

        assertThat(absent).doesNotExist();
    }

    @Test
    void shouldReadNoProcessIdFromGarbage() throws IOException {
        RunDirectory directory = new RunDirectory(folder);
        assertThat(directory.readPid()).isEmpty();
        Files.writeString(directory.pidFile(), "12x\n");
        assertThat(directory.readPid()).isEmpty();
        Files.writeString(directory.pidFile(), "123\n");
        assertThat(directory.readPid()).hasValue(123);
    }

    @Test
    void shouldBeLockedByOneOnly() throws IOException {
        RunDirectory directory = new RunDirectory(folder.resolve("var"));
        assertThat(InstanceLock.isHeld(directory)).isFalse();
        directory.create();
        try (InstanceLock lock = InstanceLock.take(directory).orElseThrow()) {
            assertThat(lock).isNotNull();
            assertThat(InstanceLock.isHeld(directory)).isTrue();
            assertThat(InstanceLock.take(directory)).isEmpty();
        }
        assertThat(InstanceLock.isHeld(directory)).isFalse();
    }
}
