package org.mapi.result;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import org.junit.jupiter.api.Test;

class CapturedPacketTest {
    @Test
    void shouldGiveTheTimestampAsFixedPointOfSeconds() {
        assertThat(at(1_500_000_000L).fixedPointTimestamp()).isEqualTo(0x1_8000_0000L);
        assertThat(at(999_999_999L).fixedPointTimestamp()).isEqualTo(0xFFFF_FFFBL);
        assertThat(at(0).fixedPointTimestamp()).isZero();
        assertThat(at(-500_000_000L).fixedPointTimestamp()).isEqualTo(0xFFFF_FFFF_8000_0000L);
        assertThat(at(1_700_000_000_250_000_000L).fixedPointTimestamp()).isEqualTo(1_700_000_000L << 32 | 0x4000_0000L);
    }

    @Test
    void shouldCountTheCapturedBytes() {
        assertThat(new CapturedPacket(0, 0, 1, 1500, new byte[60]).captureLength()).isEqualTo(60);
        assertThatNullPointerException().isThrownBy(() -> new CapturedPacket(0, 0, 1, 1500, null));
    }

    private static CapturedPacket at(long timestamp) {
        return new CapturedPacket(timestamp, 0, 1, 0, new byte[0]);
    }
}
