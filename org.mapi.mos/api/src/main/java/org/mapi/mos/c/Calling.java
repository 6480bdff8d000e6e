package org.mapi.mos.c;

import org.mapi.mos.BuiltInEvent;
import org.mapi.mos.FlowCallback;
import org.mapi.mos.FlowContext;

/** Calls a program back for an event. Two of them are equal if they call the same for the same. */
final class Calling implements FlowCallback {
    private final MonitorSock monitor;
    private final long event;
    private final Callback callback;
    private final FilterArg arg;
    private final boolean packetIn;

    Calling(MonitorSock monitor, long event, Callback callback, FilterArg arg) {
        this.monitor = monitor;
        this.event = event;
        this.callback = callback;
        this.arg = arg;
        packetIn = event == BuiltInEvent.PKT_IN.number();
    }

    @Override
    public void on(FlowContext flow) {
        monitor.call(flow, event, packetIn, callback, arg);
    }

    @Override
    public boolean equals(Object other) {
        return this == other || other instanceof Calling that && monitor == that.monitor && event == that.event
            && callback == that.callback && arg == that.arg;
    }

    @Override
    public int hashCode() {
        return 31 * System.identityHashCode(callback) + Long.hashCode(event);
    }
}
