package org.mapi.console.shell;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.mapi.console.view.TerminalText;
import org.mapi.mos.FlowEvent;
import org.mapi.mos.Hook;
import org.mapi.mos.MonitorInformation;
import org.mapi.mos.SourceInformation;
import org.mapi.mos.SourceStatistics;
import org.mapi.mos.UserEvent;

/** What the flow-monitoring stack has, as text for people. */
final class MosListing {
    private MosListing() { }

    static String sources(List<SourceInformation> sources) {
        final TextTable table = new TextTable("SOURCE", "DEVICES", "STATUS", "WORKERS", "PACKETS", "MONITORED", "UNMONITORED",
            "ORPHANS", "BAD CHECKSUM", "FLOWS", "EVICTED", "FORWARDED", "DROPPED", "REFUSED", "DETAIL");
        for (SourceInformation source : sources) {
            final SourceStatistics counted = source.statistics();
            table.add(source.name(), String.join(", ", source.devices()), status(source), source.options().workers(),
                counted.packets(), counted.monitored(), counted.unmonitored(), counted.orphans(), counted.badChecksum(),
                counted.flowsNow(), counted.flowsEvicted(), counted.forwarded(), counted.dropped(), counted.refused(),
                source.failure());
        }
        return table.toString();
    }

    /** One word. */
    static String status(SourceInformation source) {
        final boolean trouble = !source.failure().isEmpty();
        return source.ended() ? trouble ? "failed" : "ended" : trouble ? "waiting" : "running";
    }

    static String monitors(List<MonitorInformation> monitors) {
        final TextTable table = new TextTable("MONITOR", "KIND", "FILTER", "BUNDLE", "SOURCES", "STATUS", "FLOWS", "CALLBACKS",
            "FAULTS", "DETAIL");
        for (MonitorInformation monitor : monitors) {
            table.add(monitor.name(), monitor.options().kind().name().toLowerCase(Locale.ROOT), monitor.options().filter(),
                monitor.bundle(), String.join(", ", monitor.sources()), status(monitor), monitor.flows(), monitor.callbacks(),
                monitor.faults(), monitor.quarantine());
        }
        return table.toString();
    }

    /** One word. */
    static String status(MonitorInformation monitor) {
        return !monitor.quarantine().isEmpty() ? "not called" : monitor.sources().isEmpty() ? "no source" : "attached";
    }

    static String events(List<FlowEvent> events, Map<String, String> silenced, Map<String, String> undefined) {
        final TextTable table = new TextTable("EVENT", "NUMBER", "ON", "HOOKS", "DETAIL");
        for (FlowEvent event : events) {
            table.add(event.label(), "0x" + Long.toHexString(event.number()), event instanceof UserEvent own ? own.base().label()
                : "", event.root().hooks().stream().map(Hook::name).collect(Collectors.joining(", ")),
                silenced.containsKey(event.label()) ? "not raised: " + silenced.get(event.label()) : "");
        }
        return table + undefined.entrySet().stream().map(event -> "\n" + TerminalText.printable("not defined: " + event.getKey()
            + ": " + event.getValue())).collect(Collectors.joining());
    }

    /** How many there are, and a line for each that does not work; empty where there is nothing. */
    static String health(List<SourceInformation> sources, List<MonitorInformation> monitors, Map<String, String> silenced,
            Map<String, String> undefined) {
        if (sources.isEmpty() && monitors.isEmpty() && silenced.isEmpty() && undefined.isEmpty()) {
            return "";
        }
        final long packets = sources.stream().mapToLong(source -> source.statistics().packets()).sum();
        final List<String> lines = new ArrayList<>();
        sources.stream().filter(source -> !source.failure().isEmpty())
            .forEach(source -> lines.add("source " + source.name() + ": " + source.failure()));
        monitors.stream().filter(monitor -> !monitor.quarantine().isEmpty())
            .forEach(monitor -> lines.add("monitor " + monitor.name() + (monitor.bundle().isEmpty() ? ""
                : " of " + monitor.bundle()) + " is not called: " + monitor.quarantine()));
        silenced.forEach((event, why) -> lines.add("event " + event + " is not raised: " + why));
        undefined.forEach((event, why) -> lines.add("event " + event + " is not defined: " + why));
        lines.addFirst((lines.isEmpty() ? "" : counted(lines.size(), "error") + "; ") + counted(sources.size(), "source") + ", "
            + counted(monitors.size(), "monitor") + ", " + packets + " packets followed");
        return lines.stream().map(TerminalText::printable).collect(Collectors.joining("\n"));
    }

    private static String counted(long number, String what) {
        return number + " " + what + (number == 1 ? "" : "s");
    }
}
