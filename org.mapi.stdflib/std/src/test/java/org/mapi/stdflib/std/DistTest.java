package org.mapi.stdflib.std;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mapi.testkit.FunctionHarness.START;

import org.junit.jupiter.api.Test;
import org.mapi.MapiError;
import org.mapi.MapiException;
import org.mapi.function.FlowReference;
import org.mapi.function.FunctionReference;
import org.mapi.result.Distribution;
import org.mapi.testkit.FunctionHarness;

class DistTest {
    private final FunctionHarness harness = new FunctionHarness();
    private final FunctionHarness.FixedSource source = harness.source(1, 2);

    private void start(String min, String max, String interval) {
        harness.start(new Dist(), new FlowReference(1), new FunctionReference(1, 2), min, max, interval);
    }

    private void values(long... values) {
        for (long value : values) {
            source.value(value);
            harness.packet(START, 60);
        }
    }

    private Distribution read() {
        return harness.result(Distribution.class);
    }

    @Test
    void shouldPutEveryValueWhereItBelongs() {
        start("10", "35", "10");
        values(9, 10, 19, 20, 29, 30, 35, 36, -5, Long.MAX_VALUE);
        final Distribution result = read();
        assertThat(result.intervals()).isEqualTo(3);
        assertThat(result.data()).containsExactly(2, 2, 2);
        assertThat(result.below()).isEqualTo(2);
        assertThat(result.above()).isEqualTo(2);
        assertThat(result.min()).isEqualTo(10);
        assertThat(result.max()).isEqualTo(35);
        assertThat(result.interval()).isEqualTo(10);
    }

    @Test
    void shouldTakeTimes() {
        start("0", "1m", "20s");
        values(0, 59_999_999_999L, 60_000_000_000L, 60_000_000_001L);
        assertThat(read().data()).containsExactly(1, 0, 2);
        assertThat(read().above()).isOne();
    }

    @Test
    void shouldForgetAllAtResetAndNothingAtAnUpgrade() {
        start("0", "2000", "1");
        values(5, 5, 2000, 2001);
        harness.upgrade(new Dist());
        assertThat(read().data()).hasSize(2000);
        assertThat(read().data()[5]).isEqualTo(2);
        assertThat(read().data()[1999]).isOne();
        harness.instance().reset();
        assertThat(read().data()).containsOnly(0);
        assertThat(read().above()).isZero();
    }

    @Test
    void shouldNumberItsArguments() {
        refused(0, "10", "10", "1");
        refused(0, "10", "9", "1");
        refused(3, "x", "9", "1");
        refused(4, "1", "-9", "1");
        refused(5, "0", "9", "0");
        refused(5, "0", "9", "10");
        refused(5, "0", "1000000", "1");
        refused(5, "0", "1000000", "");
    }

    private void refused(int position, String min, String max, String interval) {
        assertThatThrownBy(() -> start(min, max, interval)).isInstanceOfSatisfying(MapiException.class,
            e -> assertThat(e.error()).isEqualTo(MapiError.invalidArgument(position)));
    }
}
