package org.mapi.core.engine.client;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import org.mapi.Applied;
import org.mapi.Flow;
import org.mapi.FlowInformation;
import org.mapi.FlowStatus;
import org.mapi.FunctionInformation;
import org.mapi.MapiError;
import org.mapi.MapiException;
import org.mapi.core.engine.arguments.FunctionCall;
import org.mapi.core.engine.arguments.FunctionText;
import org.mapi.core.engine.control.AppliedRecord;
import org.mapi.core.engine.control.ApplyOperation;
import org.mapi.core.engine.control.Descriptions;
import org.mapi.core.engine.control.EngineCore;
import org.mapi.core.engine.control.FlowRecord;
import org.mapi.function.FunctionReference;

/** A flow in the hand of its owner. */
final class FlowHandle implements Flow {
    private final EngineCore core;
    private final FlowRecord flow;
    private final IntConsumer closed;
    /** Functions that were named in {@link #applyText}; also its lock. */
    private final Map<String, FunctionReference> names = new LinkedHashMap<>();

    FlowHandle(EngineCore core, FlowRecord flow, IntConsumer closed) {
        this.core = core;
        this.flow = flow;
        this.closed = closed;
    }

    @Override
    public int id() {
        return flow.id();
    }

    @Override
    public String device() {
        return flow.deviceName();
    }

    @Override
    public Applied<Object> apply(String function, Object... arguments) {
        return apply(new ResultType<>(Object.class), function, arguments);
    }

    @Override
    public Applied<Object> applyText(String text) {
        if (text == null) {
            throw new MapiException(MapiError.MFUNCT_INVALID_ARGUMENT, "function text is null, expected NAME or NAME(arguments)");
        }
        final FunctionCall call = FunctionText.parse(text);
        synchronized (names) {
            if (call.name() != null && names.containsKey(call.name())) {
                throw new MapiException(MapiError.MFUNCT_INVALID_ARGUMENT, "function \"" + text + "\": another function is named "
                    + call.name() + ", expected a name of its own");
            }
            final Applied<Object> applied = apply(call.function(), call.values(Map.copyOf(names)));
            if (call.name() != null) {
                names.put(call.name(), applied.reference());
            }
            return applied;
        }
    }

    @Override
    public <T> Applied<T> apply(String function, Class<T> result, Object... arguments) {
        return apply(new ResultType<>(result), function, arguments);
    }

    private <T> Applied<T> apply(ResultType<T> type, String function, Object... arguments) {
        final AppliedRecord applied = new ApplyOperation(core, flow).apply(function, type::require, arguments);
        return new AppliedHandle<>(core, this, applied, type);
    }

    @Override
    public void connect() {
        core.connect(flow);
    }

    @Override
    public FlowStatus status() {
        return Descriptions.status(flow);
    }

    @Override
    public boolean awaitFinished(Duration timeout) throws InterruptedException {
        return flow.ended().await(timeout.toNanos(), TimeUnit.NANOSECONDS);
    }

    @Override
    public FlowInformation information() {
        return Descriptions.flow(flow);
    }

    @Override
    public List<FunctionInformation> functions() {
        return flow.functions().stream().map(Descriptions::function).toList();
    }

    @Override
    public int scopeSize() {
        return 1;
    }

    @Override
    public boolean remote() {
        return false;
    }

    @Override
    public void close() {
        closed.accept(flow.id());
        core.close(flow);
    }

    FlowRecord record() {
        return flow;
    }

    @Override
    public String toString() {
        return "flow " + flow.id() + " on " + flow.deviceName() + " " + flow.status();
    }
}
