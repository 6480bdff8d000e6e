package org.mapi.core.engine.plan;

import java.util.ArrayList;
import java.util.List;
import org.mapi.function.FunctionReference;

/** A node while the plan is compiled. */
final class PlanDraft {
    final long id;
    final AppliedSpecification work;
    final long born;
    final List<FunctionReference> subscribers = new ArrayList<>();
    final List<PlanDraft> children = new ArrayList<>();

    PlanDraft(long id, AppliedSpecification work, long born) {
        this.id = id;
        this.work = work;
        this.born = born;
    }

    Node node() {
        return new Node(id, work, born, subscribers, children.stream().map(PlanDraft::node).toList());
    }

    PlanDraft child(long nodeId) {
        return children.stream().filter(child -> child.id == nodeId).findFirst().orElse(null);
    }
}
