package org.mapi.run.launcher.monitor;

import java.io.PrintStream;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Prints comma-separated values (RFC 4180) at each interval and at the end: what became of all packets, rows without a function,
 * then a row per field of each function's result.
 */
final class CsvPrinter implements Printer {
    private final PrintStream out;
    private boolean headed;

    CsvPrinter(PrintStream out) {
        this.out = out;
    }

    @Override
    public void interval(Instant time, Snapshot previous, Snapshot now) {
        packets(time, now, Difference.of(previous == null ? null : previous.packets(), now.packets()));
        for (int i = 0; i < now.rows().size(); i++) {
            final Snapshot.Row row = now.rows().get(i);
            final Object then = previous == null ? null : previous.rows().get(i).result();
            print(time, row, Difference.of(then, row.result()));
        }
        out.flush();
    }

    @Override
    public void end(Instant time, Snapshot last) {
        packets(time, last, null);
        last.rows().forEach(row -> print(time, row, null));
        out.flush();
    }

    private void packets(Instant time, Snapshot snapshot, Object difference) {
        final Map<String, Object> changes = flat("", difference);
        flat("", snapshot.packets()).forEach((field, value) -> line(time, null, null, null, null, null, null, null, field,
            value, changes.get(field)));
    }

    private void print(Instant time, Snapshot.Row row, Object difference) {
        final Map<String, Object> fields = flat("", row.result());
        final Map<String, Object> changes = flat("", difference);
        if (fields.isEmpty()) {
            fields.put("", null);
        }
        fields.forEach((field, value) -> line(time, row.id(), row.name(), row.function().function(), row.function().seen(),
            row.function().passed(), row.function().missed(), row.function().emitted(), field, value, changes.get(field)));
    }

    private static Map<String, Object> flat(String prefix, Object value) {
        final Map<String, Object> fields = new LinkedHashMap<>();
        if (value instanceof Map<?, ?> map) {
            map.forEach((key, item) -> fields.putAll(flat(prefix.isEmpty() ? key.toString() : prefix + "." + key, item)));
        } else if (value != null) {
            fields.put(prefix.isEmpty() ? "value" : prefix, value);
        }
        return fields;
    }

    private void line(Object... cells) {
        if (!headed) {
            headed = true;
            line("time", "id", "name", "function", "seen", "passed", "missed", "emitted", "field", "value", "difference");
        }
        final StringBuilder line = new StringBuilder();
        for (Object cell : cells) {
            line.append(line.isEmpty() ? "" : ",").append(quoted(cell));
        }
        out.print(line.append("\r\n"));
    }

    private static String quoted(Object cell) {
        final String text = cell == null ? "" : cell.toString();
        return text.matches("[^\",\r\n]*") ? text : '"' + text.replace("\"", "\"\"") + '"';
    }
}
