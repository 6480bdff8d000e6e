package org.mapi.run.bench.mos;

import java.time.Duration;
import org.mapi.mos.BuiltInEvent;
import org.mapi.mos.FlowContext;
import org.mapi.mos.FlowKey;
import org.mapi.mos.Hook;
import org.mapi.mos.MonitorApplication;
import org.mapi.mos.Registrations;
import org.mapi.mos.Side;
import org.mapi.mos.TcpState;

/** What the original's midstat does: a list of the connections with both states, looked at once a second. */
final class ConnectionTable implements MonitorApplication {
    private static final Duration LOOK = Duration.ofSeconds(1);

    /** A connection; used again for others. */
    private static final class Row {
        private Row previous;
        private Row next;
        private long client;
        private long server;
        private int clientPort;
        private int serverPort;
        private TcpState clientState;
        private TcpState serverState;
    }

    private final Row list = new Row();
    private Row spare;
    private Registrations registrations;
    private FlowKey<Row> row;
    private long started;
    private long ended;
    private long looked;

    ConnectionTable() {
        list.next = list;
        list.previous = list;
    }

    @Override
    public void attach(Registrations on) {
        registrations = on;
        row = on.key(Row.class);
        on.at(Hook.SEND, BuiltInEvent.CONN_START, this::start);
        on.at(Hook.SEND, BuiltInEvent.TCP_STATE_CHANGE, this::change);
        on.at(Hook.RECEIVE, BuiltInEvent.TCP_STATE_CHANGE, this::change);
        on.at(Hook.SEND, BuiltInEvent.CONN_END, this::end);
        on.after(LOOK, this::look);
    }

    private void start(FlowContext flow) {
        if (flow.side() == Side.CLIENT) {
            final Row made = spare == null ? new Row() : spare;
            spare = made.next;
            made.client = flow.endpoints().addressLow(Side.CLIENT);
            made.server = flow.endpoints().addressLow(Side.SERVER);
            made.clientPort = flow.endpoints().port(Side.CLIENT);
            made.serverPort = flow.endpoints().port(Side.SERVER);
            made.next = list;
            made.previous = list.previous;
            made.previous.next = made;
            list.previous = made;
            flow.set(row, made);
            started++;
            change(flow);
        }
    }

    private void change(FlowContext flow) {
        final Row mine = flow.get(row);
        if (mine != null) {
            mine.clientState = flow.state(Side.CLIENT);
            mine.serverState = flow.state(Side.SERVER);
        }
    }

    private void end(FlowContext flow) {
        final Row mine = flow.get(row);
        if (mine != null) {
            mine.previous.next = mine.next;
            mine.next.previous = mine.previous;
            mine.next = spare;
            spare = mine;
            flow.set(row, null);
            ended++;
        }
    }

    private void look() {
        for (Row at = list.next; at != list; at = at.next) {
            looked += at.clientState == TcpState.ESTABLISHED && at.serverPort != at.clientPort && at.client != at.server ? 1 : 0;
        }
        registrations.after(LOOK, this::look);
    }

    /** Connections that began. */
    long started() {
        return started;
    }

    /** Connections that ended. */
    long ended() {
        return ended;
    }

    /** Lines that were shown. */
    long looked() {
        return looked;
    }
}
