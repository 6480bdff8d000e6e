package org.mapi.console.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TerminalTextTest {
    @ParameterizedTest
    @ValueSource(strings = {"\u001b[2J", "\u0007", "\r", "\n", "\u009b31m", "\u202e", "\u2028", "\u0000", "\ud800"})
    void shouldPrintNothingThatATerminalObeys(String steering) {
        assertThat(TerminalText.printable("a" + steering + "b")).startsWith("a?").endsWith("b").doesNotContain(steering);
    }

    @Test
    void shouldLeaveOrdinaryTextAlone() {
        assertThat(TerminalText.printable("tcp port 80 <äöü> \"'$")).isEqualTo("tcp port 80 <äöü> \"'$");
    }

    @Test
    void shouldShowResultsInALine() {
        assertThat(TerminalText.result(null)).isEmpty();
        assertThat(TerminalText.result(12_345L)).isEqualTo("12345");
        assertThat(TerminalText.result(new TreeMap<>(Map.of("count", 3L, "sum2", 7.535577337E16))))
            .isEqualTo("count=3 sum2=7.53558e+16");
        assertThat(TerminalText.result(List.of(Map.of("a", 1), 2))).isEqualTo("{a=1} 2");
    }

    @Test
    void shouldCutWhatIsTooLongForALine() {
        assertThat(TerminalText.result("x".repeat(10_000))).hasSizeLessThan(200).endsWith(" …");
    }
}
