package org.mapi.run.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mapi.run.host.BasicLogin.Outcome;

class BasicLoginTest {

    @TempDir
    private Path folder;
    private PasswordFile file;
    private BasicLogin login;

    @BeforeEach
    void setPassword() throws IOException {
        file = new PasswordFile(folder);
        login = new BasicLogin(file);
        store("admin", "first password");
    }

    private void store(String user, String password) throws IOException {
        file.write(new PasswordFile.Login(user, PasswordHash.of(password.toCharArray(), new SecureRandom())));
    }

    private Outcome outcome(String credentials) throws IOException {
        return login.check(header(credentials)).outcome();
    }

    private static String header(String credentials) {
        return "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void shouldAcceptTheStoredPasswordAgainAndAgain() throws IOException {
        for (int i = 0; i < 3; i++) {
            assertThat(login.check(header("admin:first password"))).isEqualTo(new BasicLogin.Answer(Outcome.ACCEPTED, "admin"));
        }
    }

    @Test
    void shouldRefuseAnotherNameOrPassword() throws IOException {
        assertThat(outcome("admin:other password")).isEqualTo(Outcome.REFUSED);
        assertThat(outcome("root:first password")).isEqualTo(Outcome.REFUSED);
        assertThat(outcome("admin:")).isEqualTo(Outcome.REFUSED);
        assertThat(outcome("admin")).isEqualTo(Outcome.REFUSED);
    }

    @Test
    void shouldForgetTheOldPasswordAtOnceWhenTheFileChanges() throws IOException {
        assertThat(outcome("admin:first password")).isEqualTo(Outcome.ACCEPTED);
        store("admin", "second password");

        assertThat(outcome("admin:first password")).isEqualTo(Outcome.REFUSED);
        assertThat(outcome("admin:second password")).isEqualTo(Outcome.ACCEPTED);
    }

    @Test
    void shouldRefuseEverybodyWithoutAFile() throws IOException {
        BasicLogin without = new BasicLogin(new PasswordFile(folder.resolve("elsewhere")));

        assertThat(without.check(header("admin:admin")).outcome()).isEqualTo(Outcome.REFUSED);
    }

    @Test
    void shouldTakeAnythingElseForNoCredentials() throws IOException {
        for (String header : new String[] {null, "", "Basic", "Bearer abc", "Basic ???", "Basic " + "A".repeat(5000)}) {
            assertThat(login.check(header).outcome()).as("header %s", header).isEqualTo(Outcome.MISSING);
        }
    }

    @Test
    void shouldNeverAcceptRandomHeaders() throws IOException {
        BasicLogin cheap = new BasicLogin(new PasswordFile(folder.resolve("elsewhere")));
        Random seeded = new Random(7);
        for (int round = 0; round < 2_000; round++) {
            StringBuilder header = new StringBuilder(seeded.nextBoolean() ? "Basic " : "");
            for (int i = seeded.nextInt(40); i > 0; i--) {
                header.append((char) seeded.nextInt(1, 300));
            }
            assertThat(cheap.check(header.toString()).outcome()).isIn(Outcome.MISSING, Outcome.REFUSED);
        }
    }
}
