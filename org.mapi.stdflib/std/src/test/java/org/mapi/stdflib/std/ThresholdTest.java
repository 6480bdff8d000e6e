package org.mapi.stdflib.std;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mapi.testkit.FunctionHarness.START;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.mapi.MapiError;
import org.mapi.MapiException;
import org.mapi.function.FlowReference;
import org.mapi.function.FunctionReference;
import org.mapi.function.ResultReader;
import org.mapi.result.ThresholdEvent;
import org.mapi.testkit.FunctionHarness;

class ThresholdTest {
    private static final long SECOND = 1_000_000_000L;
    private static final int SECOND_MICROS = 1_000_000;
    private static final int LONG = 2;
    private final FunctionHarness harness = new FunctionHarness();
    private final FunctionHarness.FixedSource source = harness.source(1, 2);
    private ResultReader<?> reader;

    private void start(int mode, Object... more) {
        final List<Object> arguments = new ArrayList<>(List.of(mode, new FlowReference(1), new FunctionReference(1, 2)));
        arguments.addAll(List.of(more));
        harness.start(new Threshold(), arguments.toArray());
        reader = null;
    }

    private boolean packet(long time, long value) {
        source.value(value);
        return harness.packet(START + time, 60);
    }

    private List<ThresholdEvent> events() throws InterruptedException {
        reader = reader == null ? harness.instance().openReader() : reader;
        final List<ThresholdEvent> events = new ArrayList<>();
        for (Object event = reader.read(0); event != null; event = reader.read(0)) {
            events.add((ThresholdEvent) event);
        }
        return events;
    }

    private static ThresholdEvent event(long number, long time, long value) {
        return new ThresholdEvent(number, START + time, value);
    }

    @Test
    void shouldRaiseAnEventPerPacketThatMeetsTheBound() throws InterruptedException {
        start(LONG, 0, 10, 1);
        assertThat(packet(0, 10)).isTrue();
        assertThat(packet(1, 11)).isTrue();
        assertThat(packet(2, 12)).isTrue();
        assertThat(events()).containsExactly(event(1, 1, 11), event(2, 2, 12));
    }

    @Test
    void shouldPassOnlyWhatMeetsTheBoundWhenAsked() {
        start(LONG, 1, 10, 2);
        assertThat(packet(0, 10)).isFalse();
        assertThat(packet(1, 9)).isTrue();
    }

    @Test
    void shouldCompareDifferences() throws InterruptedException {
        start(LONG, 0, -5, 16);
        packet(0, 100);
        packet(1, 95);
        packet(2, 89);
        assertThat(events()).containsExactly(event(1, 2, -6));
        start(LONG, 0, 3, 8);
        packet(0, 100);
        packet(1, 104);
        packet(2, 107);
        assertThat(events()).containsExactly(event(1, 1, 4));
        start(LONG, 0, 0, 4);
        packet(0, 0);
        packet(1, 0);
        assertThat(events()).containsExactly(event(1, 1, 0));
    }

    @Test
    void shouldLookAtAPartOfTheValue() throws InterruptedException {
        start(0, 0, 1, 0);
        packet(0, 0x101);
        start(1, 0, -1, 0);
        packet(0, 0xffff_ffffL);
        assertThat(events()).containsExactly(event(1, 0, -1));
    }

    @Test
    void shouldStopAfterSoManyEvents() throws InterruptedException {
        start(LONG, 0, 0, 1, 0, 1, 2);
        packet(0, 1);
        packet(1, 1);
        packet(2, 1);
        assertThat(events()).hasSize(2);
        assertThat(reader.ended()).isTrue();
        assertThat(harness.queue().lost()).isZero();
    }

    @Test
    void shouldPollByTheClock() throws InterruptedException {
        start(64 + LONG, 1, 10, 1, SECOND_MICROS);
        assertThat(packet(0, 50)).isFalse();
        harness.instance().timer(START + SECOND);
        assertThat(packet(SECOND + 1, 3)).isTrue();
        harness.instance().timer(START + 4 * SECOND + 7);
        assertThat(packet(4 * SECOND + 8, 3)).isFalse();
        assertThat(events()).containsExactly(event(1, SECOND, 50));
    }

    @Test
    void shouldWatchTheGrowthWithinAMovingWindow() throws InterruptedException {
        start(128 + LONG, 0, 100, 1, SECOND_MICROS, 10);
        packet(0, 1_000_000);
        packet(SECOND / 2, 1_000_060);
        packet(9 * SECOND / 10, 1_000_100);
        harness.instance().timer(START + SECOND);
        assertThat(events()).isEmpty();
        packet(11 * SECOND / 10, 1_000_110);
        assertThat(events()).isEmpty();
        harness.upgrade(new Threshold());
        reader = null;
        packet(12 * SECOND / 10, 1_000_110);
        assertThat(events()).containsExactly(event(1, 12 * SECOND / 10, 110));
        packet(30 * SECOND, 1_000_110);
        packet(31 * SECOND, 1_000_111);
        assertThat(events()).isEmpty();
    }

    @Test
    void shouldNumberItsArguments() {
        refused(1, 3, 0, 1, 0);
        refused(1, 192, 0, 1, 0);
        refused(4, LONG, 2, 1, 0);
        refused(6, LONG, 0, 1, 3);
        refused(7, LONG + 64, 0, 1, 0, 0);
        refused(8, LONG + 128, 0, 1, 0, 10, 0);
        refused(9, LONG, 0, 1, 0, 0, 1, -1);
        refused(10, LONG, 0, 1, 0, 0, 1, 0, 0);
    }

    private void refused(int position, int mode, Object... more) {
        assertThatThrownBy(() -> start(mode, more)).isInstanceOfSatisfying(MapiException.class,
            e -> assertThat(e.error()).isEqualTo(MapiError.invalidArgument(position)))
            .hasMessageContaining("argument " + position + " ");
    }
}
