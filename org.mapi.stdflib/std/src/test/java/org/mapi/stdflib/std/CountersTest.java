package org.mapi.stdflib.std;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mapi.testkit.FunctionHarness.START;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.mapi.MapiException;
import org.mapi.testkit.FunctionHarness;

class CountersTest {
    @Test
    void shouldCountPacketsAndStartAgainAfterReset() {
        final FunctionHarness harness = new FunctionHarness().start(new PktCounter());
        for (int i = 0; i < 893; i++) {
            assertThat(harness.packet(START + i, 60)).isTrue();
        }
        assertThat(harness.scalar()).isEqualTo(893);
        harness.instance().reset();
        harness.packet(START, 60);
        assertThat(harness.scalar()).isEqualTo(1);
    }

    @Test
    void shouldCountBytesOnTheWireEvenWhenFewerWereCaptured() {
        final FunctionHarness harness = new FunctionHarness().start(new ByteCounter());
        harness.packet(START, 1514, new byte[64]);
        harness.packet(START, 42, new byte[42]);
        assertThat(harness.scalar()).isEqualTo(1556);
    }

    @Test
    void shouldReportGapsInNanosecondsWithZeroAtTheFirstPacket() {
        final FunctionHarness harness = new FunctionHarness().start(new Gap());
        final List<Long> gaps = new ArrayList<>();
        for (long time : new long[] {0, 5, 5, 1_000_000_005L, 1_000_000_000L}) {
            harness.packet(START + time, 60);
            gaps.add(harness.scalar());
        }
        assertThat(gaps).containsExactly(0L, 5L, 0L, 1_000_000_000L, -5L);
    }

    @Test
    void shouldReportAGapAlsoForATraceThatStartsAtTheEpoch() {
        final FunctionHarness harness = new FunctionHarness().start(new Gap());
        harness.packet(0, 60);
        harness.packet(7, 60);
        assertThat(harness.scalar()).isEqualTo(7);
    }

    @Test
    void shouldTellTimeOrSizeOfThePacket() {
        final FunctionHarness time = new FunctionHarness().start(new PktInfo(), 0);
        time.packet(START + 3, 1514);
        assertThat(time.scalar()).isEqualTo(START + 3);
        final FunctionHarness size = new FunctionHarness().start(new PktInfo(), 1);
        size.packet(START + 3, 1514);
        assertThat(size.scalar()).isEqualTo(1514);
    }

    @Test
    void shouldRefuseAnUnknownPacketInformation() {
        assertThatThrownBy(() -> new FunctionHarness().start(new PktInfo(), 2))
            .isInstanceOfSatisfying(MapiException.class, e -> assertThat(e.number()).isEqualTo(7001))
            .hasMessage("argument 1 (type) is 2, expected PKT_TS (0) or PKT_SIZE (1)");
    }
}
