package org.mapi.stdflib.std;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mapi.testkit.FunctionHarness.START;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import org.junit.jupiter.api.Test;
import org.mapi.MapiError;
import org.mapi.MapiException;
import org.mapi.result.StartStopTimes;
import org.mapi.testkit.FunctionHarness;

class StartStopTest {
    private static final long SECOND = 1_000_000_000L;
    private final FunctionHarness harness = new FunctionHarness();

    private void start(String start, String stop) {
        harness.start(new StartStop(), start, stop);
    }

    private boolean packet(long time) {
        return harness.packet(START + time, 60);
    }

    private StartStopTimes read() {
        return harness.result(StartStopTimes.class);
    }

    private static String local(long time) {
        return LocalDateTime.ofInstant(Instant.ofEpochSecond((START + time) / SECOND), ZoneId.systemDefault())
            .format(DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss"));
    }

    @Test
    void shouldCountFromTheFirstPacketAndIncludeBothEnds() {
        start("+1.5s", "+1m");
        assertThat(packet(0)).isFalse();
        assertThat(packet(1_500_000_000L - 1)).isFalse();
        assertThat(packet(1_500_000_000L)).isTrue();
        assertThat(packet(61_500_000_000L)).isTrue();
        assertThat(packet(61_500_000_001L)).isFalse();
        assertThat(read()).isEqualTo(new StartStopTimes(START, START + 1_500_000_000L, START + 61_500_000_000L, 2));
    }

    @Test
    void shouldTakeLocalTimes() {
        start(local(2 * SECOND), local(5 * SECOND));
        assertThat(packet(0)).isFalse();
        assertThat(packet(2 * SECOND)).isTrue();
        assertThat(packet(5 * SECOND)).isTrue();
        assertThat(packet(5 * SECOND + 1)).isFalse();
        assertThat(packet(4 * SECOND)).isTrue();
        assertThat(read()).isEqualTo(new StartStopTimes(START, START + 2 * SECOND, START + 4 * SECOND, 2));
        start(local(2 * SECOND), "+1s");
        assertThat(packet(3 * SECOND)).isTrue();
        assertThat(packet(3 * SECOND + 1)).isFalse();
    }

    @Test
    void shouldBeOpenAtAnEndWithoutATime() {
        start("0", "0");
        assertThat(packet(-9)).isTrue();
        start("0", "+1s");
        assertThat(packet(0)).isTrue();
        assertThat(packet(-9)).isTrue();
        assertThat(packet(SECOND + 1)).isFalse();
        start("+1s", "0");
        assertThat(packet(0)).isFalse();
        assertThat(packet(1_000_000 * SECOND)).isTrue();
    }

    @Test
    void shouldTellByTheClockThatTheSpanIsOver() {
        start("+0s", "+1s");
        harness.instance().timer(START);
        assertThat(read().state()).isZero();
        packet(0);
        assertThat(read().state()).isOne();
        harness.instance().timer(START + 2 * SECOND);
        assertThat(read().state()).isEqualTo(2);
    }

    @Test
    void shouldKeepTheSpanOverUpgradeAndReset() {
        start("+1s", "+1s");
        packet(0);
        packet(SECOND);
        harness.upgrade(new StartStop());
        assertThat(packet(2 * SECOND)).isTrue();
        assertThat(packet(2 * SECOND + 1)).isFalse();
        assertThat(read().firstProcessed()).isEqualTo(START + SECOND);
        harness.instance().reset();
        assertThat(read().last()).isZero();
        assertThat(packet(SECOND)).isTrue();
    }

    @Test
    void shouldNumberItsArguments() {
        refused(MapiError.MFUNCT_INVALID_ARGUMENT, "+1s", local(0));
        refused(MapiError.MFUNCT_INVALID_ARGUMENT_1, "tomorrow", "+1s");
        refused(MapiError.MFUNCT_INVALID_ARGUMENT_1, "+5", "+1s");
        refused(MapiError.MFUNCT_INVALID_ARGUMENT_1, "2026-13-01 00:00:00", "0");
        refused(MapiError.MFUNCT_INVALID_ARGUMENT_2, "0", "never");
        refused(MapiError.MFUNCT_INVALID_ARGUMENT_2, local(SECOND), local(0));
    }

    private void refused(MapiError error, String start, String stop) {
        assertThatThrownBy(() -> start(start, stop)).isInstanceOfSatisfying(MapiException.class,
            e -> assertThat(e.error()).as(e.line()).isEqualTo(error));
    }
}
