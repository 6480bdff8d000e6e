package org.mapi.mos.stack.component;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mapi.testkit.TcpDialogue.CLIENT;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.mapi.mos.BuiltInEvent;
import org.mapi.mos.Hook;
import org.mapi.mos.MonitorApplication;
import org.mapi.mos.MonitorOptions;
import org.mapi.mos.MosException;
import org.mapi.mos.PacketFollower;
import org.mapi.mos.SourceOptions;
import org.mapi.mos.stack.MosStack;
import org.mapi.testkit.TcpDialogue;

/** A callback is told of the events that its properties name, at the hooks they name. */
class CallbackApplicationTest {
    private final MosStack stack = new MosStack(() -> null);
    private final PacketFollower source = stack.follow("made", List.of(), SourceOptions.DEFAULT);
    private final List<String> heard = new ArrayList<>();

    @AfterEach
    void close() {
        stack.close();
    }

    private MonitorApplication callback(List<String> events, Hook... hooks) {
        return new CallbackApplication(flow -> heard.add(flow.hook() + " " + flow.event().label()), events, List.of(hooks));
    }

    @Test
    void shouldBeToldWhereverItsEventsAreRaised() {
        stack.monitor("", MonitorOptions.streams("app", ""), callback(List.of("CONN_START", "CONN_NEW_DATA")));
        new TcpDialogue(source::process).open().say(CLIENT, "hello");
        assertThat(heard).containsExactly("SEND CONN_START", "RECEIVE CONN_START");
        stack.monitor("", MonitorOptions.packets("frames", ""), callback(List.of("PKT_IN")));
        heard.clear();
        new TcpDialogue(source::process).from(CLIENT, "10.0.0.9", 9).open();
        assertThat(heard).filteredOn("NONE PKT_IN"::equals).hasSize(3);
    }

    @Test
    void shouldBeToldAtItsHooksOnlyAndOfEventsThatOthersDefine() {
        stack.define(BuiltInEvent.PKT_IN, flow -> flow.packet().payloadLength() > 0, "PAYLOAD");
        stack.monitor("", MonitorOptions.streams("app", ""), callback(List.of("PAYLOAD", "CONN_START"), Hook.RECEIVE));
        new TcpDialogue(source::process).open().say(CLIENT, "hello");
        assertThat(heard).containsExactly("RECEIVE CONN_START", "RECEIVE PAYLOAD");
    }

    @Test
    void shouldRefuseHooksWhereAnEventIsNotRaisedAndUnknownEvents() {
        assertThatThrownBy(() -> stack.monitor("", MonitorOptions.streams("app", ""), callback(List.of("CONN_NEW_DATA"),
            Hook.SEND))).isInstanceOf(MosException.class).hasMessageContaining("hook SEND for event CONN_NEW_DATA");
        assertThatThrownBy(() -> stack.monitor("", MonitorOptions.streams("app", ""), callback(List.of("OWN"))))
            .isInstanceOf(MosException.class).hasMessageContaining("there is no event OWN");
    }
}
