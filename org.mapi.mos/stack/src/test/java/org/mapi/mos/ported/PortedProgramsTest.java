package org.mapi.mos.ported;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mapi.testkit.TcpDialogue.CLIENT;
import static org.mapi.testkit.TcpDialogue.SERVER;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.mapi.mos.BuiltInEvent;
import org.mapi.mos.Hook;
import org.mapi.mos.MonitorOptions;
import org.mapi.mos.PacketFollower;
import org.mapi.mos.SourceOptions;
import org.mapi.mos.c.Mctx;
import org.mapi.mos.c.Mtcp;
import org.mapi.mos.stack.MosStack;
import org.mapi.testkit.TcpDialogue;

/** Programs of the original, written against the C names alone, run on made traffic. */
class PortedProgramsTest {
    private static final long SECOND = 1_000_000_000L;

    private final MosStack stack = new MosStack(() -> null);
    private final PacketFollower source = stack.follow("made", List.of(), SourceOptions.DEFAULT);
    private final Mtcp mtcp = new Mtcp(source);
    private final Mctx mctx = mtcp.mtcp_create_context(0);

    @AfterEach
    void close() {
        mtcp.close();
        stack.close();
    }

    private TcpDialogue dialogue(String client, int port) {
        return new TcpDialogue(source::process).from(CLIENT, client, port);
    }

    @Test
    void shouldShowConnectionsWithBothStatesAsMidstatDoes() {
        final Midstat midstat = new Midstat(mtcp);
        midstat.init(mctx);
        final TcpDialogue first = dialogue("10.1.4.93", 8843).open().say(CLIENT, "hello");
        final TcpDialogue second = dialogue("10.1.4.94", 8844).time(first.time()).open().finish(CLIENT);
        source.advance(second.time() + SECOND);
        first.time(second.time() + SECOND).close(SERVER);
        source.advance(first.time() + SECOND);
        assertThat(midstat.errors).isEmpty();
        assertThat(midstat.printed.stream().map(line -> line.replaceAll(" +", " "))).containsExactly(
            "Proto CPU Client Address Client State Server Address Server State",
            "tcp 0 10.1.4.93:8843 ESTABLISHED 192.0.2.1:80 ESTABLISHED",
            "tcp 0 10.1.4.94:8844 FIN_WAIT_1 192.0.2.1:80 CLOSE_WAIT",
            "tcp 0 10.1.4.94:8844 FIN_WAIT_1 192.0.2.1:80 CLOSE_WAIT");
    }

    @Test
    void shouldDropRequestsForConnectionsAsSimpleFirewallDoes() {
        final SimpleFirewall firewall = new SimpleFirewall(mtcp, List.of(
            new SimpleFirewall.Rule(false, 0x0a010000, 0xffff0000, 80),
            new SimpleFirewall.Rule(true, 0x0a000000, 0xff000000, 0)));
        firewall.init(mctx);
        dialogue("10.1.4.93", 8843).open().say(CLIENT, "hello");
        dialogue("10.2.4.93", 8843).open().say(CLIENT, "hello").close(CLIENT);
        dialogue("172.16.0.1", 8843).open();
        assertThat(firewall.errors).isEmpty();
        assertThat(firewall.hits).containsExactly(1, 1);
    }

    /** What a box behind the firewall would be told: whether each packet still goes on. */
    @Test
    void shouldShowDroppedPacketsToApplicationsBehindIt() {
        final List<String> behind = new ArrayList<>();
        new SimpleFirewall(mtcp, List.of(new SimpleFirewall.Rule(false, 0x0a010000, 0xffff0000, 0))).init(mctx);
        source.monitor(MonitorOptions.streams("behind", ""), on -> on.at(Hook.RECEIVE, BuiltInEvent.PKT_IN,
            flow -> behind.add(flow.endpoints().port(org.mapi.mos.Side.CLIENT) + " " + flow.packet().isForwarded())));
        dialogue("10.1.4.93", 1).send(CLIENT, 2, 0, 0, new byte[0]);
        assertThat(behind).containsExactly("1 false");
    }
}
