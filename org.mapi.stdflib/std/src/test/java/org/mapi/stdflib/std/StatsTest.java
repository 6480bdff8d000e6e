package org.mapi.stdflib.std;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Percentage.withPercentage;
import static org.mapi.testkit.FunctionHarness.START;

import java.math.BigInteger;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.mapi.MapiException;
import org.mapi.function.FlowReference;
import org.mapi.function.FunctionReference;
import org.mapi.result.ResultLayout;
import org.mapi.result.Statistics;
import org.mapi.testkit.FunctionHarness;
import org.mapi.testkit.StateBytes;

class StatsTest {
    private static final ResultLayout<Statistics> LAYOUT = ResultLayout.of(Statistics.class);
    private final FunctionHarness harness = new FunctionHarness();
    private final FunctionHarness.FixedSource source = harness.source(1, 2);

    private void start(String mode) {
        harness.start(new Stats(), new FlowReference(1), new FunctionReference(1, 2), mode);
    }

    private void packet(long time, long value) {
        source.value(value);
        harness.packet(START + time, 60);
    }

    private Statistics read() {
        return harness.result(Statistics.class);
    }

    @Test
    void shouldKeepZeroAsSmallestValue() {
        start("0");
        packet(0, 0);
        packet(1, 10);
        packet(2, 4);
        final Statistics statistics = read();
        assertThat(statistics.count()).isEqualTo(3);
        assertThat(statistics.sum()).isEqualTo(14);
        assertThat(statistics.sum2()).isEqualTo(116);
        assertThat(statistics.min()).isZero();
        assertThat(statistics.max()).isEqualTo(10);
    }

    @Test
    void shouldSkipOnlyTheFirstPacketInModeOne() {
        start("1");
        packet(0, 1_000_000);
        packet(1, 10);
        packet(2, 4);
        assertThat(read().count()).isEqualTo(2);
        assertThat(read().max()).isEqualTo(10);
    }

    @Test
    void shouldTakeOneValuePerPeriodAndResetTheSource() {
        start("1s");
        packet(0, 1);
        packet(500_000_000L, 7);
        packet(1_000_000_000L, 9);
        assertThat(read().count()).isEqualTo(1);
        assertThat(read().sum()).isEqualTo(9);
        assertThat(source.resets()).isEqualTo(1);
    }

    @Test
    void shouldCountPeriodsWithoutPacketsWhenTimeGoesOn() {
        start("1s");
        packet(0, 1);
        packet(1, 5);
        harness.instance().timer(START + 4_000_000_000L);
        assertThat(read().count()).isEqualTo(4);
        assertThat(read().sum()).isEqualTo(5);
        assertThat(read().min()).isZero();
    }

    @Test
    void shouldStaySoundAfterAClockJumpOfAHundredYears() {
        start("1ms");
        packet(0, 1);
        harness.instance().timer(START + 3_000_000_000_000_000_000L);
        assertThat(read().count()).isEqualTo(3_000_000_000_000L);
    }

    @Test
    void shouldSumExactlyWhereDoublesCannot() {
        start("0");
        final SplittableRandom random = new SplittableRandom(7);
        BigInteger sum = BigInteger.ZERO;
        BigInteger sum2 = BigInteger.ZERO;
        for (int i = 0; i < 1000; i++) {
            final long value = random.nextLong() >> random.nextInt(64) >> 4;
            packet(i, value);
            sum = sum.add(BigInteger.valueOf(value));
            sum2 = sum2.add(BigInteger.valueOf(value).pow(2));
        }
        assertThat(read().sumExact()).isEqualTo(sum);
        assertThat(read().sum2Exact()).isEqualTo(sum2);
        assertThat(read().sum()).isCloseTo(sum.doubleValue(), withPercentage(1e-9));
    }

    @Test
    void shouldAddAValueManyTimesAsIfOneByOne() {
        final SplittableRandom random = new SplittableRandom(11);
        for (int round = 0; round < 200; round++) {
            final long value = random.nextLong() >> random.nextInt(64) >> 8;
            final int times = random.nextInt(50);
            final Accumulator once = new Accumulator();
            final Accumulator often = new Accumulator();
            once.add(3);
            often.add(3);
            once.add(value, times);
            for (int i = 0; i < times; i++) {
                often.add(value);
            }
            assertThat(view(once)).isEqualTo(view(often));
        }
    }

    private Statistics view(Accumulator accumulator) {
        accumulator.publish(harness.block());
        return LAYOUT.decode(harness.block().segment());
    }

    @Test
    void shouldGoOnAfterAnUpgradeWithWhatWasSaved() {
        start("1");
        packet(0, 1);
        packet(1, 5);
        final StateBytes state = new StateBytes();
        harness.instance().save(state);
        start("1");
        harness.instance().restore(harness.block(), state.reader());
        packet(2, 7);
        assertThat(read().count()).isEqualTo(2);
        assertThat(read().sum()).isEqualTo(12);
    }

    @Test
    void shouldTakeNothingFromASourceThatIsGone() {
        start("0");
        packet(0, 1);
        source.available(false);
        packet(1, 1);
        assertThat(read().count()).isEqualTo(1);
    }

    @Test
    void shouldRefuseAModeThatIsNoTime() {
        for (String mode : new String[] {"2", "x", "-1s", "0s", ""}) {
            assertThatThrownBy(() -> start(mode))
                .isInstanceOfSatisfying(MapiException.class, e -> assertThat(e.number()).isEqualTo(7003))
                .hasMessageContaining("argument 3 (mode) is \"" + mode + "\"");
        }
    }

    @Test
    void shouldRefuseASourceThatDoesNotExist() {
        assertThatThrownBy(() -> harness.start(new Stats(), new FlowReference(9), new FunctionReference(9, 9), "0"))
            .isInstanceOfSatisfying(MapiException.class, e -> assertThat(e.number()).isEqualTo(7001));
    }
}
