package org.mapi.run.launcher.mos;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.mapi.mos.BuiltInEvent;
import org.mapi.mos.CloseReason;
import org.mapi.mos.FlowContext;
import org.mapi.mos.Hook;
import org.mapi.mos.MonitorApplication;
import org.mapi.mos.Registrations;
import org.mapi.mos.Side;
import org.mapi.mos.TcpState;

/** The connections that are there, with the states of both sides (the original's midstat). */
final class ConnectionTable implements MonitorApplication {
    /** The last column is as wide as what is in it: no line ends with spaces. */
    private static final String LINE = "%-5s %-3s %-28s %-12s %-28s %s%n";
    private static final long SECOND = 1_000_000_000L;

    /** A connection. */
    private static final class Row {
        private final String client;
        private final String server;
        private TcpState clientState;
        private TcpState serverState;

        Row(String client, String server) {
            this.client = client;
            this.server = server;
        }
    }

    private final PrintStream out;
    private final boolean json;
    private final Duration interval;
    private final boolean midStream;
    private final Map<Long, Row> rows = new LinkedHashMap<>();
    private Registrations registrations;
    private boolean printed;

    /**
     * An empty table.
     *
     * @param interval  how often it is printed by the packets' clock; null for not at all
     * @param midStream whether connections are picked up
     */
    ConnectionTable(PrintStream out, boolean json, Duration interval, boolean midStream) {
        this.midStream = midStream;
        this.out = out;
        this.json = json;
        this.interval = interval;
    }

    @Override
    public void attach(Registrations on) {
        registrations = on;
        for (Hook hook : BuiltInEvent.TCP_STATE_CHANGE.hooks()) {
            on.at(hook, BuiltInEvent.TCP_STATE_CHANGE, this::change);
        }
        on.at(Hook.RECEIVE, BuiltInEvent.CONN_END, this::end);
        if (midStream) {
            on.at(Hook.RECEIVE, BuiltInEvent.PKT_IN, this::pickUp);
        }
        if (interval != null) {
            on.after(interval, this::tick);
        }
    }

    /** A connection that was picked up changes its state at its end only. */
    private synchronized void pickUp(FlowContext flow) {
        if (flow.isMidStream() && flow.state(flow.side()) == TcpState.ESTABLISHED && !rows.containsKey(flow.id())) {
            change(flow);
        }
    }

    private synchronized void change(FlowContext flow) {
        if (flow.closeReason() == CloseReason.STOPPED) {
            return;
        }
        final Row row = rows.computeIfAbsent(flow.id(), id ->
            new Row(Endpoint.of(flow.endpoints(), Side.CLIENT), Endpoint.of(flow.endpoints(), Side.SERVER)));
        row.clientState = flow.state(Side.CLIENT);
        row.serverState = flow.state(Side.SERVER);
    }

    /** A connection that has ended goes; what is there when the source ends stays to be printed. */
    private synchronized void end(FlowContext flow) {
        if (flow.closeReason() != CloseReason.STOPPED) {
            rows.remove(flow.id());
        }
    }

    private void tick() {
        print(registrations.now());
        registrations.after(interval, this::tick);
    }

    /** Prints what is left, when no packet will come any more. */
    void printLast() {
        print(registrations.now());
    }

    /** Prints the table as it is; one of several with its time above it. */
    private synchronized void print(long time) {
        if (json) {
            printJson(time);
            return;
        }
        if (interval != null) {
            out.println((printed ? System.lineSeparator() : "") + text(time));
        }
        printed = true;
        out.printf(Locale.ROOT, LINE, "Proto", "CPU", "Client Address", "Client State", "Server Address", "Server State");
        for (Row row : rows.values()) {
            out.printf(Locale.ROOT, LINE, "tcp", 0, row.client, row.clientState, row.server, row.serverState);
        }
        out.flush();
    }

    private static String text(long time) {
        return Instant.ofEpochSecond(Math.floorDiv(time, SECOND), Math.floorMod(time, SECOND)).toString();
    }

    private void printJson(long time) {
        final List<Map<String, Object>> connections = new ArrayList<>();
        for (Row row : rows.values()) {
            final Map<String, Object> view = new LinkedHashMap<>();
            view.put("protocol", "tcp");
            view.put("worker", 0);
            view.put("client", row.client);
            view.put("clientState", row.clientState.name());
            view.put("server", row.server);
            view.put("serverState", row.serverState.name());
            connections.add(view);
        }
        final Map<String, Object> table = new LinkedHashMap<>();
        table.put("time", text(time));
        table.put("connections", connections);
        try {
            out.println(JSON.std.asString(table));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
