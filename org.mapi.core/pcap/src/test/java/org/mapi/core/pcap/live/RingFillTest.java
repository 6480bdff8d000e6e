package org.mapi.core.pcap.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/** The estimate follows what the kernel counts. */
class RingFillTest {
    private static final int BUFFER = 32 << 20;
    private static final long MILLI = 1_000_000;

    private final RingFill fill = new RingFill(BUFFER, 10, false, 0);

    private void learn(int length) {
        for (int i = 0; i < 200; i++) {
            fill.fetched(256, 256L * length, 0);
        }
    }

    @Test
    void shouldBeEmptyWhenEverythingWasFetched() {
        learn(400);
        assertThat(fill.at(200 * 256, 250 * MILLI)).isZero();
    }

    @Test
    void shouldGrowWithThePacketsThatWereNotFetched() {
        learn(400);
        final long waiting = BUFFER / 2 / (400 + RingFill.OVERHEAD);
        assertThat(fill.at(200 * 256 + waiting, MILLI)).isCloseTo(0.5, within(0.02));
        assertThat(fill.at(200 * 256 + waiting / 2, MILLI)).isCloseTo(0.25, within(0.01));
        assertThat(fill.at(200 * 256 + 100 * waiting, MILLI)).isEqualTo(1);
    }

    @Test
    void shouldGrowWithTimeWhenBlocksAreClosedByTimeout() {
        learn(60);
        final double blocks = BUFFER / (double) RingFill.BLOCK;
        assertThat(fill.at(200 * 256 + 1_000, 250 * MILLI)).isCloseTo(25 / blocks, within(0.001));
        assertThat(fill.at(200 * 256 + 1, 250 * MILLI)).isCloseTo(1 / blocks, within(0.001));
    }

    @Test
    void shouldBeFullAsSoonAsAPacketIsDropped() {
        learn(400);
        fill.dropped(1);
        assertThat(fill.at(200 * 256, MILLI)).isEqualTo(1);
        fill.fetched(1, 400, MILLI);
        assertThat(fill.at(200 * 256 + 1, MILLI)).isZero();
    }

    @Test
    void shouldLeaveOutWhatLibpcapLeavesOut() {
        learn(400);
        assertThat(fill.at(2 * 200 * 256, MILLI)).isGreaterThan(0.7);
        fill.empty(2 * 200 * 256 + 100);
        assertThat(fill.at(2 * 200 * 256 + 100, MILLI)).isGreaterThan(0.7);
        fill.fetched(100, 40_000, 0);
        fill.empty(2 * 200 * 256 + 100);
        assertThat(fill.at(2 * 200 * 256 + 100, MILLI)).isZero();
        assertThat(fill.at(2 * 200 * 256, MILLI)).isZero();
    }

    @Test
    void shouldCountWholeFramesInImmediateMode() {
        final RingFill frames = new RingFill(BUFFER, 10, true, 0);
        for (int i = 0; i < 200; i++) {
            frames.fetched(1, 60, 0);
        }
        assertThat(frames.at(200 + 1_000, 250 * MILLI))
            .isCloseTo(1_000.0 * (RingFill.FRAME + RingFill.OVERHEAD) / BUFFER, within(0.001));
    }
}
