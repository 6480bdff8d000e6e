package org.mapi.stdflib.std;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mapi.testkit.FunctionHarness.START;

import java.lang.foreign.MemorySegment;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.mapi.capture.CaptureFilter;
import org.mapi.capture.FilterCompiler;
import org.mapi.function.Function;
import org.mapi.function.FunctionInstance;
import org.mapi.function.ScalarInstance;
import org.mapi.packet.LinkType;
import org.mapi.testkit.FunctionHarness;

/** Stand-ins are of the same class, decide as the instance does, and leave it as it is. */
class StandInsTest {
    private static final int PACKETS = 50;

    private record Everything(String expression, int linkType) implements CaptureFilter {
        @Override
        public int run(MemorySegment segment, long offset, int captureLength, int wireLength) {
            return captureLength;
        }

        @Override
        public String listing() {
            return "";
        }
    }

    static Stream<Arguments> functions() {
        return Stream.of(Arguments.of(new PktCounter(), new Object[0]), Arguments.of(new ByteCounter(), new Object[0]),
            Arguments.of(new Gap(), new Object[0]), Arguments.of(new PktInfo(), new Object[] {0}),
            Arguments.of(new PktInfo(), new Object[] {1}), Arguments.of(new Sample(), new Object[] {7, 2}),
            Arguments.of(new Sample(), new Object[] {100, 3}), Arguments.of(new BpfFilter(), new Object[] {"tcp"}));
    }

    private static FunctionHarness harness(Function function, Object... values) {
        return new FunctionHarness().linkTypes(LinkType.ETHERNET).service(FilterCompiler.class,
            (expression, linkType, captureLength, netmask) -> new Everything(expression, linkType)).start(function, values);
    }

    @ParameterizedTest
    @MethodSource("functions")
    void shouldStandInWithoutTouchingTheInstance(Function function, Object... values) {
        final FunctionHarness harness = harness(function, values);
        final FunctionHarness alone = harness(function, values);
        final FunctionInstance standIn = harness.instance().standIn();
        assertThat(standIn).hasSameClassAs(harness.instance()).isNotSameAs(harness.instance())
            .isNotSameAs(harness.instance().standIn());
        for (int i = 0; i < PACKETS; i++) {
            final boolean expected = alone.packet(START + i * i, 60 + i);
            assertThat(standIn.process(harness.at(START + i * i, 60 + i, new byte[60], LinkType.ETHERNET))).isEqualTo(expected);
        }
        if (standIn instanceof ScalarInstance scalar) {
            assertThat(scalar.value()).isEqualTo(((ScalarInstance) alone.instance()).value());
            assertThat(((ScalarInstance) harness.instance()).value()).isZero();
        }
        final FunctionHarness fresh = harness(function, values);
        for (int i = 0; i < PACKETS; i++) {
            assertThat(harness.packet(START + i, 60)).isEqualTo(fresh.packet(START + i, 60));
        }
    }
}
