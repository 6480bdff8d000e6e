package org.mapi.run.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PasswordFileTest {

    private static final PasswordHash HASH = PasswordHash.parse("pbkdf2-sha256$1000$c2FsdA==$" + "A".repeat(43) + "=");

    @TempDir
    private Path folder;

    @Test
    void shouldBeEmptyWithoutAFile() throws IOException {
        assertThat(new PasswordFile(folder).read()).isEmpty();
    }

    @Test
    void shouldGiveBackWhatWasWritten() throws IOException {
        PasswordFile file = new PasswordFile(folder);
        file.write(new PasswordFile.Login("admin", HASH));
        file.write(new PasswordFile.Login("jürgen", HASH));

        assertThat(file.read()).hasValueSatisfying(login -> {
            assertThat(login.user()).isEqualTo("jürgen");
            assertThat(login.hash()).hasToString(HASH.toString());
        });
    }

    @Test
    void shouldBeReadableByItsOwnerOnlyAndLeaveNothingBeside() throws IOException {
        PasswordFile file = new PasswordFile(folder);
        file.write(new PasswordFile.Login("admin", HASH));

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.path()))).isEqualTo("rw-------");
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactly(file.path());
        }
    }

    @Test
    void shouldNameTheFileButNotItsContentWhenItIsDamaged() throws IOException {
        PasswordFile file = new PasswordFile(folder);
        for (String content : new String[] {"", "secret", ":x", "admin:secret", "x".repeat(5000)}) {
            Files.writeString(file.path(), content);

            assertThatThrownBy(file::read).isInstanceOf(IOException.class).hasMessageContaining(file.path().toString())
                    .hasMessageNotContaining("secret");
        }
    }

    @Test
    void shouldRefuseAUserNameThatWouldBreakTheLine() {
        for (String name : new String[] {"", "a:b", "a\nb"}) {
            assertThatThrownBy(() -> new PasswordFile.Login(name, HASH)).isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("user: name=" + name);
        }
    }
}
