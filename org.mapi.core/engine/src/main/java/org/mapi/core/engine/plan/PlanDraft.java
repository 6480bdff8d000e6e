package org.mapi.core.engine.plan;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.mapi.function.FunctionReference;

/** A node while the plan is compiled. */
final class PlanDraft {
    final long id;
    final AppliedSpecification work;
    final long born;
    final List<FunctionReference> subscribers = new ArrayList<>();
    private final Map<Long, PlanDraft> children = new LinkedHashMap<>();

    PlanDraft(long id, AppliedSpecification work, long born) {
        this.id = id;
        this.work = work;
        this.born = born;
    }

    Node node() {
        return new Node(id, work, born, subscribers, nodes());
    }

    List<Node> nodes() {
        // Not a stream: one frame per level of depth, so that a flow of a thousand functions does not fill the stack.
        final List<Node> made = new ArrayList<>(children.size());
        for (PlanDraft child : children.values()) {
            made.add(child.node());
        }
        return made;
    }

    void add(PlanDraft child) {
        children.put(child.id, child);
    }

    Collection<PlanDraft> children() {
        return children.values();
    }

    PlanDraft child(long nodeId) {
        return children.get(nodeId);
    }
}
