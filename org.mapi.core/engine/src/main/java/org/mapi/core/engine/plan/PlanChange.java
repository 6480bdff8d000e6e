package org.mapi.core.engine.plan;

import java.util.Set;
import org.mapi.function.FunctionReference;

/**
 * What is changed besides the set of flows.
 *
 * @param epoch   number of the device's stretch without packets: nodes made in the same epoch have seen the same packets (none)
 * @param unshare functions that need an instance of their own from now on
 */
public record PlanChange(long epoch, Set<FunctionReference> unshare) {
    /** Copies the set. */
    public PlanChange {
        unshare = Set.copyOf(unshare);
    }

    /** Only the set of flows changes. */
    public static PlanChange flows(long epoch) {
        return new PlanChange(epoch, Set.of());
    }
}
