package org.mapi.mos.functions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.mapi.MapiError;
import org.mapi.MapiException;
import org.mapi.mos.BuiltInEvent;
import org.mapi.mos.FlowContext;
import org.mapi.mos.MosSource;
import org.mapi.mos.Side;
import org.mapi.mos.UserEvent;
import org.mapi.mos.stack.MosStack;
import org.mapi.packet.TcpFlags;
import org.mapi.testkit.Frames;
import org.mapi.testkit.FunctionHarness;

/** Packets pass by the events they raise; nothing is left behind. */
class MosEventTest {
    private static final long SECOND = 1_000_000_000L;

    private final MosStack stack = new MosStack(() -> null);
    private final MosEvent function = new MosEvent(stack);
    private final Connection connection = new Connection(40_000);
    private long time = FunctionHarness.START;

    @AfterEach
    void close() {
        stack.close();
    }

    private FunctionHarness start(Object... arguments) {
        return new FunctionHarness().start(function, arguments);
    }

    private boolean passes(FunctionHarness harness, byte[] frame) {
        time += SECOND / 1000;
        return harness.packet(time, frame.length, frame);
    }

    private void open(FunctionHarness harness) {
        passes(harness, connection.syn());
        passes(harness, connection.synAck());
        passes(harness, connection.ack());
    }

    @Test
    void shouldPassRetransmissionsOnly() {
        final FunctionHarness harness = start("REXMIT");
        open(harness);
        assertThat(passes(harness, connection.request(0, "hello"))).isFalse();
        assertThat(passes(harness, connection.request(0, "hello"))).isTrue();
        assertThat(passes(harness, connection.request(5, " world"))).isFalse();
        harness.instance().timer(time);
        assertThat(harness.result(EventCounters.class)).isEqualTo(new EventCounters(1, 0, 1, 0, 0, 0));
    }

    @Test
    void shouldTakeTheNamesOfTheOriginal() {
        final FunctionHarness harness = start("MOS_ON_CONN_START");
        assertThat(passes(harness, connection.syn())).isTrue();
        assertThat(passes(harness, connection.synAck())).isFalse();
    }

    @Test
    void shouldPassPacketsWithNewBytesThoughTheEventComesAfterThePacket() {
        final FunctionHarness harness = start("CONN_NEW_DATA");
        open(harness);
        for (int i = 0; i < 1000; i++) {
            assertThat(passes(harness, connection.request(100 * i, "x".repeat(100)))).isTrue();
        }
        assertThat(passes(harness, connection.request(0, "x".repeat(100)))).isFalse();
    }

    @Test
    void shouldSeeRetransmittedBytesThatDiffer() {
        final FunctionHarness harness = start("INCONSISTENT_REXMIT");
        open(harness);
        passes(harness, connection.request(0, "hello"));
        assertThat(passes(harness, connection.request(0, "hello"))).isFalse();
        assertThat(passes(harness, connection.request(0, "HELLO"))).isTrue();
    }

    @Test
    void shouldCountEventsThatComeWithoutAPacketAndPassNone() {
        final FunctionHarness harness = start("CONN_END");
        open(harness);
        time += 3600 * SECOND;
        harness.instance().timer(time);
        assertThat(passes(harness, new Connection(40_001).syn())).isFalse();
        assertThat(harness.result(EventCounters.class)).satisfies(counters -> {
            assertThat(counters.packets()).isZero();
            assertThat(counters.withoutPacket()).isEqualTo(4);
        });
        assertThat(passes(harness, new Connection(40_001).reset(0))).as("a reset ends it with a packet").isTrue();
    }

    @Test
    void shouldRaiseOrphanWhereNothingIsPickedUp() {
        final FunctionHarness strict = start("ORPHAN", 0);
        assertThat(passes(strict, connection.request(0, "hello"))).isTrue();
        final FunctionHarness lenient = start("ORPHAN", 1);
        assertThat(passes(lenient, connection.request(0, "hello"))).isFalse();
    }

    @Test
    void shouldFollowNoMoreConnectionsThanAsked() {
        final FunctionHarness harness = start("CONN_START", 1, 10);
        for (int port = 1024; port < 1124; port++) {
            assertThat(passes(harness, new Connection(port).syn())).isTrue();
        }
        harness.instance().timer(time);
        assertThat(harness.result(EventCounters.class)).satisfies(counters -> {
            assertThat(counters.connections()).isEqualTo(10);
            assertThat(counters.evicted()).isEqualTo(90);
        });
    }

    @Test
    void shouldShareOneStackWithinAFlow() {
        final FunctionHarness first = start("PKT_IN");
        final FunctionHarness second = start("REXMIT");
        assertThat(stack.sources()).hasSize(1);
        assertThat(bothPass(first, second, connection.syn())).isFalse();
        assertThat(bothPass(first, second, connection.synAck())).isFalse();
        assertThat(bothPass(first, second, connection.request(0, "hello"))).isFalse();
        assertThat(bothPass(first, second, connection.request(0, "hello"))).isTrue();
        first.instance().cleanup();
        assertThat(stack.sources()).hasSize(1);
        assertThat(passes(second, connection.request(0, "hello"))).as("the second one feeds the stack now").isTrue();
        second.instance().cleanup();
        assertThat(stack.sources()).isEmpty();
        assertThat(stack.monitors()).isEmpty();
    }

    @Test
    void shouldNameFlowDeviceAndFunctionInTheListsOfTheStack() {
        final FunctionHarness first = start("REXMIT");
        final String device = first.device();
        final String name = ".flow 1 on " + device + ", function mos:MOS_EVENT";
        assertThat(stack.sources()).singleElement().satisfies(source -> {
            assertThat(source.name()).isEqualTo(name);
            assertThat(source.information().devices()).containsExactly(device);
        });
        assertThat(stack.monitors()).singleElement().satisfies(monitor -> {
            assertThat(monitor.name()).isEqualTo("flow 1 on " + device + ", function 99 mos:MOS_EVENT(\"REXMIT\")");
            assertThat(monitor.sources()).containsExactly(name);
        });
        final FunctionHarness strict = start("ORPHAN", 0);
        assertThat(stack.sources()).extracting(MosSource::name).containsExactly(name, name + " (2)");
        first.upgrade(new MosEvent(stack));
        strict.instance().cleanup();
        assertThat(stack.sources()).singleElement().satisfies(source -> assertThat(source.name()).startsWith(name));
    }

    private boolean bothPass(FunctionHarness first, FunctionHarness second, byte[] frame) {
        return passes(first, frame) && passes(second, frame);
    }

    @Test
    void shouldKnowUserDefinedEventsAndWaitForThoseThatWent() {
        final UserEvent before = stack.define(BuiltInEvent.PKT_IN, MosEventTest::isLong, "LONG_REQUEST");
        final FunctionHarness harness = start("LONG_REQUEST");
        open(harness);
        assertThat(passes(harness, connection.request(0, "short"))).isFalse();
        assertThat(passes(harness, connection.request(5, "long".repeat(100)))).isTrue();
        stack.forget(before);
        harness.instance().timer(time);
        assertThat(passes(harness, connection.request(405, "long".repeat(100)))).isFalse();
        assertThat(harness.result(EventCounters.class).waiting()).isEqualTo(1);
        stack.define(BuiltInEvent.PKT_IN, flow -> isLong(flow), "LONG_REQUEST");
        harness.instance().timer(time);
        passes(harness, new Connection(40_002).syn());
        assertThat(passes(harness, new Connection(40_002).request(0, "long".repeat(100)))).isTrue();
        assertThat(harness.result(EventCounters.class).waiting()).isZero();
    }

    @Test
    void shouldSayThatItWaitsForAnEventThatIsNotRaisedAnyMore() {
        final UserEvent broken = stack.define(BuiltInEvent.PKT_IN, flow -> {
            throw new IllegalStateException("boom");
        }, "BROKEN");
        final FunctionHarness harness = start("BROKEN");
        open(harness);
        harness.instance().timer(time);
        assertThat(harness.result(EventCounters.class).waiting()).isEqualTo(1);
        stack.forget(broken);
        stack.define(BuiltInEvent.PKT_IN, flow -> true, "BROKEN");
        harness.instance().timer(time);
        assertThat(passes(harness, connection.request(0, "hello"))).isTrue();
        assertThat(harness.result(EventCounters.class).waiting()).isZero();
    }

    private static boolean isLong(FlowContext flow) {
        return flow.side() == Side.SERVER && flow.packet().payloadLength() >= 100;
    }

    @Test
    void shouldRefuseWrongArgumentsWithTheirNumbers() {
        stack.define(BuiltInEvent.PKT_IN, flow -> true, "OWN_EVENT");
        refused(MapiError.MFUNCT_INVALID_ARGUMENT_1, "REXMIT, CONN_END", "REXMITS");
        refused(MapiError.MFUNCT_INVALID_ARGUMENT_1, "OWN_EVENT", "");
        refused(MapiError.MFUNCT_INVALID_ARGUMENT_2, "pickup", "REXMIT", 2);
        refused(MapiError.MFUNCT_INVALID_ARGUMENT_3, "connections", "REXMIT", 1, 0);
        refused(MapiError.MFUNCT_INVALID_ARGUMENT_3, "1048577", "REXMIT", 1, 1_048_577);
        refused(MapiError.MFUNCT_INVALID_ARGUMENT_4, "never", "REXMIT", 1, 10, "never");
        assertThat(stack.sources()).isEmpty();
    }

    private void refused(MapiError error, String text, Object... arguments) {
        assertThatThrownBy(() -> start(arguments)).isInstanceOfSatisfying(MapiException.class, refused -> {
            assertThat(refused.error()).isEqualTo(error);
            assertThat(refused).hasMessageContaining(text);
        });
    }

    @Test
    void shouldIgnoreWhatIsNoConnection() {
        final FunctionHarness harness = start("PKT_IN", 1, 10, "auto");
        assertThat(passes(harness, Frames.ethernet(0x0806, new byte[28]))).isFalse();
        assertThat(passes(harness, new byte[3])).isFalse();
        assertThat(passes(harness, Frames.ipv4(6, Frames.tcp(1, 2, TcpFlags.SYN, new byte[0])))).as("wrong checksum").isFalse();
        harness.instance().timer(time);
        assertThat(harness.result(EventCounters.class).badChecksum()).isEqualTo(1);
    }

    @Test
    void shouldGoOnCountingAfterAnUpgrade() {
        final FunctionHarness harness = start("CONN_START");
        passes(harness, connection.syn());
        harness.upgrade(new MosEvent(stack));
        passes(harness, new Connection(40_001).syn());
        assertThat(harness.result(EventCounters.class).packets()).isEqualTo(2);
        assertThat(stack.sources()).hasSize(1);
    }

    @Test
    void shouldEndItsFlowsWhenTheSourceEnds() {
        final FunctionHarness harness = start("CONN_END");
        open(harness);
        harness.instance().end();
        harness.instance().end();
        assertThat(harness.result(EventCounters.class)).isEqualTo(new EventCounters(0, 4, 0, 0, 0, 0));
    }
}
