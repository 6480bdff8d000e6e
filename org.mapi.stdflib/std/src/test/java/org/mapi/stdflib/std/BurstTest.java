package org.mapi.stdflib.std;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mapi.testkit.FunctionHarness.START;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.mapi.MapiError;
import org.mapi.MapiException;
import org.mapi.result.BurstCategory;
import org.mapi.result.Bursts;
import org.mapi.testkit.FunctionHarness;

class BurstTest {
    private static final BurstCategory NONE = new BurstCategory(0, 0, 0, 0, 0);
    private final FunctionHarness harness = new FunctionHarness();

    /** 1,000 Mbit/s: a byte takes 8 ns. Classes: below 100, 100 to 199, 200 to 299, 300 and more. */
    private void start() {
        harness.start(new Burst(), 100, 300, 100, 96, 10, 20, 1000);
    }

    private BurstCategory[] read() {
        return harness.result(Bursts.class).data();
    }

    @Test
    void shouldCountBurstsAndGapsByTheirSize() {
        start();
        harness.packet(START, 100);
        harness.packet(START + 800 + 96 + 10, 80);                    // as late as allowed: 180 bytes
        harness.packet(START + 906 + 640 + 96 + 11, 50);              // 1 ns too late: a gap of 107 ns, 13 bytes
        harness.packet(START + 1653 + 400 + 8 * 250, 500);            // a gap of 250 bytes
        assertThat(read()).containsExactly(new BurstCategory(50, 1, 1, 13, 1), new BurstCategory(180, 2, 1, 0, 0),
            new BurstCategory(0, 0, 0, 250, 1), NONE);
        harness.instance().end();
        assertThat(read()[3]).isEqualTo(new BurstCategory(500, 1, 1, 0, 0));
        assertThat(Arrays.stream(read()).mapToLong(BurstCategory::packets).sum()).isEqualTo(4);
    }

    @Test
    void shouldEndABurstByAPacketThatComesTooEarly() {
        start();
        harness.packet(START, 100);
        harness.packet(START + 800 + 96 - 20, 100);
        harness.packet(START + 876 + 800 + 96 - 21, 100);
        assertThat(read()[2]).isEqualTo(new BurstCategory(200, 2, 1, 0, 0));
        assertThat(read()[0]).isEqualTo(new BurstCategory(0, 0, 0, 9, 1));
    }

    @Test
    void shouldEndABurstWhenNothingFollows() {
        start();
        harness.packet(START, 100);
        harness.instance().timer(START + 500_000_000L);
        assertThat(read()[1]).isEqualTo(NONE);
        harness.instance().timer(START + 1_100_000_000L);
        assertThat(read()[1]).isEqualTo(new BurstCategory(100, 1, 1, 0, 0));
        harness.packet(START + 2_000_000_800L, 10);
        assertThat(read()[3]).isEqualTo(new BurstCategory(0, 0, 0, 250_000_000, 1));
    }

    @Test
    void shouldKeepTheBurstInProgressOverAnUpgradeAndForgetAllAtReset() {
        start();
        harness.packet(START, 100);
        harness.upgrade(new Burst());
        harness.packet(START + 896, 100);
        harness.packet(START + 9_000_000, 100);
        assertThat(read()[2].packets()).isEqualTo(2);
        harness.instance().reset();
        harness.instance().end();
        assertThat(read()).containsOnly(NONE);
    }

    @Test
    void shouldNumberItsArguments() {
        refused(1, -1, 300, 100, 0, 0, 0, 1);
        refused(2, 10, 9, 100, 0, 0, 0, 1);
        refused(3, 10, 100, 0, 0, 0, 0, 1);
        refused(3, 0, 1_000_000_000, 1, 0, 0, 0, 1);
        refused(4, 10, 100, 10, -1, 0, 0, 1);
        refused(5, 10, 100, 10, 0, -1, 0, 1);
        refused(6, 10, 100, 10, 0, 0, -1, 1);
        refused(7, 10, 100, 10, 0, 0, 0, 0);
    }

    private void refused(int position, Object... arguments) {
        assertThatThrownBy(() -> harness.start(new Burst(), arguments)).isInstanceOfSatisfying(MapiException.class,
            e -> assertThat(e.error()).isEqualTo(MapiError.invalidArgument(position)));
    }

    @Test
    void shouldSurviveTimesFarApart() {
        start();
        harness.packet(0, 100);
        harness.packet(Long.MAX_VALUE, 100);
        harness.packet(Long.MIN_VALUE, 100);
        harness.instance().end();
        assertThat(Arrays.stream(read()).mapToLong(BurstCategory::bursts).sum()).isEqualTo(3);
    }
}
