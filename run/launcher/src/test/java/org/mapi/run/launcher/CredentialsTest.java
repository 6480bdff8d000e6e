package org.mapi.run.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mapi.run.host.PasswordFile;

class CredentialsTest {

    @TempDir
    private Path folder;
    private final SecureRandom random = new SecureRandom();

    @Test
    void shouldGenerateOnceAndStoreOnlyTheHash() throws IOException {
        Credentials credentials = Credentials.of(new RunDirectory(folder));
        String password = credentials.generateIfMissing(random).orElseThrow();

        assertThat(password).matches("[a-zA-Z2-9]{20}");
        assertThat(credentials.generateIfMissing(random)).isEmpty();
        assertThat(credentials.user()).isEqualTo("admin");
        PasswordFile.Login stored = new PasswordFile(folder).read().orElseThrow();
        assertThat(stored.hash().matches(password.toCharArray())).isTrue();
        assertThat(folder.resolve("password")).content().doesNotContain(password);
        assertThat(Modes.text(folder.resolve("password"))).isEqualTo("0600");
    }

    @Test
    void shouldRefuseAPasswordTooShortOrTooLong() {
        Credentials credentials = Credentials.of(new RunDirectory(folder));

        assertThatThrownBy(() -> credentials.set("admin", "1234567".toCharArray(), random)).isInstanceOf(UserError.class)
                .hasMessage("password: 7 characters, expected 8 to 256");
        assertThatThrownBy(() -> credentials.set("admin", new char[257], random)).isInstanceOf(UserError.class);
        assertThat(folder.resolve("password")).doesNotExist();
    }

    @Test
    void shouldRefuseAUserNameThatCannotLogIn() {
        assertThatThrownBy(() -> Credentials.of(new RunDirectory(folder)).set("a:b", "12345678".toCharArray(), random))
                .isInstanceOf(UserError.class).hasMessageContaining("user: name=a:b");
    }
}
