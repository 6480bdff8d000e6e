package org.mapi.mos.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.mapi.packet.TcpFlags;

/** The short way for the next segment of a connection does exactly what the long way does. */
class NextSegmentTest {
    private static final int CONNECTIONS = 12_000;
    private static final int SEGMENTS = 20;

    private final Random random = new Random(20_261_121);
    private final TcpEmulation shortWay = new TcpEmulation(true);
    private final TcpEmulation longWay = new TcpEmulation(true);
    private final long[] words = new long[FlowWords.COUNT];
    private final FlowObjects objects = new FlowObjects();
    private int taken;
    private int left;

    @Test
    void shouldDoWhatTheLongWayDoesForSegmentsOfAllKinds() {
        for (int i = 0; i < CONNECTIONS; i++) {
            begin();
            for (int k = 0; k < SEGMENTS; k++) {
                segment(random.nextInt(2), "connection " + i + ", segment " + k);
            }
        }
        assertThat(taken).isGreaterThan(CONNECTIONS * SEGMENTS / 4);
        assertThat(left).isGreaterThan(CONNECTIONS * SEGMENTS / 10);
    }

    private void begin() {
        Arrays.fill(words, 0);
        objects.clear();
        for (int side = 0; side < 2; side++) {
            final int at = FlowWords.side(side);
            words[at + FlowWords.FIN] = FlowWords.NO_FIN;
            words[at + FlowWords.WINDOW] = random.nextInt(10) == 0 ? 0 : random.nextInt(70_000);
            words[at + FlowWords.START] = FlowWords.start(random.nextInt(), random.nextInt(4), random.nextInt(20) == 0 ? 0
                : FlowWords.SEQUENCE_KNOWN | (random.nextBoolean() ? FlowWords.SCALE_OFFERED | FlowWords.SYN_SEEN : 0));
        }
        words[FlowWords.STATE] = FlowWords.BOTH_ESTABLISHED | (random.nextInt(20) == 0 ? FlowWords.RESETTING : 0);
    }

    /** Mostly what comes next, and now and then something else in one of its fields. */
    private void segment(int side, String what) {
        final int own = FlowWords.side(side);
        final int other = FlowWords.side(1 - side);
        int flags = TcpFlags.ACK | (random.nextBoolean() ? TcpFlags.PSH : 0);
        long position = words[own + FlowWords.SENT];
        long acknowledged = random.nextBoolean() ? words[own + FlowWords.ACKED] : words[own + FlowWords.EXPECTED];
        switch (random.nextInt(20)) {
            case 0 -> position += random.nextInt(4_000) - 2_000;
            case 1 -> acknowledged += random.nextInt(4_000) - 2_000;
            case 2 -> position -= 1;
            case 3 -> flags = random.nextInt(1 << 8) & ~TcpFlags.SYN;
            case 4 -> acknowledged = words[own + FlowWords.ACKED] - 1;
            default -> { }
        }
        final int length = random.nextInt(3) == 0 ? 0 : random.nextInt(8) == 0 ? 1 : random.nextInt(1_460);
        final int window = random.nextInt(15) == 0 ? 0 : random.nextInt(65_536);
        load(shortWay, flags, position, acknowledged, length, window, own, other);
        load(longWay, flags, position, acknowledged, length, window, own, other);
        compare(side, what);
    }

    private void load(TcpEmulation segment, int flags, long position, long acknowledged, int length, int window, int own,
            int other) {
        segment.flags = flags;
        segment.sequence = (int) words[own + FlowWords.START] + 1 + (int) position;
        segment.acknowledgement = (int) words[other + FlowWords.START] + 1 + (int) acknowledged;
        segment.length = length;
        segment.window = window;
    }

    private void compare(int side, String what) {
        final long[] before = words.clone();
        final long[] quick = words.clone();
        final boolean next = shortWay.sendNext(quick, 0, side);
        final int receiver = 1 - side;
        long events = longWay.send(words, 0, side);
        final boolean special = longWay.isKeepAlive(words, 0, receiver) || longWay.isWindowProbe(words, 0, receiver)
            || longWay.isRepeated(words, 0, receiver, objects.coverage[receiver]) || longWay.isTooFar(words, 0, side);
        events |= longWay.receive(words, 0, receiver);
        if (longWay.length > 0 && !longWay.has(TcpFlags.RST) && !longWay.isTooFar(words, 0, side)) {
            longWay.accept(words, 0, receiver, objects);
        }
        events |= longWay.has(TcpFlags.RST) ? 0 : longWay.afterPayload(words, 0, receiver);
        if (next) {
            taken++;
            quick[FlowWords.side(receiver) + FlowWords.EXPECTED] = shortWay.position + shortWay.length;
            assertThat(quick).as(what).isEqualTo(words);
            assertThat(special).as(what).isFalse();
            assertThat(events).as(what).isZero();
            assertThat(shortWay.position).as(what).isEqualTo(longWay.position);
            assertThat(shortWay.acknowledged).as(what).isEqualTo(longWay.acknowledged);
        } else {
            left++;
            assertThat(quick).as(what + ": left alone").isEqualTo(before);
        }
    }
}
