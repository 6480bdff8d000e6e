package org.mapi.run.bench.mos;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.mapi.mos.BuiltInEvent;
import org.mapi.mos.FlowContext;
import org.mapi.mos.Hook;
import org.mapi.mos.MonitorApplication;
import org.mapi.mos.Registrations;

/** A callback for every built-in event at every hook, everything read from both streams, and events of its own on each packet. */
final class Everything implements MonitorApplication {
    private final int events;
    private final MemorySegment bytes = Arena.ofAuto().allocate(1 << 16);
    private long calls;
    private long own;
    private long read;

    /**
     * An application.
     *
     * @param events number of user-defined events on PKT_IN at SEND that are always raised
     */
    Everything(int events) {
        this.events = events;
    }

    @Override
    public void attach(Registrations on) {
        for (BuiltInEvent event : BuiltInEvent.values()) {
            for (Hook hook : event.hooks()) {
                on.at(hook, event, event == BuiltInEvent.CONN_NEW_DATA ? this::read : flow -> calls++);
            }
        }
        for (int i = 0; i < events; i++) {
            final int number = i;
            on.at(Hook.SEND, on.define(BuiltInEvent.PKT_IN, flow -> calls >= number - events), flow -> own++);
        }
    }

    private void read(FlowContext flow) {
        calls++;
        int count = flow.stream(flow.side()).peek(bytes);
        while (count > 0) {
            read += count;
            count = flow.stream(flow.side()).peek(bytes);
        }
    }

    /** Callbacks for built-in events. */
    long calls() {
        return calls;
    }

    /** Callbacks for user-defined events. */
    long own() {
        return own;
    }

    /** Bytes read. */
    long read() {
        return read;
    }
}
