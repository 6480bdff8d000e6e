package org.mapi.stdflib.tutlib;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mapi.testkit.FunctionHarness.START;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mapi.MapiConstants;
import org.mapi.MapiException;
import org.mapi.testkit.FunctionHarness;

class PktInfoTest {
    private final FunctionHarness harness = new FunctionHarness();

    @Test
    void shouldTellTheTimeOfThePacket() {
        harness.start(new PktInfo(), MapiConstants.PKT_TS);
        assertThat(harness.packet(START + 5, 60)).isTrue();
        assertThat(harness.scalar()).isEqualTo(START + 5);
    }

    @Test
    void shouldTellTheLengthOnTheWire() {
        harness.start(new PktInfo(), MapiConstants.PKT_SIZE);
        assertThat(harness.packet(START, 1514)).as("64 bytes of it were captured").isTrue();
        assertThat(harness.scalar()).isEqualTo(1514);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 2})
    void shouldRefuseOtherTypes(int type) {
        assertThatThrownBy(() -> harness.start(new PktInfo(), type))
            .isInstanceOfSatisfying(MapiException.class, e -> assertThat(e.number()).isEqualTo(7001))
            .hasMessage("argument 1 (type) is " + type + ", expected PKT_TS (0) or PKT_SIZE (1)");
    }
}
