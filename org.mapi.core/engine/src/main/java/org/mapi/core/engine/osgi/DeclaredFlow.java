package org.mapi.core.engine.osgi;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.mapi.Applied;
import org.mapi.DeclaredFlowInformation;
import org.mapi.Flow;
import org.mapi.FlowStatus;
import org.mapi.Mapi;
import org.mapi.MapiError;
import org.mapi.MapiException;
import org.mapi.core.engine.arguments.FunctionCall;
import org.mapi.core.engine.config.FlowSettings;
import org.mapi.core.engine.registry.FunctionCatalogue;
import org.mapi.core.engine.registry.FunctionSpec;
import org.mapi.function.FunctionReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One flow that configuration declares: is made when everything it needs is there, and tried again, less and less often, while it
 * is not. Used by one thread; {@link #state()} and {@link #detail()} by any.
 */
final class DeclaredFlow {
    private static final Logger LOG = LoggerFactory.getLogger(DeclaredFlow.class);
    private static final long FIRST_RETRY_NANOS = 1_000_000_000L;
    private static final long LAST_RETRY_NANOS = 30_000_000_000L;
    /** While a framework starts, waiting is nothing to be told. */
    private static final long QUIET_NANOS = 5_000_000_000L;

    /** What became of it. */
    enum State {
        /** Something it needs is missing or wrong; the detail says what. */
        WAITING,
        /** It measures, or has measured until its source ended. */
        RUNNING
    }

    private final FlowSettings settings;
    private final String origin;
    private Flow flow;
    private long retryNanos = FIRST_RETRY_NANOS;
    private long nextTry;
    private final long declared = System.nanoTime();
    private String told = "";
    private volatile State state = State.WAITING;
    private volatile String detail = "not tried yet";

    /**
     * A flow that is not made yet.
     *
     * @param settings what is declared
     * @param origin   where it is declared, for messages
     */
    DeclaredFlow(FlowSettings settings, String origin) {
        this.settings = settings;
        this.origin = origin;
        this.nextTry = Long.MIN_VALUE;
    }

    FlowSettings settings() {
        return settings;
    }

    State state() {
        return state;
    }

    /** What is missing or wrong; empty while it runs. */
    String detail() {
        return detail;
    }

    /** The flow's number, 0 while there is none. */
    int id() {
        final Flow made = flow;
        return made == null ? 0 : made.id();
    }

    /** What is known of it. */
    DeclaredFlowInformation information() {
        return new DeclaredFlowInformation(settings.name().isEmpty() ? origin : settings.name(), origin, settings.device(),
            settings.functions(), id(), detail);
    }

    /** Something it may wait for has changed: the next {@link #attend} tries at once. */
    void hurry() {
        nextTry = Long.MIN_VALUE;
        retryNanos = FIRST_RETRY_NANOS;
    }

    /**
     * Makes the flow if it is time to.
     *
     * @param mapi      makes flows
     * @param catalogue the functions there are
     * @param now       {@link System#nanoTime()}
     * @return whether the state or the detail changed
     */
    boolean attend(Mapi mapi, FunctionCatalogue catalogue, long now) {
        if (flow != null && flow.status() == FlowStatus.CLOSED) {
            flow = null;
            hurry();
        }
        if (flow != null || nextTry != Long.MIN_VALUE && now - nextTry < 0) {
            return false;
        }
        final State before = state;
        final String detailBefore = detail;
        try {
            requireFunctions(catalogue);
            make(mapi);
            state = State.RUNNING;
            detail = "";
            LOG.info("declared flow {} runs on device {} as flow {}", settings.name(), settings.device(), flow.id());
        } catch (RuntimeException e) {
            state = State.WAITING;
            detail = line(e);
            nextTry = now + retryNanos;
            retryNanos = Math.min(2 * retryNanos, LAST_RETRY_NANOS);
            if (!detail.equals(told) && now - declared > QUIET_NANOS) {
                told = detail;
                LOG.warn("declared flow {} ({}) waits: {}", settings.name(), origin, detail);
            }
        }
        return state != before || !detail.equals(detailBefore);
    }

    /** Opening a device only to find that a function is missing is avoided where that can be told before. */
    private void requireFunctions(FunctionCatalogue catalogue) {
        final Set<String> known = new HashSet<>();
        catalogue.providers().forEach(provider -> known.add(provider.definition().function()));
        final List<String> missing = new ArrayList<>();
        for (FunctionCall call : settings.calls()) {
            if (!known.contains(FunctionSpec.parse(call.function()).name())) {
                missing.add(call.function());
            }
        }
        if (!missing.isEmpty()) {
            throw new MapiException(MapiError.MAPI_FUNCTION_NOT_FOUND, "no library offers " + String.join(", ", missing));
        }
    }

    private static String line(RuntimeException e) {
        return e instanceof MapiException known ? known.line() : e.toString();
    }

    private void make(Mapi mapi) {
        final Flow made = mapi.createFlow(settings.device());
        try {
            final Map<String, FunctionReference> names = new HashMap<>();
            for (FunctionCall call : settings.calls()) {
                final Applied<Object> applied = made.apply(call.function(), call.values(names));
                if (call.name() != null) {
                    names.put(call.name(), applied.reference());
                }
            }
            made.connect();
        } catch (RuntimeException | Error e) {
            close(made);
            throw e;
        }
        flow = made;
    }

    /** Ends the flow; a later {@link #attend} makes it anew. */
    void close() {
        if (flow != null) {
            close(flow);
            flow = null;
        }
        state = State.WAITING;
        detail = "closed";
        hurry();
    }

    private void close(Flow made) {
        try {
            made.close();
        } catch (RuntimeException e) {
            LOG.warn("declared flow {}: {}", settings.name(), line(e));
        }
    }
}
