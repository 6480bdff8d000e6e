package org.mapi.stdflib.tutlib;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mapi.testkit.FunctionHarness.START;

import org.junit.jupiter.api.Test;
import org.mapi.testkit.FunctionHarness;

class GapTest {
    private final FunctionHarness harness = new FunctionHarness().start(new Gap());

    @Test
    void shouldBeZeroAtTheFirstPacket() {
        assertThat(harness.packet(START, 60)).isTrue();
        assertThat(harness.scalar()).isZero();
    }

    @Test
    void shouldBeTheTimeSinceThePreviousPacketInNanoseconds() {
        harness.packet(START, 60);
        harness.packet(START + 1_500, 60);
        assertThat(harness.scalar()).isEqualTo(1_500);
        harness.packet(START + 1_501, 60);
        assertThat(harness.scalar()).isEqualTo(1);
    }

    @Test
    void shouldBeNegativeWhenPacketsAreOutOfOrder() {
        harness.packet(START, 60);
        harness.packet(START - 7, 60);
        assertThat(harness.scalar()).isEqualTo(-7);
    }

    @Test
    void shouldRememberThePreviousPacketOverAnUpgrade() {
        harness.packet(START, 60);
        harness.upgrade(new Gap());
        harness.packet(START + 40, 60);
        assertThat(harness.scalar()).isEqualTo(40);
    }
}
