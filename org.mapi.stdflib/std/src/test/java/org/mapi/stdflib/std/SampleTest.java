package org.mapi.stdflib.std;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mapi.testkit.FunctionHarness.START;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mapi.MapiException;
import org.mapi.testkit.FunctionHarness;

class SampleTest {
    private static int passed(int packets, Object... arguments) {
        final FunctionHarness harness = new FunctionHarness().start(new Sample(), arguments);
        int passed = 0;
        for (int i = 0; i < packets; i++) {
            passed += harness.packet(START + i, 60) ? 1 : 0;
        }
        return passed;
    }

    @Test
    void shouldPassFortyFourOf893PacketsWhenEveryTwentiethIsAskedFor() {
        assertThat(passed(893, 20, 0)).isEqualTo(44);
    }

    @Test
    void shouldUnderstandTheOriginalsNumbersOfTheModes() {
        assertThat(passed(893, 20, 2)).isEqualTo(44);
        assertThat(passed(100, 0, 3)).isZero();
    }

    @Test
    void shouldPassFirstThePacketWhoseNumberIsTheValue() {
        final FunctionHarness harness = new FunctionHarness().start(new Sample(), 3, 0);
        assertThat(harness.packet(START, 60)).isFalse();
        assertThat(harness.packet(START, 60)).isFalse();
        assertThat(harness.packet(START, 60)).isTrue();
    }

    @Test
    void shouldPassNothingAtZeroPercentAndEverythingAtAHundred() {
        assertThat(passed(10_000, 0, 1)).isZero();
        assertThat(passed(10_000, 100, 1)).isEqualTo(10_000);
    }

    @Test
    void shouldPassAboutThePercentageAndTheSamePacketsForTheSameSeed() {
        assertThat(passed(100_000, 25, 1, 42L)).isBetween(24_500, 25_500).isEqualTo(passed(100_000, 25, 1, 42L));
    }

    @ParameterizedTest
    @CsvSource({"0,0,7001", "-1,0,7001", "101,1,7001", "-1,1,7001", "5,4,7002", "5,-1,7002"})
    void shouldRefuseValuesThatMeanNothing(int value, int mode, int error) {
        assertThatThrownBy(() -> passed(1, value, mode))
            .isInstanceOfSatisfying(MapiException.class, e -> assertThat(e.number()).isEqualTo(error));
    }
}
