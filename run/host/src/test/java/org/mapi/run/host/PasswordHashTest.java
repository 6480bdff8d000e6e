package org.mapi.run.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PasswordHashTest {

    private final SecureRandom random = new SecureRandom();

    @Test
    void shouldMatchOnlyThePasswordItWasMadeFrom() {
        PasswordHash hash = PasswordHash.of("correct horse".toCharArray(), random);

        assertThat(hash.matches("correct horse".toCharArray())).isTrue();
        assertThat(hash.matches("correct horsf".toCharArray())).isFalse();
        assertThat(hash.matches(new char[0])).isFalse();
    }

    @Test
    void shouldSurviveItsTextForm() {
        PasswordHash hash = PasswordHash.of("schön & gut 密码".toCharArray(), random);
        PasswordHash read = PasswordHash.parse(hash.toString());

        assertThat(read.toString()).isEqualTo(hash.toString()).startsWith("pbkdf2-sha256$600000$").doesNotContain("gut");
        assertThat(read.matches("schön & gut 密码".toCharArray())).isTrue();
    }

    @Test
    void shouldSaltEveryHashAnew() {
        assertThat(PasswordHash.of("same".toCharArray(), random).toString())
                .isNotEqualTo(PasswordHash.of("same".toCharArray(), random).toString());
    }

    @Test
    void shouldMatchAVectorComputedElsewhere() {
        // Python: hashlib.pbkdf2_hmac('sha256', b'password', b'salt', 4096)
        PasswordHash hash = PasswordHash.parse("pbkdf2-sha256$4096$c2FsdA==$xeR41ZKIyEGqUw22hFxMjZYok6ABzk4RpJY4c6qYE0o=");

        assertThat(hash.matches("password".toCharArray())).isTrue();
        assertThat(hash.matches("Password".toCharArray())).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "pbkdf2-sha256$1$AA==", "md5$1$AA==$AAAAAAAAAAAAAAAAAAAAAA==", "pbkdf2-sha256$x$AA==$AA==",
        "pbkdf2-sha256$0$AA==$AAAAAAAAAAAAAAAAAAAAAA==", "pbkdf2-sha256$999999999$AA==$AAAAAAAAAAAAAAAAAAAAAA==",
        "pbkdf2-sha256$1$$AAAAAAAAAAAAAAAAAAAAAA==", "pbkdf2-sha256$1$AA==$AA==", "pbkdf2-sha256$1$?$AAAAAAAAAAAAAAAAAAAAAA=="})
    void shouldRefuseAnotherForm(String text) {
        assertThatThrownBy(() -> PasswordHash.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void shouldNeverMatchOrFailOtherwiseWhenTheTextIsDamaged() {
        Random seeded = new Random(20260101);
        String good = "pbkdf2-sha256$1000$c2FsdHNhbHRzYWx0c2FsdA==$" + "A".repeat(43) + "=";
        for (int round = 0; round < 200; round++) {
            StringBuilder text = new StringBuilder(good);
            text.setCharAt(seeded.nextInt(text.length()), (char) seeded.nextInt(32, 127));
            boolean matches;
            try {
                matches = PasswordHash.parse(text.toString()).matches("password".toCharArray());
            } catch (IllegalArgumentException e) {
                matches = false;
            }
            assertThat(matches).as(text.toString()).isFalse();
        }
    }
}
