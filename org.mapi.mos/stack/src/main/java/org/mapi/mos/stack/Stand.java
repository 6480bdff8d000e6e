package org.mapi.mos.stack;

import org.mapi.mos.BuiltInEvent;
import org.mapi.mos.FlowContext;
import org.mapi.mos.Hook;
import org.mapi.mos.MonitorApplication;
import org.mapi.mos.MonitorKind;
import org.mapi.mos.Registrations;
import org.mapi.mos.WhileAway;

/** Holds the place of an application that is not there: its packets pass, or are dropped. */
enum Stand implements MonitorApplication {
    /** Nobody is told of anything. */
    NOBODY,
    /** Nothing of what the application would be told of goes on. */
    BARRIER;

    /** Who keeps the place of an application that is waited for. */
    static Stand of(WhileAway fate) {
        return fate == WhileAway.DROP ? BARRIER : NOBODY;
    }

    @Override
    public void attach(Registrations on) {
        if (this == NOBODY || !((MonitorSocket) on).isInline()) {
            return;
        }
        if (on.kind() == MonitorKind.PACKET) {
            on.at(Hook.NONE, BuiltInEvent.PKT_IN, Stand::drop);
        } else {
            on.at(Hook.SEND, BuiltInEvent.PKT_IN, Stand::drop);
            on.at(Hook.NONE, BuiltInEvent.ORPHAN, Stand::drop);
        }
    }

    private static void drop(FlowContext flow) {
        flow.packet().drop();
    }
}
