package org.mapi.run.launcher.mos;

import org.mapi.mos.BuiltInEvent;
import org.mapi.mos.ByteStream;
import org.mapi.mos.FlowContext;
import org.mapi.mos.Hook;
import org.mapi.mos.MonitorApplication;
import org.mapi.mos.Registrations;
import org.mapi.mos.SourceStatistics;

/** Hears of all events at all hooks. */
abstract class EventPrinter implements MonitorApplication {
    @Override
    public final void attach(Registrations on) {
        for (BuiltInEvent event : BuiltInEvent.values()) {
            for (Hook hook : event.hooks()) {
                if (event != BuiltInEvent.PKT_IN || hook != Hook.NONE) {
                    on.at(hook, event, this::tell);
                }
            }
        }
    }

    /** What was told of need not be kept: an unread buffer would raise ERROR. */
    private void tell(FlowContext flow) {
        event(flow);
        if (flow.event() == BuiltInEvent.CONN_NEW_DATA) {
            final ByteStream stream = flow.stream(flow.side());
            stream.skipTo(Math.max(stream.position(), stream.contiguousEnd()));
        }
    }

    /** An event. */
    abstract void event(FlowContext flow);

    /** The source is at its end. */
    abstract void finish(SourceStatistics statistics);
}
