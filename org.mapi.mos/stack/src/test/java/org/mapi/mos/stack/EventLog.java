package org.mapi.mos.stack;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.mapi.mos.BuiltInEvent;
import org.mapi.mos.FlowContext;
import org.mapi.mos.Hook;
import org.mapi.mos.MonitorApplication;
import org.mapi.mos.Registrations;
import org.mapi.mos.Side;

/** Writes a line for every event: {@code SEND CLIENT PKT_IN SYN_SENT/CLOSED}. */
final class EventLog implements MonitorApplication {
    final List<String> lines = new ArrayList<>();
    Registrations registrations;
    Consumer<FlowContext> also = flow -> { };
    private final List<BuiltInEvent> events;

    EventLog(BuiltInEvent... events) {
        this.events = List.of(events.length == 0 ? BuiltInEvent.values() : events);
    }

    @Override
    public void attach(Registrations on) {
        registrations = on;
        for (BuiltInEvent event : events) {
            for (Hook hook : event.hooks()) {
                if (event != BuiltInEvent.PKT_IN || hook != Hook.NONE) {
                    on.at(hook, event, this::log);
                }
            }
        }
    }

    private void log(FlowContext flow) {
        final StringBuilder line = new StringBuilder().append(flow.hook()).append(' ').append(flow.side()).append(' ')
            .append(flow.event().label());
        if (flow.id() != 0) {
            line.append(' ').append(flow.state(Side.CLIENT)).append('/').append(flow.state(Side.SERVER));
            if (flow.event() == BuiltInEvent.CONN_END) {
                line.append(' ').append(flow.closeReason());
            }
        }
        lines.add(line.toString());
        also.accept(flow);
    }

    /** The lines since the last call. */
    List<String> take() {
        final List<String> taken = List.copyOf(lines);
        lines.clear();
        return taken;
    }

    long count(String part) {
        return lines.stream().filter(line -> line.contains(part)).count();
    }
}
