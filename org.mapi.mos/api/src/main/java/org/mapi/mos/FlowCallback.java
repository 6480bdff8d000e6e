package org.mapi.mos;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * What happens at an event. As a service with the properties of {@link MonitorApplicationDefinition}, {@code mos.events} among
 * them, it is an application by itself.
 */
@ConsumerType
@FunctionalInterface
public interface FlowCallback {
    /**
     * Called on the flow's worker, between packets or in the middle of one; must not wait.
     *
     * @param flow the flow and the event; valid until the return
     */
    void on(FlowContext flow);
}
