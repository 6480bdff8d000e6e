package org.mapi.stdflib.tutlib;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mapi.testkit.FunctionHarness.START;

import org.junit.jupiter.api.Test;
import org.mapi.testkit.FunctionHarness;

class PktCounterTest {
    private final FunctionHarness harness = new FunctionHarness().start(new PktCounter());

    @Test
    void shouldCountPackets() {
        assertThat(harness.scalar()).isZero();
        for (int i = 0; i < 3; i++) {
            assertThat(harness.packet(START + i, 60)).isTrue();
        }
        assertThat(harness.scalar()).isEqualTo(3);
    }

    @Test
    void shouldBeginAnewAfterAReset() {
        harness.packet(START, 60);
        harness.instance().reset();
        assertThat(harness.scalar()).isZero();
        harness.packet(START, 60);
        assertThat(harness.scalar()).isEqualTo(1);
    }

    @Test
    void shouldGoOnAfterAnUpgrade() {
        harness.packet(START, 60);
        harness.upgrade(new PktCounter());
        harness.packet(START, 60);
        assertThat(harness.scalar()).isEqualTo(2);
    }
}
