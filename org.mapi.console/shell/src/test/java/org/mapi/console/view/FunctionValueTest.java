package org.mapi.console.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mapi.FlowStatus;
import org.mapi.FunctionStatus;
import org.mapi.console.fake.FakeMapi;

class FunctionValueTest {
    private final FakeMapi mapi = new FakeMapi();
    private int flow;

    @BeforeEach
    void makeFlow() {
        flow = mapi.flow("sample", FlowStatus.ACTIVE, "");
        for (int i = 0; i < 3; i++) {
            mapi.apply(flow, "PKT_COUNTER", FunctionStatus.INITIALIZED, "", 0, 0L);
        }
    }

    private static long value(FunctionValue counter) {
        return ((Number) counter.value().orElseThrow()).longValue();
    }

    @Test
    void shouldTakeCountersAndValuesOfOneMomentWhereThePacketsLeaveOne() {
        mapi.packetsArrive(7);
        final List<FunctionValue> values = FunctionValue.of(mapi, flow);
        assertThat(values).hasSize(3).allSatisfy(counter -> assertThat(value(counter)).isEqualTo(counter.function().seen()));
    }

    @Test
    void shouldNeverShowMoreThanWasSeenWherePacketsComeAllTheTime() {
        mapi.packetsArrive(Integer.MAX_VALUE);
        final List<FunctionValue> values = FunctionValue.of(mapi, flow);
        assertThat(values).hasSize(3)
            .allSatisfy(counter -> assertThat(value(counter)).isLessThanOrEqualTo(counter.function().seen()));
        assertThat(value(values.getLast())).isEqualTo(values.getLast().function().seen());
    }
}
