package org.mapi.mos.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mapi.mos.stack.Segments.CLIENT;
import static org.mapi.mos.stack.Segments.SERVER;
import static org.mapi.packet.TcpFlags.ACK;
import static org.mapi.packet.TcpFlags.RST;
import static org.mapi.packet.TcpFlags.SYN;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.ref.WeakReference;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mapi.core.pcap.filter.PcapFilterCompiler;
import org.mapi.core.tracking.FlowTable;
import org.mapi.mos.Buffering;
import org.mapi.mos.BuiltInEvent;
import org.mapi.mos.EventFilter;
import org.mapi.mos.FlowContext;
import org.mapi.mos.FlowKey;
import org.mapi.mos.Hook;
import org.mapi.mos.MonitorApplication;
import org.mapi.mos.MonitorHandle;
import org.mapi.mos.MonitorOptions;
import org.mapi.mos.MosException;
import org.mapi.mos.Registrations;
import org.mapi.mos.Side;
import org.mapi.mos.SourceOptions;
import org.mapi.mos.UserEvent;

/** Applications are replaced, held, and wait for events: flows and their bytes go on. */
class SuccessionTest {
    private static final MonitorOptions READING = MonitorOptions.streams("app", "").reading(Buffering.BOTH, 8192);

    private final MosStack stack = new MosStack(PcapFilterCompiler::new);
    private final List<String> heard = new ArrayList<>();
    private Segments wire;

    @BeforeEach
    void follow() {
        wire = new Segments(((Source) stack.follow("wire", List.of(), SourceOptions.DEFAULT)).lanes[0]);
    }

    @AfterEach
    void close() {
        stack.close();
    }

    private void open() {
        wire.send(CLIENT, SYN, 0, 0, "");
        wire.send(SERVER, SYN | ACK, 0, 0, "");
        wire.send(CLIENT, ACK, 0, 0, "");
    }

    /** An application that reads what the server receives, and says by whom and of which flow. */
    private MonitorApplication reader(String version) {
        return on -> on.at(Hook.NONE, BuiltInEvent.CONN_NEW_DATA, flow -> {
            final MemorySegment bytes = Arena.ofAuto().allocate(100);
            final int count = flow.stream(Side.SERVER).peek(bytes);
            heard.add(version + " flow " + flow.id() + " " + new String(bytes.asSlice(0, Math.max(0, count))
                .toArray(ValueLayout.JAVA_BYTE), StandardCharsets.ISO_8859_1));
        });
    }

    @Test
    void shouldHandFlowsAndBytesToTheSuccessor() {
        final MonitorHandle handle = stack.monitor("app 1", READING, reader("1"));
        open();
        wire.send(CLIENT, ACK, 0, 0, "one");
        stack.replace(handle, "app 2", READING, reader("2"));
        wire.send(CLIENT, ACK, 3, 0, "two");
        assertThat(heard).containsExactly("1 flow 1 one", "2 flow 1 two");
        assertThat(handle.information()).satisfies(information -> {
            assertThat(information.bundle()).isEqualTo("app 2");
            assertThat(information.flows()).isEqualTo(1);
            assertThat(information.callbacks()).isEqualTo(2);
            assertThat(information.quarantine()).isEmpty();
        });
    }

    @Test
    void shouldKeepTheBytesForASuccessorThatComesLater() {
        final MonitorHandle handle = stack.monitor("app 1", READING, reader("1"));
        open();
        wire.send(CLIENT, ACK, 0, 0, "one");
        stack.hold(handle, "upgrade");
        wire.send(CLIENT, ACK, 3, 0, "two");
        assertThat(handle.information().quarantine()).isEqualTo("upgrade");
        stack.replace(handle, "app 2", READING, reader("2"));
        wire.send(CLIENT, ACK, 6, 0, "three");
        assertThat(heard).containsExactly("1 flow 1 one", "2 flow 1 twothree");
    }

    @Test
    void shouldReleaseEverythingOfTheFormerAndNothingOfTheNext() {
        final List<String> released = new ArrayList<>();
        final MonitorHandle handle = stack.monitor("", READING, new MonitorApplication() {
            private FlowKey<String> key;

            @Override
            public void attach(Registrations on) {
                key = on.key(String.class, released::add);
                on.at(Hook.SEND, BuiltInEvent.CONN_START, flow -> flow.set(key, "value"));
                on.after(Duration.ofSeconds(1), () -> heard.add("timer of the former"));
            }

            @Override
            public void detach(Registrations on) {
                released.add("detached");
            }
        });
        open();
        stack.replace(handle, "", READING, on -> on.after(Duration.ofSeconds(1), () -> heard.add("timer of the next")));
        assertThat(released).containsExactly("value", "detached");
        wire.time += 2_000_000_000L;
        wire.send(CLIENT, ACK, 0, 0, "");
        assertThat(heard).containsExactly("timer of the next");
    }

    @Test
    void shouldTellNobodyWhenTheSuccessorRefuses() {
        final MonitorHandle handle = stack.monitor("", READING, reader("1"));
        open();
        assertThatThrownBy(() -> stack.replace(handle, "", READING, on -> {
            throw new IllegalStateException("not today");
        })).hasMessage("not today");
        wire.send(CLIENT, ACK, 0, 0, "one");
        assertThat(heard).isEmpty();
        assertThat(handle.information().quarantine()).contains("not today");
        stack.replace(handle, "", READING, reader("3"));
        wire.send(CLIENT, ACK, 3, 0, "two");
        assertThat(heard).containsExactly("3 flow 1 onetwo");
        handle.close();
        assertThatThrownBy(() -> stack.replace(handle, "", READING, reader("4"))).isInstanceOf(MosException.class)
            .hasMessageContaining("app");
    }

    @Test
    void shouldLeaveTheOthersAloneWhenAnApplicationCannotBeAttachedToASource() {
        final MonitorHandle bad = stack.monitor("", MonitorOptions.streams("bad", ""), on -> {
            if (on.source().equals("second")) {
                throw new IllegalStateException("no second one, please");
            }
        });
        stack.monitor("", MonitorOptions.streams("good", ""), on -> heard.add(on.source()));
        stack.follow("second", List.of(), SourceOptions.DEFAULT);
        assertThat(heard).containsExactly("wire", "second");
        assertThat(bad.information()).satisfies(information -> {
            assertThat(information.sources()).containsExactly("wire");
            assertThat(information.quarantine()).contains("second").contains("no second one, please");
            assertThat(information.faults()).isEqualTo(1);
        });
    }

    @Test
    void shouldAttachToPrivateSourcesOnlyWhoNamesThem() {
        stack.monitor("", MonitorOptions.streams("all", ""), on -> heard.add("all " + on.source()));
        stack.monitor("", MonitorOptions.streams("one", "").on(".private"), on -> heard.add("one " + on.source()));
        stack.follow(".private", List.of(), SourceOptions.DEFAULT);
        assertThat(heard).containsExactly("all wire", "one .private");
    }

    @Test
    void shouldWaitForAnEventThatWentAndForgetItsFilter() {
        final UserEvent event = stack.define(BuiltInEvent.PKT_IN, flow -> heard.add("filter"), "LOUD");
        final MonitorHandle handle = stack.monitor("", MonitorOptions.streams("app", ""),
            on -> on.at(Hook.SEND, on.event("LOUD"), flow -> heard.add("event")));
        wire.send(CLIENT, SYN, 0, 0, "");
        assertThat(heard).containsExactly("filter", "event");
        stack.forget(event);
        assertThat(handle.information().quarantine()).contains("ENOENT").contains("LOUD");
        wire.send(SERVER, SYN | ACK, 0, 0, "");
        assertThat(heard).hasSize(2);
        stack.define(BuiltInEvent.PKT_IN, flow -> true, "LOUD");
        assertThat(handle.information().quarantine()).isEmpty();
        wire.send(CLIENT, ACK, 0, 0, "");
        assertThat(heard).containsExactly("filter", "event", "event");
    }

    @Test
    void shouldJoinOnlyExistingFlowsThatTheFilterMatches() {
        stack.monitor("", MonitorOptions.streams("all", ""), on -> { });
        open();
        wire.port(50_000).send(CLIENT, SYN, 0, 0, "");
        final MonitorHandle some = stack.monitor("", MonitorOptions.streams("some", "src port 50000 and dst port 80")
            .withExisting(), on -> { });
        final MonitorHandle none = stack.monitor("", MonitorOptions.streams("none", "udp or ip6 or src port 80").withExisting(),
            on -> { });
        assertThat(some.information().flows()).isEqualTo(1);
        assertThat(none.information().flows()).isZero();
    }

    @Test
    void shouldGiveItsPlaceBackWhenAFilterIsWrongOnAWorker() {
        for (int i = 0; i < 2 * Monitors.MOST; i++) {
            assertThatThrownBy(() -> stack.monitor("", MonitorOptions.streams("app", ""), on -> {
                throw new IllegalStateException("refused");
            })).hasMessage("refused");
        }
        stack.monitor("", MonitorOptions.streams("app", ""), on -> { });
        assertThat(stack.monitors()).hasSize(1);
    }

    /** A filter object that can be told from others. */
    private static final class OwnFilter implements EventFilter {
        @Override
        public boolean test(FlowContext flow) {
            return true;
        }
    }

    @Test
    void shouldKeepNoFilterOfAnApplicationThatLeft() {
        OwnFilter filter = new OwnFilter();
        final WeakReference<OwnFilter> left = new WeakReference<>(filter);
        MonitorApplication application = definesOnTwoLevels(filter);
        filter = null;
        final MonitorHandle handle = stack.monitor("", MonitorOptions.streams("app", ""), application);
        application = null;
        open();
        assertThat(heard).hasSize(6);
        handle.close();
        final long deadline = System.nanoTime() + 60_000_000_000L;
        while (left.get() != null && System.nanoTime() < deadline) {
            System.gc();
            Thread.onSpinWait();
        }
        assertThat(left.get()).isNull();
    }

    private MonitorApplication definesOnTwoLevels(EventFilter filter) {
        return on -> {
            final UserEvent first = on.define(BuiltInEvent.PKT_IN, filter);
            assertThat(on.define(BuiltInEvent.PKT_IN, filter)).isSameAs(first);
            on.at(Hook.SEND, first, flow -> heard.add("first"));
            on.at(Hook.SEND, on.define(first, filter), flow -> heard.add("second"));
        };
    }

    @Test
    void shouldTakeFlowsFromAnApplicationThatLeavesInStepsBetweenWhichPacketsGoOn() {
        final List<String> released = new ArrayList<>();
        final MonitorSocket[] leaving = new MonitorSocket[1];
        final Worker worker = ((Source) stack.source("wire").orElseThrow()).lanes[0].worker;
        stack.monitor("stays", READING, on -> { });
        stack.monitor("leaves", READING, new MonitorApplication() {
            @Override
            public void attach(Registrations on) {
                leaving[0] = (MonitorSocket) on;
                final FlowKey<String> key = on.key(String.class, released::add);
                on.at(Hook.SEND, BuiltInEvent.CONN_START, flow -> flow.set(key, "value of " + flow.id()));
                on.at(Hook.SEND, BuiltInEvent.PKT_IN, flow -> heard.add("packet of " + flow.id()));
            }

            @Override
            public void detach(Registrations on) {
                heard.add("told");
            }
        });
        for (int port = 1; port <= 10; port++) {
            wire.port(port);
            open();
        }
        heard.clear();
        int next = worker.detach(leaving[0], 0, 4);
        assertThat(released).hasSize(4);
        assertThat(leaving[0].flows).isEqualTo(6);
        wire.port(10);
        wire.send(CLIENT, RST, 0, 0, "");
        assertThat(released).as("a flow that ends meanwhile").hasSize(5).last().isEqualTo("value of 10");
        wire.port(11);
        open();
        while (next != FlowTable.NONE) {
            assertThat(heard).isEmpty();
            next = worker.detach(leaving[0], next, 4);
        }
        assertThat(released).hasSize(10).doesNotHaveDuplicates();
        assertThat(leaving[0].flows).isZero();
        assertThat(heard).containsExactly("told");
    }

    /** An application that counts the packets of a flow under a key with a name, and says how many there were. */
    private MonitorApplication counter(String version) {
        return on -> {
            final FlowKey<Long> count = on.key("count", Long.class);
            on.at(Hook.SEND, BuiltInEvent.PKT_IN, flow -> {
                final Long before = flow.get(count);
                flow.set(count, before == null ? 1 : before + 1);
                heard.add(version + " " + flow.get(count));
            });
        };
    }

    @Test
    void shouldHandValuesOfKeysThatHaveANameToTheSuccessorAtOnceAndLater() {
        final MonitorHandle handle = stack.monitor("app 1", READING, counter("1"));
        open();
        stack.replace(handle, "app 2", READING, counter("2"));
        wire.send(CLIENT, ACK, 0, 0, "one");
        stack.hold(handle, "upgrade");
        wire.send(CLIENT, ACK, 3, 0, "two");
        stack.hold(handle, "still waiting");
        stack.replace(handle, "app 3", READING, counter("3"));
        wire.send(CLIENT, ACK, 6, 0, "three");
        assertThat(heard).containsExactly("1 1", "1 2", "1 3", "2 4", "3 5");
    }

    @Test
    void shouldForgetValuesThatTheSuccessorDoesNotAskFor() {
        final MonitorHandle handle = stack.monitor("app 1", READING, counter("1"));
        open();
        stack.replace(handle, "app 2", READING, on -> on.key("count", String.class));
        stack.replace(handle, "app 3", READING, counter("3"));
        wire.send(CLIENT, ACK, 0, 0, "one");
        stack.replace(handle, "app 4", READING, on -> { });
        stack.replace(handle, "app 5", READING, counter("5"));
        wire.send(CLIENT, ACK, 3, 0, "two");
        assertThat(heard).containsExactly("1 1", "1 2", "1 3", "3 1", "5 1");
    }

    @Test
    void shouldKeepValuesWhenTheSuccessorRefuses() {
        final MonitorHandle handle = stack.monitor("app 1", READING, counter("1"));
        open();
        assertThatThrownBy(() -> stack.replace(handle, "app 2", READING, on -> {
            on.key("count", Long.class);
            throw new IllegalStateException("no");
        })).hasMessage("no");
        stack.replace(handle, "app 3", READING, counter("3"));
        wire.send(CLIENT, ACK, 0, 0, "one");
        assertThat(heard).containsExactly("1 1", "1 2", "1 3", "3 4");
    }

    @Test
    void shouldRefuseKeysWithANameWhoseValuesCouldHoldOnToTheApplication() {
        final List<String> refusals = new ArrayList<>();
        stack.monitor("app", READING, on -> {
            on.key("bytes", byte[].class);
            on.key("texts", String[][].class);
            on.key("when", Instant.class);
            for (Class<?> type : List.of(Object.class, Optional.class, List.class, Thread.class, SuccessionTest.class,
                    Object[].class)) {
                assertThatThrownBy(() -> on.key("x", type)).isInstanceOf(MosException.class)
                    .hasMessageContaining("type of key x is " + type.getName() + ", expected a final class of the JDK");
                refusals.add(type.getName());
            }
            assertThatThrownBy(() -> on.key("bytes", Long.class)).hasMessageContaining("\"bytes\", expected one that is not");
            assertThatThrownBy(() -> on.key(" ", Long.class)).hasMessageContaining("expected one that is not in use");
        });
        assertThat(refusals).hasSize(6);
    }
}
