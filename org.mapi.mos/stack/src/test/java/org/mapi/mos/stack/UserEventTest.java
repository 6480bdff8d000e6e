package org.mapi.mos.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mapi.mos.stack.Segments.CLIENT;
import static org.mapi.mos.stack.Segments.SERVER;
import static org.mapi.packet.TcpFlags.ACK;
import static org.mapi.packet.TcpFlags.SYN;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.mapi.mos.Buffering;
import org.mapi.mos.BuiltInEvent;
import org.mapi.mos.EventFilter;
import org.mapi.mos.FlowContext;
import org.mapi.mos.FlowKey;
import org.mapi.mos.Hook;
import org.mapi.mos.MonitorOptions;
import org.mapi.mos.MosException;
import org.mapi.mos.Registrations;
import org.mapi.mos.Side;
import org.mapi.mos.SourceOptions;
import org.mapi.mos.UserEvent;

/** User-defined events of any depth, values per flow, registrations per flow: what does not work in the original works here. */
class UserEventTest {
    private final Worker worker = Workers.of(SourceOptions.DEFAULT);
    private final Segments wire = new Segments(worker);
    private final List<String> calls = new ArrayList<>();
    private Registrations on;

    @AfterEach
    void close() {
        worker.close();
    }

    private void attach() {
        worker.attach(registrations -> on = registrations, MonitorOptions.streams("app", "").reading(Buffering.BOTH, 8192));
    }

    @Test
    void shouldEvaluateEachFilterOncePerEvent() {
        attach();
        final AtomicInteger tests = new AtomicInteger();
        final UserEvent event = on.define(BuiltInEvent.PKT_IN, flow -> tests.incrementAndGet() > 0);
        on.at(Hook.SEND, event, flow -> calls.add(flow.event().label()));
        wire.send(CLIENT, SYN, 0, 0, "");
        wire.send(SERVER, SYN | ACK, 0, 0, "");
        assertThat(tests).hasValue(2);
        assertThat(calls).hasSize(2);
    }

    @Test
    void shouldRaiseEventsOfAnyDepthOnNewData() {
        attach();
        final UserEvent first = on.define(BuiltInEvent.CONN_NEW_DATA, flow -> flow.side() == Side.SERVER);
        final UserEvent second = on.define(first, flow -> flow.stream(Side.SERVER).contiguousEnd() > 4);
        final UserEvent third = on.define(second, flow -> true);
        on.at(Hook.NONE, third, flow -> calls.add("third"));
        on.at(Hook.NONE, first, flow -> calls.add("first"));
        wire.send(CLIENT, SYN, 0, 0, "");
        wire.send(SERVER, SYN | ACK, 0, 0, "");
        wire.send(CLIENT, ACK, 0, 0, "1234");
        wire.send(CLIENT, ACK, 4, 0, "5");
        assertThat(calls).containsExactly("first", "first", "third");
    }

    @Test
    void shouldRaiseSeveralResultsOfOneFilter() {
        attach();
        final UserEvent[] children = new UserEvent[2];
        final UserEvent parent = on.define(BuiltInEvent.PKT_IN, flow -> {
            flow.raise(children[flow.side() == Side.CLIENT ? 0 : 1]);
            return true;
        });
        children[0] = on.allocate(parent);
        children[1] = on.allocate(parent);
        on.at(Hook.SEND, children[0], flow -> calls.add("client"));
        on.at(Hook.SEND, children[1], flow -> calls.add("server"));
        wire.send(CLIENT, SYN, 0, 0, "");
        wire.send(SERVER, SYN | ACK, 0, 0, "");
        wire.send(CLIENT, ACK, 0, 0, "");
        assertThat(calls).containsExactly("client", "server", "client");
    }

    @Test
    void shouldRaiseEventsOnABuiltInOneInItsCallbackAndInFiltersOnIt() {
        attach();
        final UserEvent early = on.allocate(BuiltInEvent.PKT_IN);
        final UserEvent deep = on.allocate(early);
        final UserEvent large = on.define(BuiltInEvent.PKT_IN, flow -> {
            flow.raise(early);
            return flow.packet().payloadLength() > 3;
        });
        on.at(Hook.SEND, early, flow -> {
            calls.add("early");
            flow.raise(deep);
        });
        on.at(Hook.SEND, deep, flow -> calls.add("deep"));
        on.at(Hook.SEND, large, flow -> calls.add("large"));
        final UserEvent late = on.allocate(BuiltInEvent.PKT_IN);
        on.at(Hook.RECEIVE, late, flow -> calls.add("late"));
        on.at(Hook.RECEIVE, BuiltInEvent.PKT_IN, flow -> {
            if (flow.packet().payloadLength() == 0) {
                flow.raise(late);
                flow.raise(late);
            }
        });
        wire.send(CLIENT, SYN, 0, 0, "");
        assertThat(calls).containsExactly("early", "deep", "late");
        calls.clear();
        wire.send(SERVER, SYN | ACK, 0, 0, "");
        wire.send(CLIENT, ACK, 0, 0, "");
        calls.clear();
        wire.send(CLIENT, ACK, 0, 0, "hello");
        assertThat(calls).as("the one that needs no filter comes last, the other one is not raised again")
            .containsExactly("large", "early", "deep");
    }

    @Test
    void shouldRaiseNothingForTheNextCallOrAnotherApplication() {
        attach();
        final UserEvent child = on.allocate(BuiltInEvent.PKT_IN);
        on.at(Hook.SEND, child, flow -> calls.add("child"));
        final FlowContext[] kept = new FlowContext[1];
        on.at(Hook.SEND, BuiltInEvent.PKT_IN, flow -> {
            kept[0] = flow;
            if (calls.isEmpty()) {
                flow.raise(child);
                throw new IllegalStateException("and fails");
            }
            calls.add("packet");
        });
        worker.attach(other -> other.at(Hook.SEND, child, flow -> calls.add("other")), MonitorOptions.streams("other", ""));
        on.after(Duration.ofMillis(1), () -> assertThatThrownBy(() -> kept[0].raise(on.define(BuiltInEvent.PKT_IN, flow -> true)))
            .isInstanceOf(MosException.class));
        wire.send(CLIENT, SYN, 0, 0, "");
        assertThat(calls).as("who throws is told of nothing more of the event").isEmpty();
        calls.add("now");
        wire.send(SERVER, SYN | ACK, 0, 0, "");
        wire.send(CLIENT, ACK, 0, 0, "");
        assertThat(calls).containsExactly("now", "packet", "packet");
    }

    @Test
    void shouldRefuseToRaiseWhatWasNotAllocatedThere() {
        attach();
        final UserEvent stranger = on.allocate(BuiltInEvent.CONN_START);
        final UserEvent event = on.define(BuiltInEvent.PKT_IN, flow -> true);
        final UserEvent defined = on.define(event, flow -> {
            for (UserEvent wrong : new UserEvent[] {stranger, event, null}) {
                assertThatThrownBy(() -> flow.raise(wrong)).isInstanceOf(MosException.class)
                    .hasMessageContaining("cannot be raised");
            }
            calls.add("tested");
            return false;
        });
        on.at(Hook.SEND, defined, flow -> calls.add("never"));
        on.at(Hook.SEND, stranger, flow -> calls.add("never"));
        wire.send(CLIENT, SYN, 0, 0, "");
        assertThat(calls).containsExactly("tested");
    }

    @Test
    void shouldGiveTheSameEventToTheSameDefinition() {
        attach();
        final EventFilter filter = flow -> true;
        assertThat(on.define(BuiltInEvent.PKT_IN, filter)).isSameAs(on.define(BuiltInEvent.PKT_IN, filter))
            .isNotSameAs(on.define(BuiltInEvent.REXMIT, filter));
        assertThat(on.define(BuiltInEvent.PKT_IN, filter).number()).isEqualTo(0x1000);
    }

    @Test
    void shouldRefuseHooksWhereAnEventIsNeverRaised() {
        attach();
        final UserEvent event = on.define(on.define(BuiltInEvent.CONN_NEW_DATA, flow -> true), flow -> true);
        assertThatThrownBy(() -> on.at(Hook.SEND, event, flow -> { })).hasMessageContaining("hook SEND");
        on.at(Hook.NONE, event, flow -> { });
        assertThatThrownBy(() -> on.at(Hook.NONE, BuiltInEvent.CONN_END, flow -> { })).hasMessageContaining("CONN_END");
        assertThatThrownBy(() -> on.define(null, flow -> true)).isInstanceOf(MosException.class);
    }

    @Test
    void shouldReplaceAndTakeBackCallbacks() {
        attach();
        on.at(Hook.SEND, BuiltInEvent.PKT_IN, flow -> calls.add("one"));
        on.at(Hook.SEND, BuiltInEvent.PKT_IN, flow -> calls.add("two"));
        wire.send(CLIENT, SYN, 0, 0, "");
        assertThat(on.remove(Hook.SEND, BuiltInEvent.PKT_IN)).isTrue();
        assertThat(on.remove(Hook.SEND, BuiltInEvent.PKT_IN)).isFalse();
        wire.send(SERVER, SYN | ACK, 0, 0, "");
        assertThat(calls).containsExactly("two");
    }

    @Test
    void shouldChangeTheRegistrationsOfOneFlowOnly() {
        attach();
        on.at(Hook.SEND, BuiltInEvent.PKT_IN, flow -> {
            calls.add("packet " + flow.id());
            if (flow.id() == 1) {
                flow.remove(Hook.SEND, BuiltInEvent.PKT_IN);
            }
        });
        final Segments other = new Segments(worker).port(41_000);
        for (int i = 0; i < 3; i++) {
            wire.send(CLIENT, SYN, 0, 0, "");
            other.send(CLIENT, SYN, 0, 0, "");
        }
        assertThat(calls).containsExactly("packet 1", "packet 2", "packet 2", "packet 2");
    }

    @Test
    void shouldKeepValuesPerFlowAndReleaseThemAtTheEnd() {
        attach();
        final List<String> released = new ArrayList<>();
        final FlowKey<String> key = on.key(String.class, released::add);
        on.at(Hook.SEND, BuiltInEvent.CONN_START, flow -> flow.set(key, "flow " + flow.id()));
        on.at(Hook.RECEIVE, BuiltInEvent.CONN_END, flow -> calls.add(flow.get(key)));
        wire.send(CLIENT, SYN, 0, 0, "");
        new Segments(worker).port(41_000).send(CLIENT, SYN, 0, 0, "");
        wire.send(SERVER, 0x14, 0, 0, "");
        assertThat(calls).containsExactly("flow 1", "flow 1");
        assertThat(released).containsExactly("flow 1");
        worker.detach((MonitorSocket) on);
        assertThat(released).containsExactly("flow 1", "flow 2");
    }

    @Test
    void shouldKeepApplicationsFromEachOther() {
        attach();
        final Registrations first = on;
        final FlowKey<String> foreign = first.key(String.class);
        worker.attach(registrations -> registrations.at(Hook.SEND, BuiltInEvent.PKT_IN, flow -> {
            assertThatThrownBy(() -> flow.get(foreign)).hasMessageContaining("another application");
            calls.add("refused");
        }), MonitorOptions.streams("second", ""));
        wire.send(CLIENT, SYN, 0, 0, "");
        assertThat(calls).containsExactly("refused");
    }

    @Test
    void shouldStopCallingAnApplicationThatThrowsAgainAndAgain() {
        attach();
        on.at(Hook.SEND, BuiltInEvent.PKT_IN, flow -> {
            calls.add("called");
            throw new IllegalStateException("broken");
        });
        for (int i = 0; i < 10; i++) {
            wire.send(CLIENT, SYN, 0, 0, "");
        }
        assertThat(calls).hasSize(3);
        assertThat(((MonitorSocket) on).quarantine).contains("broken");
        assertThat(worker.counters.applicationFaults).isEqualTo(3);
    }

    @Test
    void shouldStopMonitoringOneSideOrBoth() {
        final EventLog log = new EventLog();
        worker.attach(log, MonitorOptions.streams("log", "").reading(Buffering.BOTH, 8192));
        wire.send(CLIENT, SYN, 0, 0, "");
        wire.send(SERVER, SYN | ACK, 0, 0, "");
        log.also = flow -> flow.stop(Side.CLIENT);
        wire.send(CLIENT, ACK, 0, 0, "");
        log.also = flow -> { };
        log.take();
        wire.send(CLIENT, ACK, 0, 0, "x");
        assertThat(log.take()).isNotEmpty().allMatch(line -> line.contains(" SERVER "));
        log.also = flow -> flow.stop(Side.BOTH);
        wire.send(CLIENT, ACK, 1, 0, "y");
        log.take();
        wire.send(CLIENT, ACK, 2, 0, "z");
        assertThat(log.take()).isEmpty();
        assertThat(worker.table.size()).isEqualTo(1);
    }

    @Test
    void shouldCallTimersByTheClockOfThePackets() {
        attach();
        on.after(Duration.ofSeconds(2), () -> calls.add("two seconds"));
        final var cancelled = on.after(Duration.ofSeconds(1), () -> calls.add("never"));
        assertThat(cancelled.cancel()).isTrue();
        wire.send(CLIENT, SYN, 0, 0, "");
        assertThat(calls).isEmpty();
        wire.step = 2_000_000_000L;
        wire.send(SERVER, SYN | ACK, 0, 0, "");
        assertThat(calls).containsExactly("two seconds");
    }
}
