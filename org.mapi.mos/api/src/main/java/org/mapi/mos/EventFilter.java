package org.mapi.mos;

import org.osgi.annotation.versioning.ConsumerType;

/** Decides whether a user-defined event is raised. Evaluated once per raised base event, flow and application. */
@ConsumerType
@FunctionalInterface
public interface EventFilter {
    /**
     * Called on the flow's worker; must not wait. It may {@link FlowContext#raise} events that were allocated.
     *
     * @param flow the flow and the base event; valid until the return
     * @return true to raise the user-defined event
     */
    boolean test(FlowContext flow);
}
