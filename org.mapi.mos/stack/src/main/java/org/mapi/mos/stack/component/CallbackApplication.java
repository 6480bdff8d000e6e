package org.mapi.mos.stack.component;

import java.util.List;
import java.util.Set;
import org.mapi.mos.BuiltInEvent;
import org.mapi.mos.FlowCallback;
import org.mapi.mos.FlowEvent;
import org.mapi.mos.Hook;
import org.mapi.mos.MonitorApplication;
import org.mapi.mos.MonitorKind;
import org.mapi.mos.Registrations;

/**
 * A service of {@link FlowCallback} as an application: it is told of what its properties name.
 *
 * @param callback the service
 * @param events   names of events
 * @param hooks    where; empty: wherever the event is raised
 */
record CallbackApplication(FlowCallback callback, List<String> events, List<Hook> hooks) implements MonitorApplication {
    @Override
    public void attach(Registrations on) {
        for (String name : events) {
            final FlowEvent event = event(on, name);
            for (Hook hook : hooks.isEmpty() ? all(on, event) : hooks) {
                on.at(hook, event, callback);
            }
        }
    }

    private static FlowEvent event(Registrations on, String name) {
        for (BuiltInEvent event : BuiltInEvent.values()) {
            if (event.label().equals(name)) {
                return event;
            }
        }
        return on.event(name);
    }

    private static Iterable<Hook> all(Registrations on, FlowEvent event) {
        return on.kind() == MonitorKind.PACKET ? Set.of(Hook.NONE) : event.root().hooks();
    }
}
