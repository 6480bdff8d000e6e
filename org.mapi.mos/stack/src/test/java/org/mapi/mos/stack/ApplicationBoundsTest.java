package org.mapi.mos.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mapi.mos.stack.Segments.CLIENT;
import static org.mapi.mos.stack.Segments.SERVER;
import static org.mapi.packet.TcpFlags.ACK;
import static org.mapi.packet.TcpFlags.FIN;
import static org.mapi.packet.TcpFlags.SYN;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.mapi.mos.Buffering;
import org.mapi.mos.BuiltInEvent;
import org.mapi.mos.Errno;
import org.mapi.mos.FlowContext;
import org.mapi.mos.FlowKey;
import org.mapi.mos.Hook;
import org.mapi.mos.MonitorOptions;
import org.mapi.mos.MosException;
import org.mapi.mos.OverlapPolicy;
import org.mapi.mos.Registrations;
import org.mapi.mos.Side;
import org.mapi.mos.SourceOptions;
import org.mapi.mos.UserEvent;

/** What an application does takes effect at once, for itself only, and leaves nothing behind. */
class ApplicationBoundsTest {
    private final Worker worker = Workers.of(SourceOptions.DEFAULT);
    private final Segments wire = new Segments(worker);
    private final List<String> calls = new ArrayList<>();
    private Registrations on;

    @AfterEach
    void close() {
        worker.close();
    }

    private MonitorSocket attach() {
        return worker.attach(registrations -> on = registrations,
            MonitorOptions.streams("app", "").reading(Buffering.BOTH, 8192));
    }

    private void wholeConnection(int port) {
        wire.port(port);
        wire.send(CLIENT, SYN, 0, 0, "");
        wire.send(SERVER, SYN | ACK, 0, 0, "");
        wire.send(CLIENT, ACK, 0, 0, "");
        wire.send(CLIENT, FIN | ACK, 0, 0, "");
        wire.send(SERVER, FIN | ACK, 0, 1, "");
        wire.send(CLIENT, ACK, 1, 1, "");
    }

    @Test
    void shouldTellNothingMoreOfAFlowOnceItWasStopped() {
        final MonitorSocket monitor = attach();
        final UserEvent event = on.define(BuiltInEvent.PKT_IN, flow -> calls.add("filter"));
        on.at(Hook.SEND, event, flow -> calls.add("event"));
        on.at(Hook.SEND, BuiltInEvent.PKT_IN, flow -> {
            calls.add("packet");
            flow.stop(Side.BOTH);
            flow.stop(Side.BOTH);
        });
        for (BuiltInEvent later : List.of(BuiltInEvent.CONN_START, BuiltInEvent.TCP_STATE_CHANGE, BuiltInEvent.CONN_END)) {
            later.hooks().forEach(hook -> on.at(hook, later, flow -> calls.add(later.label())));
        }
        for (int i = 0; i < 10; i++) {
            wholeConnection(50_000 + i);
        }
        assertThat(calls).hasSize(10).containsOnly("packet");
        assertThat(monitor.flows).isZero();
    }

    @Test
    void shouldNotCallBehindAFilterThatStops() {
        attach();
        final UserEvent event = on.define(BuiltInEvent.PKT_IN, flow -> {
            flow.stop(flow.side());
            return true;
        });
        on.at(Hook.SEND, event, flow -> calls.add("event"));
        wire.send(CLIENT, SYN, 0, 0, "");
        assertThat(calls).isEmpty();
    }

    @Test
    void shouldReleaseWhatIsSetAfterTheStopAtOnce() {
        attach();
        final List<String> released = new ArrayList<>();
        final FlowKey<String> key = on.key(String.class, released::add);
        on.at(Hook.SEND, BuiltInEvent.PKT_IN, flow -> {
            flow.set(key, "before");
            flow.stop(Side.BOTH);
            flow.set(key, "after");
            flow.at(Hook.SEND, BuiltInEvent.CONN_START, late -> calls.add("late"));
            assertThat(flow.get(key)).isNull();
            assertThatThrownBy(() -> flow.stream(Side.SERVER)).isInstanceOf(MosException.class);
        });
        wire.send(CLIENT, SYN, 0, 0, "");
        assertThat(released).containsExactly("before", "after");
        assertThat(calls).isEmpty();
        assertThat(worker.counters.applicationFaults).isZero();
    }

    @Test
    void shouldTellOfEventsThatAreStillToComeWhenTheyAreAskedForAndOfNoneTakenBack() {
        attach();
        on.at(Hook.SEND, BuiltInEvent.PKT_IN, flow -> {
            flow.at(Hook.SEND, BuiltInEvent.TCP_STATE_CHANGE, now -> calls.add("state"));
            flow.remove(Hook.SEND, BuiltInEvent.CONN_START);
        });
        on.at(Hook.SEND, BuiltInEvent.CONN_START, flow -> calls.add("start"));
        wire.send(CLIENT, SYN, 0, 0, "");
        assertThat(calls).containsExactly("state");
    }

    @Test
    void shouldTellOnlyWhoJoinedLateThatItHasMissedTheBegin() {
        final List<String> late = new ArrayList<>();
        attach();
        on.at(Hook.SEND, BuiltInEvent.PKT_IN, flow -> calls.add("first " + flow.isMidStream()));
        wire.send(CLIENT, SYN, 0, 0, "");
        worker.attach(other -> other.at(Hook.SEND, BuiltInEvent.PKT_IN, flow -> late.add("late " + flow.isMidStream())),
            MonitorOptions.streams("late", "").withExisting());
        wire.send(SERVER, SYN | ACK, 0, 0, "");
        wire.port(50_001).send(CLIENT, SYN, 0, 0, "");
        assertThat(calls).containsExactly("first false", "first false", "first false");
        assertThat(late).containsExactly("late true", "late false");
    }

    @Test
    void shouldCallATimerThatIsSetAgainWithoutDelayOncePerPacket() {
        attach();
        final int[] count = new int[1];
        final Runnable[] again = new Runnable[1];
        again[0] = () -> {
            if (++count[0] < 1000) {
                on.after(Duration.ZERO, again[0]);
            }
        };
        on.after(Duration.ZERO, again[0]);
        wire.send(CLIENT, SYN, 0, 0, "");
        wire.send(SERVER, SYN | ACK, 0, 0, "");
        wire.send(CLIENT, ACK, 0, 0, "");
        assertThat(count[0]).isEqualTo(3);
    }

    @Test
    void shouldNeverCallTimersBehindTheEndOfTime() {
        attach();
        on.after(Duration.ofDays(100_000), () -> calls.add("before the first packet"));
        on.after(Duration.ofSeconds(Long.MAX_VALUE), () -> calls.add("longest"));
        wire.send(CLIENT, SYN, 0, 0, "");
        on.after(Duration.ofDays(106_000), () -> calls.add("behind"));
        on.after(Duration.ofSeconds(Long.MAX_VALUE), () -> calls.add("longest"));
        wire.send(SERVER, SYN | ACK, 0, 0, "");
        assertThat(calls).isEmpty();
    }

    @Test
    void shouldTellOfAllEventsThatAFilterRaises() {
        attach();
        final UserEvent[] children = new UserEvent[100];
        final UserEvent parent = on.define(BuiltInEvent.PKT_IN, flow -> {
            for (UserEvent child : children) {
                flow.raise(child);
                flow.raise(child);
            }
            return true;
        });
        for (int i = 0; i < children.length; i++) {
            children[i] = on.allocate(parent);
            on.at(Hook.SEND, children[i], flow -> calls.add(flow.event().label()));
        }
        wire.send(CLIENT, SYN, 0, 0, "");
        assertThat(calls).hasSize(100).doesNotHaveDuplicates();
    }

    @Test
    void shouldUsePlacesOfValuesAgainWhenTheirApplicationHasLeft() {
        for (int i = 0; i < 1000; i++) {
            final MonitorSocket monitor = attach();
            final FlowKey<Long> key = on.key(Long.class);
            final long value = i;
            on.at(Hook.SEND, BuiltInEvent.PKT_IN, flow -> {
                assertThat(flow.get(key)).isNull();
                flow.set(key, value);
            });
            wire.port(10_000 + i).send(CLIENT, SYN, 0, 0, "");
            final MonitorSocket next = worker.replace(monitor, registrations -> {
                registrations.key(String.class);
                registrations.key(Long.class);
            }, monitor.options);
            worker.detach(next);
        }
        assertThat(worker.counters.applicationFaults).isZero();
        assertThat(worker.takeKeyNumber()).isLessThan(3);
    }

    @Test
    void shouldRefuseOtherThreadsDuringACallback() {
        attach();
        final List<Errno> refused = new ArrayList<>();
        on.at(Hook.SEND, BuiltInEvent.PKT_IN, flow -> elsewhere(flow, refused));
        wire.send(CLIENT, SYN, 0, 0, "");
        assertThat(refused).hasSize(11).containsOnly(Errno.EPERM);
    }

    private void elsewhere(FlowContext flow, List<Errno> refused) {
        for (Runnable call : new Runnable[] {() -> flow.state(Side.CLIENT), () -> flow.packet(), () -> flow.stream(Side.SERVER),
            () -> flow.stop(Side.BOTH), () -> flow.remove(Hook.SEND, BuiltInEvent.PKT_IN), () -> flow.isMidStream(),
            () -> flow.at(Hook.SEND, BuiltInEvent.PKT_IN, now -> { }), () -> on.filter("", ""),
            () -> on.buffers(Buffering.BOTH, 8192), () -> on.overlap(Side.BOTH, OverlapPolicy.LAST),
            () -> on.recordFrames(true)}) {
            CompletableFuture.runAsync(call).handle((nothing, fault) -> refused.add(
                fault != null && fault.getCause() instanceof MosException known ? known.error() : null)).join();
        }
    }

    @Test
    void shouldBlameADefinitionThatThrowsAndNotWhoUsesIt() {
        final UserEvent event = worker.events.define(BuiltInEvent.PKT_IN, flow -> {
            throw new IllegalStateException("boom");
        }, "BROKEN");
        final MonitorSocket monitor = attach();
        on.at(Hook.SEND, event, flow -> calls.add("event"));
        on.at(Hook.SEND, BuiltInEvent.PKT_IN, flow -> calls.add("packet"));
        for (int i = 0; i < 10; i++) {
            wire.port(50_000 + i).send(CLIENT, SYN, 0, 0, "");
        }
        assertThat(calls).hasSize(10).containsOnly("packet");
        assertThat(monitor.faults).isZero();
        assertThat(worker.counters.applicationFaults).isEqualTo(3);
        assertThat(((DefinedEvent) event).quarantine()).contains("boom");
    }
}
