package org.mapi.core.engine.plan;

import java.util.List;

/**
 * A connected flow, as the plan compiler sees it.
 *
 * @param id        the flow's number; flows are walked in this order
 * @param functions its functions in order of execution
 */
public record FlowSpecification(int id, List<AppliedSpecification> functions) {
    /** Copies the functions. */
    public FlowSpecification {
        functions = List.copyOf(functions);
    }

    /** Whether a function of this flow reads a result of another flow. */
    boolean readsOthers() {
        return functions.stream().anyMatch(function -> !function.sources().isEmpty());
    }
}
