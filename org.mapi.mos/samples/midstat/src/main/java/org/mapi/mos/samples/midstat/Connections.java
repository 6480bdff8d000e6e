package org.mapi.mos.samples.midstat;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The connections that are there now, of all workers; as text and as JSON. Any thread may look. */
final class Connections {
    private static final String FORMAT = "%-5s %-3s %-28s %-12s %-28s %-12s";

    private final Set<ConnectionRow> rows = ConcurrentHashMap.newKeySet();

    void add(ConnectionRow row) {
        rows.add(row);
    }

    void remove(ConnectionRow row) {
        rows.remove(row);
    }

    private List<ConnectionRow> sorted() {
        final List<ConnectionRow> sorted = new ArrayList<>(rows);
        sorted.sort(Comparator.comparing((ConnectionRow row) -> row.source).thenComparing(row -> row.worker)
            .thenComparing(row -> row.flow));
        return sorted;
    }

    /** The header line and a line per connection, as the original prints them. */
    String text() {
        final StringBuilder text = new StringBuilder(line("Proto", "CPU", "Client Address", "Client State", "Server Address",
            "Server State"));
        for (ConnectionRow row : sorted()) {
            text.append(line("tcp", row.worker, row.client, row.clientState, row.server, row.serverState));
        }
        return text.toString();
    }

    private static String line(Object... cells) {
        return String.format(Locale.ROOT, FORMAT, cells).stripTrailing() + '\n';
    }

    /** An array with an object per connection. */
    String json() {
        final List<Map<String, Object>> all = new ArrayList<>();
        for (ConnectionRow row : sorted()) {
            final Map<String, Object> view = new LinkedHashMap<>();
            view.put("protocol", "tcp");
            view.put("source", row.source);
            view.put("worker", row.worker);
            view.put("connection", row.flow);
            view.put("client", row.client);
            view.put("clientState", row.clientState.name());
            view.put("server", row.server);
            view.put("serverState", row.serverState.name());
            all.add(view);
        }
        try {
            return JSON.std.asString(all);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }
}
