package org.mapi.mos.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mapi.mos.stack.Segments.CLIENT;
import static org.mapi.packet.TcpFlags.ACK;
import static org.mapi.packet.TcpFlags.RST;
import static org.mapi.packet.TcpFlags.SYN;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.mapi.core.tracking.FlowTable;
import org.mapi.mos.BuiltInEvent;
import org.mapi.mos.FlowKey;
import org.mapi.mos.Hook;
import org.mapi.mos.MonitorApplication;
import org.mapi.mos.MonitorHandle;
import org.mapi.mos.MonitorOptions;
import org.mapi.mos.Registrations;
import org.mapi.mos.SourceOptions;

/** Applications come, are replaced and leave while there are many flows: packets never wait for all of them. */
class HandoverTest {
    private static final int FLOWS = 10_000;
    private static final int AT_ONCE = 4096;
    private static final MonitorOptions HOW = MonitorOptions.streams("app", "");

    private final MosStack stack = new MosStack(() -> null);
    private final Lane lane = ((Source) stack.follow("wire", List.of(), SourceOptions.DEFAULT)).lanes[0];
    private final Segments wire = new Segments(lane);
    private final List<String> heard = new ArrayList<>();
    private final AtomicInteger released = new AtomicInteger();

    @AfterEach
    void close() {
        stack.close();
    }

    /** Keeps a value in each flow, and says what it is told of. */
    private final class Keeper implements MonitorApplication {
        private final String version;
        private MonitorSocket socket;

        Keeper(String version) {
            this.version = version;
        }

        @Override
        public void attach(Registrations on) {
            socket = (MonitorSocket) on;
            final FlowKey<String> key = on.key(String.class, value -> {
                assertThat(value).startsWith(version);
                released.incrementAndGet();
            });
            on.at(Hook.SEND, BuiltInEvent.PKT_IN, flow -> {
                if (flow.get(key) == null) {
                    flow.set(key, version + flow.id());
                }
                assertThat(flow.get(key)).isEqualTo(version + flow.id());
                heard.add(version + flow.id());
            });
        }

        @Override
        public void detach(Registrations on) {
            heard.add(version + " told");
        }
    }

    private void open(int port) {
        wire.port(port).send(CLIENT, SYN, 0, 0, "");
    }

    private void openMany() {
        for (int port = 1; port <= FLOWS; port++) {
            open(port);
        }
        heard.clear();
    }

    /** A worker on its own thread, so that steps can be counted. */
    private Worker inside() {
        lane.gate.enter();
        return lane.worker;
    }

    @Test
    void shouldReleaseWhatAPredecessorLeftInStepsBetweenWhichPacketsGoOn() {
        final Keeper first = new Keeper("a");
        stack.monitor("", HOW, first);
        for (int port = 1; port <= 10; port++) {
            open(port);
        }
        heard.clear();
        final Keeper second = new Keeper("b");
        final Worker worker = inside();
        final MonitorSocket next = worker.succession.replace(first.socket, second, HOW);
        int from = worker.succession.handOver(next, 0, 4);
        lane.gate.leave();
        assertThat(released).hasValue(4);
        assertThat(next.flows).isEqualTo(10);
        wire.port(10).send(CLIENT, RST, 0, 0, "");
        assertThat(released).as("of a flow that ends meanwhile both go").hasValue(6);
        open(11);
        wire.port(9).send(CLIENT, ACK, 0, 0, "");
        wire.port(2).send(CLIENT, ACK, 0, 0, "");
        assertThat(heard).as("the next one is told of all flows at once").containsExactly("b10", "b11", "b9", "b2");
        heard.clear();
        inside();
        while (from != FlowTable.NONE) {
            assertThat(heard).isEmpty();
            from = worker.succession.handOver(next, from, 4);
        }
        assertThat(released).hasValue(11);
        assertThat(heard).containsExactly("a told");
        assertThat(next.leaving).isEmpty();
        assertThat(next.flows).isEqualTo(10);
        worker.detach(next);
        assertThat(released).as("each value once").hasValue(14);
        assertThat(next.flows).isZero();
        assertThat(worker.takeKeyNumber()).as("numbers of keys are free again").isLessThan(2);
        lane.gate.leave();
    }

    @Test
    void shouldReleaseEachValueOnceWhenThePlaceGoesOnBeforeAHandoverIsOver() {
        final Keeper first = new Keeper("a");
        stack.monitor("", HOW, first);
        for (int port = 1; port <= 10; port++) {
            open(port);
        }
        heard.clear();
        final Worker worker = inside();
        final MonitorSocket second = worker.succession.replace(first.socket, new Keeper("b"), HOW);
        int from = worker.succession.handOver(second, 0, 2);
        lane.gate.leave();
        wire.port(1).send(CLIENT, ACK, 0, 0, "");
        wire.port(9).send(CLIENT, ACK, 0, 0, "");
        inside();
        final MonitorSocket third = worker.succession.replace(second, new Keeper("c"), HOW);
        int then = worker.succession.handOver(third, 0, 2);
        lane.gate.leave();
        wire.port(9).send(CLIENT, ACK, 0, 0, "");
        wire.port(9).send(CLIENT, RST, 0, 0, "");
        assertThat(released).as("two of the first, one of the second, and three of a flow that ended").hasValue(6);
        inside();
        while (from != FlowTable.NONE) {
            from = worker.succession.handOver(second, from, 2);
        }
        while (then != FlowTable.NONE) {
            then = worker.succession.handOver(third, then, 2);
        }
        assertThat(released).hasValue(13);
        assertThat(third.leaving).isEmpty();
        assertThat(third.flows).isEqualTo(9);
        assertThat(heard).endsWith("a told", "b told");
        lane.gate.leave();
    }

    @Test
    void shouldLeaveInStepsWhenItIsDetachedInACallback() {
        final Keeper keeper = new Keeper("a");
        final MonitorHandle[] handle = new MonitorHandle[1];
        handle[0] = stack.monitor("", HOW, on -> {
            keeper.attach(on);
            on.at(Hook.RECEIVE, BuiltInEvent.PKT_IN, flow -> {
                if (flow.id() == FLOWS) {
                    handle[0].close();
                }
            });
        });
        openMany();
        assertThat(released).as("nothing before the next packet").hasValue(0);
        int before = 0;
        while (keeper.socket.flows > 0) {
            open(FLOWS + 1);
            assertThat(released.get() - before).isBetween(1, AT_ONCE);
            assertThat(keeper.socket.flows).isEqualTo(FLOWS - released.get());
            before = released.get();
        }
        assertThat(released).hasValue(FLOWS);
        assertThat(heard).as("not called any more").isEmpty();
        assertThat(lane.worker.monitors.all()).isEmpty();
    }

    @Test
    void shouldLeaveToTheEndWhenTheSourceEndsMeanwhile() {
        final Keeper keeper = new Keeper("a");
        final MonitorHandle handle = stack.monitor("", HOW, keeper);
        openMany();
        inside();
        handle.close();
        lane.gate.leave();
        open(FLOWS + 1);
        assertThat(released).hasValue(AT_ONCE);
        lane.end();
        assertThat(released).hasValue(FLOWS);
        assertThat(heard).containsExactly("a told");
        assertThat(keeper.socket.flows).isZero();
    }

    @Test
    void shouldJoinFlowsInStepsAndNoneTwice() {
        openMany();
        assertThat(lane.worker.table.size()).isZero();
        stack.monitor("", MonitorOptions.streams("first", ""), on -> { });
        openMany();
        final Keeper keeper = new Keeper("a");
        final Worker worker = inside();
        final MonitorSocket late = worker.admit(keeper, HOW.withExisting());
        int from = worker.succession.join(late, 0, 3);
        lane.gate.leave();
        assertThat(late.flows).isEqualTo(3);
        open(FLOWS + 1);
        wire.port(FLOWS).send(CLIENT, RST, 0, 0, "");
        assertThat(late.flows).isEqualTo(4);
        inside();
        while (from != FlowTable.NONE) {
            from = worker.succession.join(late, from, AT_ONCE);
        }
        lane.gate.leave();
        assertThat(late.flows).isEqualTo(FLOWS);
        heard.clear();
        wire.port(77).send(CLIENT, ACK, 0, 0, "");
        assertThat(heard).containsExactly("a77");
    }

    @Test
    void shouldHandOverAtOnceWhatWasChangedForSingleFlows() {
        final MonitorSocket[] socket = new MonitorSocket[1];
        stack.monitor("", HOW, on -> {
            socket[0] = (MonitorSocket) on;
            on.at(Hook.SEND, BuiltInEvent.CONN_START, flow -> flow.at(Hook.SEND, BuiltInEvent.PKT_IN, now -> heard.add("old")));
        });
        open(1);
        heard.clear();
        final Worker worker = inside();
        worker.succession.replace(socket[0], on -> on.at(Hook.SEND, BuiltInEvent.PKT_IN, flow -> heard.add("new")), HOW);
        lane.gate.leave();
        wire.port(1).send(CLIENT, ACK, 0, 0, "");
        assertThat(heard).containsExactly("new");
    }
}
