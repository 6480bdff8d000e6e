package org.mapi.core.engine.control;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.mapi.ApplyFlag;
import org.mapi.FlowStatus;
import org.mapi.MapiError;
import org.mapi.MapiException;
import org.mapi.core.engine.arguments.ArgumentBinder;
import org.mapi.core.engine.registry.FunctionProvider;
import org.mapi.function.Arguments;
import org.mapi.function.Definition;
import org.mapi.function.FlowReference;
import org.mapi.function.FunctionInstance;

/**
 * Applies a function to a flow, on the client's thread: look it up, bind the arguments, make the instance, let it modify the
 * flow. When anything fails the flow is as before.
 */
public final class ApplyOperation {
    private final EngineCore core;
    private final FlowRecord flow;
    private final List<AppliedRecord> made = new ArrayList<>();

    /** For one call of apply. */
    public ApplyOperation(EngineCore core, FlowRecord flow) {
        this.core = core;
        this.flow = flow;
    }

    /**
     * Applies.
     *
     * @param function  {@code [library:]NAME[!type]}
     * @param fits      whether the caller can read the result of a definition; throws when not
     * @param arguments as the caller gave them
     * @throws MapiException see {@link org.mapi.Flow#apply}
     */
    public AppliedRecord apply(String function, Predicate<Definition> fits, Object... arguments) {
        flow.applying.lock();
        try {
            requireOpen();
            final List<AppliedRecord> order = List.copyOf(flow.functions());
            try {
                final AppliedRecord applied = add(ApplyFlag.NORMAL, false, function, arguments);
                fits.test(applied.definition());
                return applied;
            } catch (RuntimeException | Error e) {
                rollBack(order);
                throw e;
            }
        } finally {
            flow.applying.unlock();
        }
    }

    private void requireOpen() {
        if (flow.closing() || flow.status() == FlowStatus.CLOSED) {
            throw Descriptions.noFlow(flow.id());
        }
        if (flow.connectCalled()) {
            throw new MapiException(MapiError.MFUNCT_COULD_NOT_APPLY_FUNCT, "flow " + flow.id()
                + " is connected: functions are applied before");
        }
    }

    /** Adds one function, at the end or before all others. */
    AppliedRecord add(ApplyFlag flag, boolean first, String name, Object... given) {
        final FunctionProvider provider = core.catalogue().require(name, flow.device().properties().deviceType());
        final Definition definition = provider.resolved();
        if (definition.modifies() && !core.options().modifyAllowed()) {
            throw new MapiException(MapiError.MDLIB_NO_MODIFYING, definition.qualifiedName()
                + " modifies packets, which is switched off by configuration");
        }
        final Arguments arguments = ArgumentBinder.bind(definition, new FlowReference(flow.id()), given);
        final AppliedRecord applied = new AppliedRecord(flow, flow.nextFunction(), provider, definition, arguments, flag);
        applied.application(new ApplicationView(core, applied, 0));
        final FunctionInstance instance = Instantiation.make(provider, applied, applied.application());
        applied.instance(instance);
        if (first) {
            flow.prepend(applied);
        } else {
            flow.add(applied);
        }
        made.add(applied);
        try {
            instance.modify(new FlowChanges(core, this, applied));
        } catch (Throwable e) {
            throw Failures.foreign(e, MapiError.MFUNCT_COULD_NOT_APPLY_FUNCT, definition.qualifiedName() + ": modify failed: ");
        }
        if (!core.catalogue().contains(provider)) {
            applied.instance(null);   // it went meanwhile: made anew at connect
        }
        return applied;
    }

    /** Instances were not initialised, so that there is nothing to clean up. */
    private void rollBack(List<AppliedRecord> order) {
        made.forEach(flow::forget);
        for (AppliedRecord function : order) {
            if (made.contains(function.deletedBy())) {
                function.deletedBy(null);
            }
        }
        flow.restore(order);
    }
}
