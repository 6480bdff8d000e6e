package org.mapi.run.launcher.monitor;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.mapi.result.JsonView;

/**
 * Prints JSON: one object at the end, or an object a line for each interval ({@code "event":"interval"}, with the differences to
 * the interval before) and for the end ({@code "event":"end"}).
 */
final class JsonPrinter implements Printer {
    private final PrintStream out;
    private final boolean lines;

    JsonPrinter(PrintStream out, boolean lines) {
        this.out = out;
        this.lines = lines;
    }

    @Override
    public void interval(Instant time, Snapshot previous, Snapshot now) {
        if (lines) {
            final Map<String, Object> view = stamped("interval", time, now);
            @SuppressWarnings("unchecked")
            final List<Map<String, Object>> functions = (List<Map<String, Object>>) view.get("functions");
            for (int i = 0; i < functions.size(); i++) {
                final Snapshot.Row before = previous == null ? null : previous.rows().get(i);
                final Object then = before == null ? null : before.result();
                functions.get(i).put("difference", Difference.of(then, now.rows().get(i).result()));
            }
            print(view);
        }
    }

    @Override
    public void end(Instant time, Snapshot last) {
        print(lines ? stamped("end", time, last) : last.view());
    }

    private static Map<String, Object> stamped(String event, Instant time, Snapshot now) {
        final Map<String, Object> view = new LinkedHashMap<>();
        view.put("event", event);
        view.put("time", time.toString());
        view.put("timeNanos", time.getEpochSecond() * 1_000_000_000L + time.getNano());
        view.putAll(now.view());
        return view;
    }

    private void print(Map<String, Object> view) {
        try {
            out.println(JSON.std.with(JSON.Feature.WRITE_NULL_PROPERTIES).asString(JsonView.of(view)));
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
