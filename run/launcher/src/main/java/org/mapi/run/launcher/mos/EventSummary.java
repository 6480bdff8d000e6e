package org.mapi.run.launcher.mos;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.mapi.mos.BuiltInEvent;
import org.mapi.mos.FlowContext;
import org.mapi.mos.Hook;
import org.mapi.mos.SourceStatistics;

/** Counts events by hook and prints the counts at the end. */
final class EventSummary extends EventPrinter {
    private final PrintStream out;
    private final EventFormat format;
    private final long[][] counts = new long[BuiltInEvent.values().length][Hook.values().length];

    EventSummary(PrintStream out, EventFormat format) {
        this.out = out;
        this.format = format;
    }

    @Override
    void event(FlowContext flow) {
        counts[flow.event().root().ordinal()][flow.hook().ordinal()]++;
    }

    @Override
    void finish(SourceStatistics statistics) {
        if (format == EventFormat.JSONL) {
            printJson(statistics);
            return;
        }
        out.printf(Locale.ROOT, "%-20s %12s %12s %12s%n", "EVENT", "NONE", "RECEIVE", "SEND");
        for (BuiltInEvent event : BuiltInEvent.values()) {
            final long[] hooks = counts[event.ordinal()];
            if (hooks[0] + hooks[1] + hooks[2] > 0) {
                out.printf(Locale.ROOT, "%-20s %12d %12d %12d%n", event.label(), hooks[0], hooks[1], hooks[2]);
            }
        }
        out.printf(Locale.ROOT, "%npackets %d, monitored %d, orphans %d, bad checksum %d, fragments %d, others %d; flows %d%n",
            statistics.packets(), statistics.monitored(), statistics.orphans(), statistics.badChecksum(),
            statistics.fragmentsKept(), statistics.unmonitored(), statistics.flowsStarted());
    }

    private void printJson(SourceStatistics statistics) {
        final Map<String, Object> events = new LinkedHashMap<>();
        for (BuiltInEvent event : BuiltInEvent.values()) {
            final Map<String, Object> hooks = new LinkedHashMap<>();
            for (Hook hook : Hook.values()) {
                hooks.put(hook.name(), counts[event.ordinal()][hook.ordinal()]);
            }
            events.put(event.label(), hooks);
        }
        final Map<String, Object> view = new LinkedHashMap<>();
        view.put("events", events);
        view.put("packets", statistics.packets());
        view.put("monitored", statistics.monitored());
        view.put("orphans", statistics.orphans());
        view.put("badChecksum", statistics.badChecksum());
        view.put("fragments", statistics.fragmentsKept());
        view.put("unmonitored", statistics.unmonitored());
        view.put("flows", statistics.flowsStarted());
        try {
            out.println(JSON.std.asString(view));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
