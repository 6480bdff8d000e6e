package org.mapi.mos.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Positions before and after changes, and changes upon changes. */
class StreamEditsTest {
    private final StreamEdits edits = new StreamEdits();
    private final MemorySegment memory = Arena.ofAuto().allocate(100);

    private void replace(long position, int count, String text) {
        MemorySegment.copy(text.getBytes(), 0, memory, ValueLayout.JAVA_BYTE, 0, text.length());
        edits.replace(position, count, memory, text.length());
    }

    /** The stream as it is received, made of the edits and of the stream as it was sent. */
    private static String apply(StreamEdits edits, String sent) {
        final StringBuilder received = new StringBuilder();
        int at = 0;
        for (int i = 0; i < edits.size(); i++) {
            received.append(sent, at, (int) edits.start(i));
            final byte[] bytes = new byte[edits.added(i)];
            MemorySegment.copy(edits.data(), ValueLayout.JAVA_BYTE, edits.from(i), bytes, 0, bytes.length);
            received.append(new String(bytes));
            at = (int) edits.start(i) + edits.removed(i);
        }
        return received.append(sent.substring(at)).toString();
    }

    @Test
    void shouldMapPositionsThereAndBack() {
        replace(10, 0, "abc");
        replace(23, 5, "");
        assertThat(edits.size()).isEqualTo(2);
        assertThat(edits.map(10)).as("what was put in comes before byte 10").isEqualTo(10);
        assertThat(edits.mapBehind(10)).isEqualTo(13);
        assertThat(edits.map(11)).isEqualTo(14);
        assertThat(edits.map(20)).isEqualTo(23);
        assertThat(edits.map(22)).as("within what was taken out").isEqualTo(23);
        assertThat(edits.map(25)).isEqualTo(23);
        assertThat(edits.map(-1)).as("the SYN").isEqualTo(-1);
        assertThat(edits.unmap(12)).as("a part of what was put in").isEqualTo(10);
        assertThat(edits.unmap(13)).isEqualTo(10);
        assertThat(edits.unmap(23)).as("what was taken out counts as received").isEqualTo(25);
        assertThat(edits.unmapEnd(23)).isEqualTo(20);
        assertThat(edits.unmapBegin(10)).isEqualTo(10);
        assertThat(edits.unmapBegin(12)).as("byte 10 has to be sent again, for what was put in before it").isEqualTo(11);
        assertThat(edits.unmapBegin(13)).isEqualTo(11);
        assertThat(edits.unmapBegin(14)).isEqualTo(11);
        assertThat(edits.unmapBegin(23)).isEqualTo(20);
    }

    @Test
    void shouldForgetWhatIsAcknowledgedAndKeepTheShift() {
        replace(10, 0, "abc");
        replace(50, 0, "defg");
        edits.acknowledge(10);
        assertThat(edits.size()).isEqualTo(2);
        edits.acknowledge(11);
        assertThat(edits.size()).isEqualTo(1);
        assertThat(edits.map(40)).isEqualTo(43);
        assertThat(edits.unmap(43)).isEqualTo(40);
        assertThat(edits.map(48)).isEqualTo(55);
        edits.acknowledge(1000);
        assertThat(edits.size()).isZero();
        assertThat(edits.isIdentity()).isFalse();
        assertThat(edits.unmap(2)).as("never before the first byte").isZero();
        assertThat(edits.unmap(0)).as("the SYN alone").isZero();
        edits.clear();
        assertThat(edits.isIdentity()).isTrue();
    }

    @Test
    void shouldMakeOneChangeOfChangesUponChanges() {
        final Random random = new Random(9);
        for (int round = 0; round < 3000; round++) {
            edits.clear();
            final StringBuilder sent = new StringBuilder();
            for (int i = 0; i < 40; i++) {
                sent.append((char) ('a' + random.nextInt(26)));
            }
            final StringBuilder model = new StringBuilder(sent);
            for (int i = 0; i < 12; i++) {
                final int from = random.nextInt(model.length() + 1);
                final int count = random.nextInt(Math.min(8, model.length() - from) + 1);
                final String text = "ABCDEFGH".substring(0, random.nextInt(8));
                replace(from, count, text);
                model.replace(from, from + count, text);
                assertThat(apply(edits, sent.toString())).isEqualTo(model.toString());
                assertThat(edits.map(sent.length() + 5)).isEqualTo(model.length() + 5);
            }
            final StreamEdits longer = new StreamEdits();
            longer.append(edits, 0);
            assertThat(apply(longer, sent.toString())).isEqualTo(model.toString());
        }
    }

    @Test
    void shouldNeverMoveBackwardsInEitherDirection() {
        final Random random = new Random(4);
        for (int i = 0; i < 20; i++) {
            replace(random.nextInt(300), random.nextInt(6), "x".repeat(random.nextInt(6)));
        }
        for (int at = 1; at < 320; at++) {
            assertThat(edits.map(at)).isBetween(edits.map(at - 1), edits.mapBehind(at));
            assertThat(edits.unmap(at)).isGreaterThanOrEqualTo(edits.unmap(at - 1));
            assertThat(edits.unmapEnd(at)).isLessThanOrEqualTo(edits.unmap(at));
            assertThat(edits.unmap(edits.mapBehind(at))).as("byte " + at).isGreaterThanOrEqualTo(edits.unmapEnd(edits.map(at)));
        }
    }
}
