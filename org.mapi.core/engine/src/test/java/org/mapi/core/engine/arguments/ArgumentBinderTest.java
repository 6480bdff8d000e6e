package org.mapi.core.engine.arguments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.mapi.MapiError;
import org.mapi.MapiException;
import org.mapi.function.Definition;
import org.mapi.function.FlowReference;
import org.mapi.function.FunctionReference;

class ArgumentBinderTest {
    private static final FlowReference OWN = new FlowReference(9);
    private static final Map<String, FunctionReference> NAMES = Map.of("gap", new FunctionReference(9, 4));

    private static Definition taking(String... arguments) {
        return Definition.of(Map.of("mapi.library", "lib", "mapi.function", "F", "mapi.arguments", arguments));
    }

    private static Object one(String letter, Object value) {
        return ArgumentBinder.bind(taking("x:" + letter + ":an argument"), OWN, value).values().get(0);
    }

    private static Object[] text(String function) {
        return FunctionText.parse(function).values(NAMES);
    }

    static Stream<Arguments> accepted() {
        return Stream.of(
            Arguments.of("s", "text", "text"), Arguments.of("s", "", ""),
            Arguments.of("i", 5, 5), Arguments.of("i", 5L, 5), Arguments.of("i", (short) -5, -5), Arguments.of("i", (byte) 7, 7),
            Arguments.of("i", (long) Integer.MIN_VALUE, Integer.MIN_VALUE), Arguments.of("i", "PKT_SIZE", 1),
            Arguments.of("l", 5, 5L), Arguments.of("l", Long.MIN_VALUE, Long.MIN_VALUE), Arguments.of("l", "NOWAIT", 1L),
            Arguments.of("c", 'x', 'x'), Arguments.of("c", "x", 'x'), Arguments.of("c", 255, '\u00ff'),
            Arguments.of("c", 0L, '\0'), Arguments.of("c", "\u00e9", '\u00e9'),
            Arguments.of("r", new FlowReference(3), new FlowReference(3)), Arguments.of("r", 3, new FlowReference(3)),
            Arguments.of("r", StandIns.flow(3), new FlowReference(3)),
            Arguments.of("f", new FunctionReference(3, 2), new FunctionReference(3, 2)),
            Arguments.of("f", 2, new FunctionReference(9, 2)),
            Arguments.of("f", StandIns.applied(3, 2), new FunctionReference(3, 2)),
            Arguments.of("w", "out.pcap", Path.of("out.pcap")), Arguments.of("w", Path.of("x"), Path.of("x")),
            Arguments.of("S", "2@3,4", List.of(new FunctionReference(3, 2), new FunctionReference(9, 4))),
            Arguments.of("S", " ", List.of()),
            Arguments.of("S", StandIns.applied(3, 2), List.of(new FunctionReference(3, 2))),
            Arguments.of("S", List.of(StandIns.applied(3, 2), new FunctionReference(1, 1), 5),
                List.of(new FunctionReference(3, 2), new FunctionReference(1, 1), new FunctionReference(9, 5))),
            Arguments.of("S", new Integer[] {5}, List.of(new FunctionReference(9, 5))));
    }

    @ParameterizedTest
    @MethodSource("accepted")
    void shouldConvertWhatFits(String letter, Object given, Object expected) {
        assertThat(one(letter, given)).isEqualTo(expected);
    }

    static Stream<Arguments> refused() {
        return Stream.of(
            Arguments.of("s", 5, "text"), Arguments.of("s", null, "text"), Arguments.of("s", 'c', "text"),
            Arguments.of("i", "5", "a whole number from -2147483648 to 2147483647 or a symbolic constant"),
            Arguments.of("i", "PERIODISCH", "a whole number"), Arguments.of("i", 1L << 31, "a whole number"),
            Arguments.of("i", 5.0, "a whole number"), Arguments.of("i", null, "a whole number"),
            Arguments.of("i", 'c', "a whole"),
            Arguments.of("l", "5", "a whole number from -2^63 to 2^63-1"), Arguments.of("l", 1.5f, "a whole number"),
            Arguments.of("c", "xy", "one character, or a number from 0 to 255"), Arguments.of("c", "", "one character"),
            Arguments.of("c", 256, "one character"), Arguments.of("c", -1, "one character"),
            Arguments.of("c", '\u20ac', "one character"), Arguments.of("c", null, "one character"),
            Arguments.of("r", "gap", "a flow"), Arguments.of("r", null, "a flow"), Arguments.of("r", "WAIT", "a flow"),
            Arguments.of("r", 1L << 40, "a flow"),
            Arguments.of("f", "1", "a function applied to a flow"), Arguments.of("f", StandIns.flow(1), "a function applied"),
            Arguments.of("w", 5, "the path of a file"), Arguments.of("w", "a\0b", "the path of a file"),
            Arguments.of("S", "2@", "functions as fid@fd,fid@fd"), Arguments.of("S", "2@3,", "functions as"),
            Arguments.of("S", "2@3@4", "functions as"), Arguments.of("S", "gap", "functions as"),
            Arguments.of("S", Arrays.asList(1, null), "functions as"), Arguments.of("S", null, "functions as"));
    }

    @ParameterizedTest
    @MethodSource("refused")
    void shouldNamePositionValueAndWhatWasExpected(String letter, Object given, String expected) {
        final Definition definition = taking("a:i:first", "x:" + letter + ":second");
        assertThatThrownBy(() -> ArgumentBinder.bind(definition, OWN, 1, given)).isInstanceOf(MapiException.class)
            .hasMessageStartingWith("argument 2 (x) is ").hasMessageContaining("expected " + expected)
            .extracting(error -> ((MapiException) error).error()).isEqualTo(MapiError.MFUNCT_INVALID_ARGUMENT_2);
    }

    @Test
    void shouldTellWhatTheNumbersOfAnArgumentMean() {
        assertThatThrownBy(() -> ArgumentBinder.bind(taking("mode:i:PERIODIC or PROBABILISTIC"), OWN, text("F(PERIODC)")))
            .hasMessageEndingWith("or a symbolic constant (PERIODIC or PROBABILISTIC)");
        assertThatThrownBy(() -> ArgumentBinder.bind(taking("x:s:a text"), OWN, 5)).hasMessageEndingWith("expected text");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "i | F(\"20\")       | 20", "i | F(0x1f)      | 31", "i | F(PERIODIC)   | 2", "i | F(\"PKT_SIZE\") | 1",
        "l | F(-5)           | -5", "l | F(\"0xff\")  | 255", "s | F(1)          | 1", "s | F(0x10)        | 0x10",
        "s | F('c')          | c",  "c | F('c')       | c",   "c | F(\"c\")      | c", "c | F(65)          | A",
        "r | F(3)            | 3", "r | F(gap)       | 9",
        "f | F(gap)          | 4@9", "f | F(2)        | 2@9", "S | F(gap)        | [4@9]", "S | F(\"gap,1@2\") | [4@9, 1@2]",
        "S | F(7)            | [7@9]", "w | F(\"a.b\") | a.b",
    })
    void shouldBeLooserWithText(String letter, String function, String expected) {
        assertThat(ArgumentBinder.bind(taking("x:" + letter + ":an argument"), OWN, text(function)).values().get(0))
            .hasToString(expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "s | F(word)     | argument 1 (x) is word, expected text in double quotes",
        "i | F(\"2x\")   | argument 1 (x) is \"2x\", expected a whole number",
        "i | F(gap)      | argument 1 (x) is gap, expected a whole number",
        "i | F('1')      | argument 1 (x) is '1', expected a whole number",
        "i | F(2147483648) | argument 1 (x) is 2147483648, expected a whole number",
        "c | F(word)     | argument 1 (x) is word, expected one character",
        "r | F(gpa)      | argument 1 (x) is gpa, expected a flow, by number or by the name of a function before it, of [gap]",
        "r | F(PERIODIC) | argument 1 (x) is PERIODIC, expected a flow",
        "f | F(PERIODIC) | argument 1 (x) is PERIODIC, expected a function",
        "f | F(\"x\")    | argument 1 (x) is \"x\", expected a function applied to a flow, by number or by the name",
        "w | F(word)     | argument 1 (x) is word, expected the path of a file",
        "S | F('c')      | argument 1 (x) is 'c', expected functions as",
    })
    void shouldRefuseTextThatFitsNot(String letter, String function, String message) {
        assertThatThrownBy(() -> ArgumentBinder.bind(taking("x:" + letter + ":an argument"), OWN, text(function)))
            .isInstanceOf(MapiException.class).hasMessageContaining(message)
            .extracting(error -> ((MapiException) error).error()).isEqualTo(MapiError.MFUNCT_INVALID_ARGUMENT_1);
    }

    @Test
    void shouldSayHowToNameAFunctionWhereNoneHasAName() {
        final Object[] unnamed = FunctionText.parse("F(gap)").values(Map.of());
        assertThatThrownBy(() -> ArgumentBinder.bind(taking("x:f:a function"), OWN, unnamed))
            .hasMessageEndingWith("a function before it, of which none has a name (name one: gap=GAP)");
    }

    private static final Definition STATS = taking("flow:r:flow", "source:f:function", "mode:s=0:mode");

    static Stream<Arguments> pairs() {
        return Stream.of(
            Arguments.of(new Object[] {StandIns.flow(3), StandIns.applied(3, 2), "1"}, 3, 2, "1"),
            Arguments.of(new Object[] {StandIns.applied(3, 2), "1"}, 3, 2, "1"),
            Arguments.of(new Object[] {StandIns.applied(3, 2)}, 3, 2, "0"),
            Arguments.of(new Object[] {new FunctionReference(3, 2)}, 3, 2, "0"),
            Arguments.of(new Object[] {3, 2, "1"}, 3, 2, "1"),
            Arguments.of(new Object[] {StandIns.flow(3), 2}, 3, 2, "0"),
            Arguments.of(text("F(gap, \"1\")"), 9, 4, "1"),
            Arguments.of(text("F(gap, 1)"), 9, 4, "1"),
            Arguments.of(text("F(3, 2, 1)"), 3, 2, "1"));
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void shouldFillFlowAndFunctionByOneReference(Object[] given, int flow, int function, String mode) {
        final org.mapi.function.Arguments bound = ArgumentBinder.bind(STATS, OWN, given);
        assertThat(bound.flow(0)).isEqualTo(new FlowReference(flow));
        assertThat(bound.function(1)).isEqualTo(new FunctionReference(flow, function));
        assertThat(bound.text(2)).isEqualTo(mode);
    }

    @Test
    void shouldRefuseAFunctionOfAnotherFlowThanTheOneNamed() {
        assertThatThrownBy(() -> ArgumentBinder.bind(STATS, OWN, StandIns.flow(4), StandIns.applied(3, 2)))
            .hasMessage("argument 2 (source) is 2@3, expected a function of flow 4, which the argument before it names");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "0 | F got 0 arguments, expected 2 to 3: (flow: flow, source: function, mode: text = 0)",
        "1 | F got 1 argument, expected 2 to 3: (flow: flow, source: function, mode: text = 0)",
        "4 | F got 4 arguments, expected 2 to 3: (flow: flow, source: function, mode: text = 0)",
    })
    void shouldListTheArgumentsWhenTheirNumberIsWrong(int number, String message) {
        final Object[] given = Arrays.copyOf(new Object[] {1, 1, "0", "x"}, number);
        assertThatThrownBy(() -> ArgumentBinder.bind(STATS, OWN, given)).isInstanceOf(MapiException.class).hasMessage(message)
            .extracting(error -> ((MapiException) error).error()).isEqualTo(MapiError.MFUNCT_INVALID_ARGUMENT_DESCRIPTOR);
    }

    @Test
    void shouldFillInDefaultsOfEveryType() {
        final org.mapi.function.Arguments bound = ArgumentBinder.bind(taking("a:i=PERIODIC:x", "b:l=-7:x", "c:c=z:x", "d:s=:x",
            "e:w=out:x", "f:S=:x", "g:i=0x10:x"), OWN);
        assertThat(bound.values()).containsExactly(2, -7L, 'z', "", Path.of("out"), List.of(), 16);
    }

    @Test
    void shouldBlameTheDefinitionForAWrongDefault() {
        assertThatThrownBy(() -> ArgumentBinder.bind(taking("a:i=many:x"), OWN))
            .hasMessageContaining("definition of lib:F: default of argument 1 (a) is \"many\", expected a whole number")
            .extracting(error -> ((MapiException) error).error()).isEqualTo(MapiError.MFUNCT_INVALID_ARGUMENT_DESCRIPTOR);
    }

    @Test
    void shouldTakeNullForNoArguments() {
        assertThat(ArgumentBinder.bind(taking(), OWN, (Object[]) null).count()).isZero();
    }

    @Test
    void shouldUseTheUnnumberedErrorBeyondTheSixthArgument() {
        final String[] seven = Stream.of("a", "b", "c", "d", "e", "f", "g").map(name -> name + ":i:x").toArray(String[]::new);
        assertThatThrownBy(() -> ArgumentBinder.bind(taking(seven), OWN, 1, 2, 3, 4, 5, 6, "x"))
            .extracting(error -> ((MapiException) error).error()).isEqualTo(MapiError.MFUNCT_INVALID_ARGUMENT);
    }

    @Test
    void shouldNeverFailOtherwiseOnRandomValues() {
        final Random random = new Random(7);
        final Object[] pool = {null, 1, -1L, "x", "", "PERIODIC", 'c', 2.5, StandIns.flow(1), StandIns.applied(2, 3),
            new FlowReference(4), new FunctionReference(5, 6), Path.of("p"), List.of(1), new Object(), new int[0],
            new TextArgument(TextArgument.Kind.WORD, "w"), new TextArgument(TextArgument.Kind.NUMBER, "99999999999")};
        final String letters = "siclrfwS";
        for (int round = 0; round < 100_000; round++) {
            final String[] declared = new String[random.nextInt(5)];
            for (int i = 0; i < declared.length; i++) {
                declared[i] = "a" + i + ":" + letters.charAt(random.nextInt(letters.length())) + ":x";
            }
            final Object[] given = new Object[random.nextInt(5)];
            for (int i = 0; i < given.length; i++) {
                given[i] = pool[random.nextInt(pool.length)];
            }
            try {
                assertThat(ArgumentBinder.bind(taking(declared), OWN, given).count()).isEqualTo(declared.length);
            } catch (MapiException e) {
                assertThat(e).hasMessageContaining("expected");
            }
        }
    }
}
