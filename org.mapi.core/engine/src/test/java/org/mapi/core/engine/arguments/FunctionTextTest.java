package org.mapi.core.engine.arguments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mapi.MapiError;
import org.mapi.MapiException;
import org.mapi.core.engine.arguments.TextArgument.Kind;

class FunctionTextTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "PKT_COUNTER                       | PKT_COUNTER",
        "  PKT_COUNTER ( )                 | PKT_COUNTER",
        "gap=GAP                           | gap=GAP",
        " gap = GAP                        | gap=GAP",
        "stdflib:GAP                       | stdflib:GAP",
        "my-lib:GAP!1.2.3                  | my-lib:GAP!1.2.3",
        "x=lib:GAP!1(1)                    | x=lib:GAP!1(1)",
        "STATS(gap,\"1\")                  | STATS(gap, \"1\")",
        "SAMPLE(20,PERIODIC)               | SAMPLE(20, PERIODIC)",
        "F(-3,+4,0x1f,-0xFF, 'c' ,\"\")    | F(-3, +4, 0x1f, -0xFF, 'c', \"\")",
        "F(9223372036854775807)            | F(9223372036854775807)",
        "F(-9223372036854775808)           | F(-9223372036854775808)",
        "F(\"a\\\"b\\\\c\\n\\x41\\u00e9\") | F(\"a\\\"b\\\\c\\nAé\")",
        "F('\\'','\"','\\\\','\\x00')      | F('\\'', '\"', '\\\\', '\\u0000')",
        "F(\"tcp, (port) = 80\")           | F(\"tcp, (port) = 80\")",
    })
    void shouldReadWhatPeopleWrite(String text, String canonical) {
        assertThat(FunctionText.parse(text)).hasToString(canonical);
        assertThat(FunctionText.parse(canonical)).isEqualTo(FunctionText.parse(text));
    }

    @Test
    void shouldTellTheKindsOfArguments() {
        final FunctionCall call = FunctionText.parse("s=lib:F!1.2(\"t\\t\", 'c', -0x10, WORD_1)");
        assertThat(call.name()).isEqualTo("s");
        assertThat(call.function()).isEqualTo("lib:F!1.2");
        assertThat(call.arguments()).extracting(TextArgument::kind, TextArgument::text).containsExactly(
            tuple(Kind.STRING, "t\t"), tuple(Kind.CHARACTER, "c"), tuple(Kind.NUMBER, "-0x10"), tuple(Kind.WORD, "WORD_1"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "``               | column 1 is the end, expected a function name",
        "1F               | column 1 is '1', expected a function name",
        "=GAP             | column 1 is '=', expected a function name",
        "a=               | column 3 is the end, expected a function name",
        "a=b=C            | column 4 is '=', expected '(' or the end",
        "lib:             | column 5 is the end, expected a function name after the library's",
        "my-lib           | column 7 is the end, expected ':' and a function name after the library name my-lib",
        "F!               | column 3 is the end, expected a device type such as 1.2",
        "F!1.             | column 4 is '.', expected '(' or the end",
        "F(               | column 3 is the end, expected an argument",
        "F(1              | column 4 is the end, expected ',' or ')'",
        "F(1 2)           | column 5 is '2', expected ',' or ')'",
        "F(1,)            | column 5 is ')', expected an argument",
        "F(,1)            | column 3 is ',', expected an argument",
        "F(1) x           | column 6 is 'x', expected the end",
        "F(\"abc          | column 3 is '\"', expected a closing \"",
        "F('c)            | column 3 is ''', expected a closing '",
        "F('')            | column 3 is ''', expected one character in single quotes",
        "F('ab')          | column 3 is ''', expected one character in single quotes",
        "F(\"\\d\")       | column 5 is 'd', expected an escape",
        "F(\"\\x4\")      | column 7 is '\"', expected 2 hexadecimal digits",
        "F(5s)            | column 3 is '5', expected a whole number",
        "F(1.5)           | column 3 is '1', expected a whole number",
        "F(-)             | column 3 is '-', expected a whole number",
        "F(0x)            | column 3 is '0', expected a whole number",
        "F(9223372036854775808) | column 3 is '9', expected a whole number from -2^63 to 2^63-1",
        "F(@)             | column 3 is '@', expected an argument",
        "PERIODIC=GAP     | name is PERIODIC, expected letters, digits and '_' that are no symbolic constant",
        "a-b=GAP          | name is a-b, expected letters, digits and '_'",
    })
    void shouldTellWhereTextIsWrong(String text, String message) {
        assertThatThrownBy(() -> FunctionText.parse(text)).isInstanceOf(MapiException.class)
            .hasMessageContaining("function \"" + text + "\"").hasMessageContaining(message)
            .extracting(error -> ((MapiException) error).error()).isEqualTo(MapiError.MFUNCT_INVALID_ARGUMENT);
    }

    @Test
    void shouldRefuseTwoFunctionsOfOneName() {
        assertThat(FunctionText.parseAll(List.of("a=GAP", "b=GAP", "GAP", "GAP"))).hasSize(4);
        assertThatThrownBy(() -> FunctionText.parseAll(List.of("a=GAP", "a=STATS(a)"))).isInstanceOf(MapiException.class)
            .hasMessage("function \"a=STATS(a)\": another function is named a, expected a name of its own");
    }

    @Test
    void shouldRefuseEndlessText() {
        assertThatThrownBy(() -> FunctionText.parse("F(\"" + "x".repeat(70_000) + "\")")).isInstanceOf(MapiException.class)
            .hasMessageContaining("70005 characters");
    }

    @Test
    void shouldNeverFailOtherwiseOnRandomText() {
        final Random random = new Random(20_240_601);
        final String alphabet = "aF_1:!=(),\"'\\x0u-+. \n\u00e9@";
        int good = 0;
        for (int round = 0; round < 200_000; round++) {
            final StringBuilder text = new StringBuilder();
            for (int length = random.nextInt(12); length >= 0; length--) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            good += parses(text.toString()) ? 1 : 0;
        }
        assertThat(good).isPositive();
    }

    @Test
    void shouldSurviveAnyChangeOfAGoodText() {
        final Random random = new Random(42);
        final String good = "name=lib:FUNCTION!1.2(\"text\\n\", 0x1f, -3, 'c', PERIODIC)";
        for (int round = 0; round < 50_000; round++) {
            final StringBuilder text = new StringBuilder(good);
            for (int changes = random.nextInt(3); changes >= 0; changes--) {
                final int at = random.nextInt(text.length());
                if (random.nextBoolean()) {
                    text.deleteCharAt(at);
                } else {
                    text.setCharAt(at, (char) random.nextInt(0x180));
                }
            }
            parses(text.toString());
        }
    }

    private static boolean parses(String text) {
        try {
            final FunctionCall call = FunctionText.parse(text);
            assertThat(FunctionText.parse(call.toString())).isEqualTo(call);
            return true;
        } catch (MapiException e) {
            assertThat(e).hasMessageContaining("expected");
            return false;
        }
    }
}
