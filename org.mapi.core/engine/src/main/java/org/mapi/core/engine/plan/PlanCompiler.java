package org.mapi.core.engine.plan;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.mapi.function.Optimize;
import org.mapi.function.State;

/**
 * Compiles the next plan of a device from its flows and the plan before: a pure function.
 *
 * <p>Rules of sharing: (1) the same service with the same typed arguments behind an identical prefix, both willing (AUTO, or
 * MANUAL naming the other), neither a counter nor packet-modifying nor reading other flows; (2) what remembers packets is shared
 * only when both start at the same packet; (3) what is unshared keeps its place and gets a node of its own; (4) flows are walked
 * by number, and one that reads other flows or is read by them joins no older prefix; (5) a node lives as long as one flow
 * subscribes to it, the next subscriber becomes its owner.
 */
public final class PlanCompiler {
    private final Plan previous;
    private final PlanChange change;
    private final List<FlowSpecification> flows;
    private final PlanDraft root = new PlanDraft(0, null, 0);
    private final Set<Long> placed = new HashSet<>();
    /** Flows whose results other flows read. */
    private final Set<Integer> read = new HashSet<>();
    private long nextNode;

    private PlanCompiler(Plan previous, List<FlowSpecification> flows, PlanChange change) {
        this.previous = previous;
        this.change = change;
        this.flows = flows.stream().sorted((one, other) -> Integer.compare(one.id(), other.id())).toList();
        this.nextNode = previous.nextNode();
        for (FlowSpecification flow : flows) {
            flow.functions().forEach(function -> function.sources().forEach(source -> read.add(source.flow())));
        }
    }

    /**
     * Compiles the next plan.
     *
     * @param previous the plan before, {@link Plan#EMPTY} for the first
     * @param flows    all flows that are to be connected then, in any order
     * @param change   what else changes
     */
    public static Plan compile(Plan previous, List<FlowSpecification> flows, PlanChange change) {
        return new PlanCompiler(previous, flows, change).compile();
    }

    private Plan compile() {
        flows.forEach(this::place);
        return new Plan(previous.generation() + 1, nextNode, root.nodes());
    }

    private void place(FlowSpecification flow) {
        boolean joining = !flow.readsOthers() && !read.contains(flow.id());
        PlanDraft parent = root;
        for (AppliedSpecification function : flow.functions()) {
            final Node old = change.unshare().contains(function.reference()) ? null
                : previous.node(function.reference()).orElse(null);
            joining &= !change.unshare().contains(function.reference());
            PlanDraft draft = old != null ? kept(parent, old, function) : joining ? joinable(parent, function) : null;
            if (draft == null) {
                draft = add(parent, new PlanDraft(nextNode++, function, change.epoch()));
                joining = false;
            }
            draft.subscribers.add(function.reference());
            parent = draft;
        }
    }

    /** The node that served the function so far, unless its prefix is no longer the one of the node's other subscribers. */
    private PlanDraft kept(PlanDraft parent, Node old, AppliedSpecification function) {
        final PlanDraft there = parent.child(old.id());
        if (there != null) {
            return there;
        }
        return placed.contains(old.id()) ? null : add(parent, new PlanDraft(old.id(), function, old.born()));
    }

    private PlanDraft add(PlanDraft parent, PlanDraft draft) {
        parent.add(draft);
        placed.add(draft.id);
        return draft;
    }

    private PlanDraft joinable(PlanDraft parent, AppliedSpecification function) {
        return parent.children().stream().filter(candidate -> shareable(candidate, function)).findFirst().orElse(null);
    }

    private boolean shareable(PlanDraft candidate, AppliedSpecification function) {
        final AppliedSpecification work = candidate.work;
        if (work.definition().modifies() || work.definition().counter() || function.definition().modifies()
            || !work.sources().isEmpty()) {
            return false;
        }
        if (work.definition().state() == State.HISTORY && candidate.born != change.epoch()) {
            return false;
        }
        if (function.definition().optimize() == Optimize.MANUAL) {
            return function.identicalTo() != null && candidate.subscribers.contains(function.identicalTo());
        }
        return function.definition().optimize() == Optimize.AUTO && work.definition().optimize() == Optimize.AUTO
            && work.sameWork(function);
    }
}
