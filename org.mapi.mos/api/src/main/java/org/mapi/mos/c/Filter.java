package org.mapi.mos.c;

import org.osgi.annotation.versioning.ConsumerType;

/** {@code filter_t}: decides whether a user-defined event is raised. */
@ConsumerType
@FunctionalInterface
public interface Filter {
    /**
     * Called on the context's worker, once per raised base event and socket; must not wait.
     *
     * @param mctx  the context
     * @param sock  the flow's socket; the monitor's own one without a flow
     * @param side  as for {@link Callback}
     * @param event number of the base event
     * @param arg   what the event was defined with, null without
     * @return true to raise the event
     */
    boolean test(Mctx mctx, int sock, int side, long event, FilterArg arg);
}
