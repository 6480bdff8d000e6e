package org.mapi.core.engine.control;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.mapi.core.engine.plan.AppliedSpecification;
import org.mapi.core.engine.plan.FlowSpecification;
import org.mapi.core.engine.plan.OwnReference;
import org.mapi.function.Definition;
import org.mapi.function.FlowReference;
import org.mapi.function.FunctionReference;
import org.mapi.function.Queueing;

/** Says in the plan compiler's words what a flow is. */
final class Specifications {
    private final FlowRecord flow;
    private final List<AppliedRecord> functions;
    private Set<FunctionReference> sources;

    private Specifications(FlowRecord flow) {
        this.flow = flow;
        this.functions = List.copyOf(flow.functions());
    }

    static FlowSpecification of(FlowRecord flow) {
        return new Specifications(flow).specification();
    }

    private FlowSpecification specification() {
        return new FlowSpecification(flow.id(), functions.stream().map(this::function).toList());
    }

    private AppliedSpecification function(AppliedRecord applied) {
        sources = new HashSet<>();
        final List<Object> arguments = applied.arguments().values().stream().map(this::comparable).toList();
        // On one queue it makes no difference, and what differs is not shared.
        final Definition definition = flow.device().queues() == 1 ? applied.definition()
            : applied.definition().withQueueing(flow.serial() ? Queueing.SERIAL : Queueing.PER_QUEUE);
        return new AppliedSpecification(applied.reference(), applied.provenance(), definition, arguments, sources,
            applied.identicalTo());
    }

    private Object comparable(Object value) {
        if (value instanceof FlowReference reference && reference.id() == flow.id()) {
            return new OwnReference(OwnReference.FLOW);
        }
        if (value instanceof FunctionReference reference) {
            if (reference.flow() == flow.id()) {
                return new OwnReference(position(reference));
            }
            sources.add(reference);
        }
        if (value instanceof List<?> list) {
            final List<Object> comparable = new ArrayList<>();
            list.forEach(element -> comparable.add(comparable(element)));
            return List.copyOf(comparable);
        }
        return value;
    }

    private int position(FunctionReference reference) {
        for (int i = 0; i < functions.size(); i++) {
            if (functions.get(i).reference().equals(reference)) {
                return i;
            }
        }
        return -1 - reference.id();
    }
}
