package org.mapi.core.engine.plan;

import java.util.List;
import org.mapi.function.FunctionReference;

/**
 * One function instance in the tree of a device: sees what its parent lets through.
 *
 * @param id          the same in every plan that the instance is part of, never used twice on a device
 * @param work        what it does, in the words of the flow it was made for
 * @param born        epoch in which it was made, see {@link PlanChange#epoch}
 * @param subscribers functions of flows that it serves, the owner first
 * @param children    what sees the packets that it lets through, in order
 */
public record Node(long id, AppliedSpecification work, long born, List<FunctionReference> subscribers, List<Node> children) {
    /** Copies the lists. */
    public Node {
        subscribers = List.copyOf(subscribers);
        children = List.copyOf(children);
    }

    /** Whether more than one flow uses it. */
    public boolean shared() {
        return subscribers.size() > 1;
    }
}
