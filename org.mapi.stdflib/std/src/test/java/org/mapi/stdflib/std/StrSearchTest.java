package org.mapi.stdflib.std;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mapi.testkit.FunctionHarness.START;

import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mapi.MapiError;
import org.mapi.MapiException;
import org.mapi.testkit.FunctionHarness;

class StrSearchTest {
    private static boolean finds(String pattern, int offset, int depth, String packet) {
        return new FunctionHarness().start(new StrSearch(), pattern, offset, depth).text(packet);
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', value = {
        "www; 0; 1500; GET http://www.example/; true",
        "WWW; 0; 0; GET http://www.example/; false",
        "|77 77|w; 0; 0; http://www.example/; true",
        "|777777|; 0; 0; http://www.example/; true",
        "ab\\|c; 0; 0; xxab|cxx; true",
        "a\\\\b; 0; 0; xa\\bx; true",
        "zzz||www; 0; 0; http://www.example/; true",
        "||www||; 0; 0; http://www.example/; true",
        "longer than the whole packet||b; 0; 0; abc; true",
        "abc; 1; 0; abc; false",
        "abc; 0; 3; abcd; true",
        "bcd; 0; 3; abcd; false",
        "d; 3; 1; abcd; true",
        "a; 100; 0; abcd; false",
        "abcabd; 0; 0; abcabcabd; true",
        "a; 0; 23412; xxxa; true"})
    void shouldFindWhatThePatternSays(String pattern, int offset, int depth, String packet, boolean expected) {
        assertThat(finds(pattern, offset, depth, packet)).isEqualTo(expected);
    }

    @Test
    void shouldAgreeWithAPlainSearchOnRandomBytes() {
        final SplittableRandom random = new SplittableRandom(3);
        for (int round = 0; round < 5_000; round++) {
            final String packet = letters(random, 1 + random.nextInt(80));
            final String pattern = letters(random, 1 + random.nextInt(6));
            assertThat(finds(pattern, 0, 0, packet)).as("%s in %s", pattern, packet).isEqualTo(packet.contains(pattern));
        }
    }

    private static String letters(SplittableRandom random, int length) {
        final StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.append((char) ('a' + random.nextInt(3)));
        }
        return text.toString();
    }

    @Test
    void shouldNotLookBehindTheCapturedBytes() {
        final FunctionHarness harness = new FunctionHarness().start(new StrSearch(), "secret", 0, 0);
        harness.text("....secret");
        assertThat(harness.packet(START, 1500, "....".getBytes(StandardCharsets.ISO_8859_1))).isFalse();
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', value = {
        "''; 0; 0; MFUNCT_INVALID_ARGUMENT_1",
        "a; -120; 0; MFUNCT_INVALID_ARGUMENT_2",
        "a; 0; -1; MFUNCT_INVALID_ARGUMENT_3",
        "abcd; 0; 3; MDLIB_STRSEARCH_DEPTH_LESS_THAN_PTRN_ERR",
        "ab|41; 0; 0; MDLIB_STRSEARCH_UNTERMINATED_PIPE_ERR",
        "||; 0; 0; MDLIB_STRSEARCH_NOT_A_VALID_SEARCH_STRING",
        "|4|; 0; 0; MDLIB_STRSEARCH_NOT_A_VALID_SEARCH_STRING",
        "|4g|; 0; 0; MDLIB_STRSEARCH_NOT_A_VALID_SEARCH_STRING"})
    void shouldRefuseAPatternThatMeansNothing(String pattern, int offset, int depth, MapiError error) {
        assertThatThrownBy(() -> finds(pattern, offset, depth, "x"))
            .isInstanceOfSatisfying(MapiException.class, e -> assertThat(e.error()).isEqualTo(error));
    }
}
