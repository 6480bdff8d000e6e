package org.mapi.mos.c;

import org.osgi.annotation.versioning.ConsumerType;

/** {@code callback_t}: what happens at an event, or when a timer is due. */
@ConsumerType
@FunctionalInterface
public interface Callback {
    /**
     * Called on the context's worker; must not wait.
     *
     * @param mctx  the context
     * @param sock  the flow's socket; the monitor's own one without a flow; the timer's id
     * @param side  MOS_SIDE_CLI, MOS_SIDE_SVR, or MOS_SIDE_BOTH without a flow; 0 for timers
     * @param event the event's number, 0 for timers
     * @param arg   what a user-defined event was defined with; null for all else
     */
    void call(Mctx mctx, int sock, int side, long event, FilterArg arg);
}
