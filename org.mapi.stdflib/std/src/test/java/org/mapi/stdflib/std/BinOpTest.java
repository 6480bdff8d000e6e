package org.mapi.stdflib.std;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mapi.testkit.FunctionHarness.START;

import org.junit.jupiter.api.Test;
import org.mapi.MapiError;
import org.mapi.MapiException;
import org.mapi.function.FlowReference;
import org.mapi.function.FunctionReference;
import org.mapi.testkit.FunctionHarness;

class BinOpTest {
    private static final FlowReference FLOW = new FlowReference(1);
    private static final FunctionReference LEFT = new FunctionReference(1, 1);
    private static final FunctionReference RIGHT = new FunctionReference(1, 2);
    private final FunctionHarness harness = new FunctionHarness();

    private long result(int operation, long left, long right) {
        harness.source(1, 1).value(left);
        harness.source(1, 2).value(right);
        harness.start(new BinOp(), operation, FLOW, LEFT, FLOW, RIGHT);
        assertThat(harness.scalar()).as("before the first packet").isZero();
        harness.packet(START, 60);
        return harness.scalar();
    }

    @Test
    void shouldAddAndSubtract() {
        assertThat(result(0, 7, 5)).isEqualTo(12);
        assertThat(result(1, 7, 5)).isEqualTo(2);
        assertThat(result(1, 5, 7)).isEqualTo(-2);
        assertThat(result(0, Long.MAX_VALUE, 1)).isEqualTo(Long.MIN_VALUE);
    }

    @Test
    void shouldNumberItsArguments() {
        harness.source(1, 1);
        harness.source(1, 2);
        final FunctionReference nobody = new FunctionReference(1, 9);
        assertThatThrownBy(() -> harness.start(new BinOp(), 2, FLOW, LEFT, FLOW, RIGHT))
            .isInstanceOfSatisfying(MapiException.class,
                e -> assertThat(e.error()).isEqualTo(MapiError.MFUNCT_INVALID_ARGUMENT_1));
        assertThatThrownBy(() -> harness.start(new BinOp(), 0, FLOW, nobody, FLOW, RIGHT))
            .isInstanceOfSatisfying(MapiException.class,
                e -> assertThat(e.error()).isEqualTo(MapiError.MFUNCT_INVALID_ARGUMENT_2));
        assertThatThrownBy(() -> harness.start(new BinOp(), 0, FLOW, LEFT, FLOW, nobody))
            .isInstanceOfSatisfying(MapiException.class,
                e -> assertThat(e.error()).isEqualTo(MapiError.MFUNCT_INVALID_ARGUMENT_4));
    }

    @Test
    void shouldKeepItsValueOverAnUpgrade() {
        assertThat(result(0, 7, 5)).isEqualTo(12);
        harness.upgrade(new BinOp());
        assertThat(harness.scalar()).isEqualTo(12);
    }
}
