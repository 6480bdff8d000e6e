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
import org.mapi.result.BucketEntry;
import org.mapi.testkit.FunctionHarness;

class BucketTest {
    private static final long SECOND = 1_000_000_000L;
    private static final FunctionReference SOURCE = new FunctionReference(1, 2);
    private final FunctionHarness harness = new FunctionHarness();
    private final FunctionHarness.FixedSource source = harness.source(1, 2);

    private void start(Object... more) {
        final List<Object> arguments = new ArrayList<>(List.of(new FlowReference(1), SOURCE));
        arguments.addAll(List.of(more));
        harness.start(new Bucket(), arguments.toArray());
    }

    private void packet(long time, long value) {
        harness.packet(START + time, 60);
        source.value(value);
    }

    private List<BucketEntry> entries() throws InterruptedException {
        final List<BucketEntry> entries = new ArrayList<>();
        final ResultReader<?> reader = harness.instance().openReader();
        for (Object entry = reader.read(0); entry != null; entry = reader.read(0)) {
            entries.add((BucketEntry) entry);
        }
        return entries;
    }

    private static BucketEntry entry(long time, long value) {
        return new BucketEntry(START + time, value);
    }

    @Test
    void shouldQueueTheValueOfEveryPacketWithItsTime() throws InterruptedException {
        start("0");
        source.value(5);
        harness.packet(START, 60);
        source.value(7);
        harness.packet(START + 1, 60);
        assertThat(entries()).containsExactly(entry(0, 5), entry(1, 7));
        assertThat(source.resets()).isZero();
    }

    @Test
    void shouldQueueOneEntryAtTheEnd() throws InterruptedException {
        start("-1", 1);
        packet(0, 5);
        packet(9, 6);
        assertThat(entries()).isEmpty();
        harness.instance().end();
        assertThat(entries()).containsExactly(entry(9, 6));
        assertThat(source.resets()).isOne();
        assertThat(harness.queue().ended()).isTrue();
    }

    @Test
    void shouldEndPeriodsWithoutPacketsByTheClock() throws InterruptedException {
        start("1s", 1);
        assertThat(harness.modified().before()).containsExactly(SOURCE);
        packet(0, 1);
        packet(SECOND / 2, 2);
        harness.instance().timer(START + SECOND);
        harness.instance().timer(START + 2 * SECOND + 5);
        packet(4 * SECOND + SECOND / 2, 1);
        packet(5 * SECOND, 2);
        assertThat(entries()).containsExactly(entry(SECOND, 2), entry(2 * SECOND, 0), entry(3 * SECOND, 0),
            entry(4 * SECOND, 0), entry(5 * SECOND, 1));
        assertThat(source.resets()).isEqualTo(4);
    }

    @Test
    void shouldPutEmptyPeriodsBehindTheValueThatCameBefore() throws InterruptedException {
        start("1s", 0);
        packet(0, 3);
        packet(3 * SECOND, 4);
        assertThat(entries()).containsExactly(entry(SECOND, 3), entry(2 * SECOND, 0), entry(3 * SECOND, 0));
    }

    @Test
    void shouldCountWhatDoesNotFitAndSurviveAJumpOfTheClock() throws InterruptedException {
        start("1ms", 0, 100);
        packet(0, 3);
        packet(1_000_000L * SECOND, 4);
        final long kept = entries().size();
        assertThat(kept).isBetween(100L, 200L);
        assertThat(kept + harness.queue().lost()).isEqualTo(1_000_000_000L);
    }

    @Test
    void shouldGoOnInTheMiddleOfAPeriodAfterAnUpgrade() throws InterruptedException {
        start("1s", 1);
        packet(0, 3);
        harness.upgrade(new Bucket());
        packet(SECOND + 1, 4);
        assertThat(entries()).containsExactly(entry(SECOND, 3));
    }

    @Test
    void shouldNotGoBackInTime() throws InterruptedException {
        start("1s");
        packet(0, 3);
        packet(-100 * SECOND, 4);
        packet(SECOND - 1, 5);
        assertThat(entries()).isEmpty();
    }

    @Test
    void shouldNumberItsArguments() {
        assertThatThrownBy(() -> start("5")).hasMessageContaining("argument 3 (period) is \"5\"");
        assertThatThrownBy(() -> start("0s")).hasMessageContaining("argument 3");
        assertThatThrownBy(() -> start("1s", 2)).hasMessageContaining("argument 4 (reset) is 2");
        assertThatThrownBy(() -> start("1s", 1, 0)).hasMessageContaining("argument 5 (entries) is 0");
        assertThatThrownBy(() -> harness.start(new Bucket(), new FlowReference(1), new FunctionReference(1, 7), "0"))
            .isInstanceOfSatisfying(MapiException.class,
                e -> assertThat(e.error()).isEqualTo(MapiError.MFUNCT_INVALID_ARGUMENT_1));
    }

    @Test
    void shouldLayEntriesOutAsDocumented() {
        assertThat(BucketEntryDescriptor.TIMESTAMP_OFFSET).isZero();
        assertThat(BucketEntryDescriptor.VALUE_OFFSET).isEqualTo(8);
        assertThat(BucketEntryDescriptor.LENGTH).isEqualTo(16);
        assertThat(ThresholdEventDescriptor.NUMBER_OFFSET).isZero();
        assertThat(ThresholdEventDescriptor.TIMESTAMP_OFFSET).isEqualTo(8);
        assertThat(ThresholdEventDescriptor.VALUE_OFFSET).isEqualTo(16);
        assertThat(ThresholdEventDescriptor.LENGTH).isEqualTo(24);
    }
}
