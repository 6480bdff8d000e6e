package org.mapi.stdflib.tutlib;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mapi.testkit.FunctionHarness.START;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mapi.MapiError;
import org.mapi.MapiException;
import org.mapi.function.FlowReference;
import org.mapi.function.FunctionReference;
import org.mapi.testkit.FunctionHarness;

class StatsTest {
    private static final FlowReference FLOW = new FlowReference(1);
    private static final FunctionReference SOURCE = new FunctionReference(1, 2);

    private final FunctionHarness harness = new FunctionHarness();
    private final FunctionHarness.FixedSource source = harness.source(1, 2);

    private void packets(long... values) {
        for (long value : values) {
            source.value(value);
            assertThat(harness.packet(START, 60)).isTrue();
        }
    }

    private TutorialStatistics result() {
        return harness.result(TutorialStatistics.class);
    }

    @Test
    void shouldTakeTheValueAtEveryPacket() {
        harness.start(new Stats(), FLOW, SOURCE, '0');
        packets(4, 0, 5);
        assertThat(result()).isEqualTo(new TutorialStatistics(3, 9, 41, 5, 0));
    }

    @Test
    void shouldLeaveTheFirstPacketOut() {
        harness.start(new Stats(), FLOW, SOURCE, '1');
        packets(0, 3, 5);
        assertThat(result()).isEqualTo(new TutorialStatistics(2, 8, 34, 5, 3));
    }

    @ParameterizedTest
    @CsvSource({"0,3", "1,2"})
    void shouldTakeNumbersForSkipAsTheTutorialDoes(int skip, long count) {
        harness.start(new Stats(), FLOW, SOURCE, skip);
        packets(1, 1, 1);
        assertThat(result().count()).isEqualTo(count);
    }

    @Test
    void shouldKnowNegativeValues() {
        harness.start(new Stats(), FLOW, SOURCE, '0');
        packets(-3, -2);
        assertThat(result()).isEqualTo(new TutorialStatistics(2, -5, 13, -2, -3));
    }

    @Test
    void shouldBeginAnewAfterAResetWithoutSkippingAgain() {
        harness.start(new Stats(), FLOW, SOURCE, '1');
        packets(1, 2);
        harness.instance().reset();
        assertThat(result()).isEqualTo(new TutorialStatistics(0, 0, 0, 0, 0));
        packets(7);
        assertThat(result()).isEqualTo(new TutorialStatistics(1, 7, 49, 7, 7));
    }

    @Test
    void shouldGoOnAfterAnUpgrade() {
        harness.start(new Stats(), FLOW, SOURCE, '1');
        packets(9, 2);
        harness.upgrade(new Stats());
        packets(4);
        assertThat(result()).isEqualTo(new TutorialStatistics(2, 6, 20, 4, 2));
    }

    @Test
    void shouldStillSkipTheFirstPacketWhenTheUpgradeComesBeforeIt() {
        harness.start(new Stats(), FLOW, SOURCE, '1');
        harness.upgrade(new Stats());
        packets(9, 4);
        assertThat(result()).isEqualTo(new TutorialStatistics(1, 4, 16, 4, 4));
    }

    @ParameterizedTest
    @ValueSource(chars = {'2', 'x', 2})
    void shouldRefuseAnotherSkipAsThirdArgument(char skip) {
        assertThatThrownBy(() -> harness.start(new Stats(), FLOW, SOURCE, skip))
            .isInstanceOfSatisfying(MapiException.class, e -> {
                assertThat(e.error()).isEqualTo(MapiError.MFUNCT_INVALID_ARGUMENT_3);
                assertThat(e.number()).isEqualTo(7003);
            }).hasMessage("argument 3 (skip) is '" + skip + "', expected 0 or 1");
    }

    @Test
    void shouldRefuseASourceThatIsNotThereAsFirstArgument() {
        assertThatThrownBy(() -> harness.start(new Stats(), FLOW, new FunctionReference(1, 3), '0'))
            .isInstanceOfSatisfying(MapiException.class, e -> assertThat(e.number()).isEqualTo(7001));
    }
}
