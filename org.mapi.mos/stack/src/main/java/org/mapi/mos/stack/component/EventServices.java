package org.mapi.mos.stack.component;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;
import org.mapi.mos.EventDefinition;
import org.mapi.mos.FlowEvent;
import org.mapi.mos.MosException;
import org.mapi.mos.UserEvent;
import org.mapi.mos.stack.MosStack;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The events that are services. One whose base is not there waits for it; one whose base goes, goes before it and waits. Of
 * several with the same name the first counts. Used by the whiteboard's thread; {@link #undefined} by
 * any.
 */
final class EventServices {
    private static final Logger LOG = LoggerFactory.getLogger(EventServices.class);
    private static final Pattern NAME = Pattern.compile("[A-Z][A-Z0-9_]*");

    private final BundleContext context;
    private final MosStack stack;
    private final LongSupplier clock;
    private final Map<ServiceReference<EventDefinition>, Definition> known = new LinkedHashMap<>();

    /** Replaced, not changed. */
    private volatile Map<String, String> undefined = Map.of();

    /** One service; its event is null while it waits. */
    private static final class Definition {
        private final String name;
        private final String base;
        private final String bundle;
        private final Attempts attempts = new Attempts();
        private UserEvent event;
        private String told = "";

        Definition(String name, String base, String bundle) {
            this.name = name;
            this.base = base;
            this.bundle = bundle;
        }

        void tell(String problem) {
            if (!problem.equals(told) && !problem.isEmpty()) {
                LOG.warn("event {} of {} is not defined: {}", name, bundle, problem);
            }
            told = problem;
        }
    }

    EventServices(BundleContext context, MosStack stack) {
        this(context, stack, System::nanoTime);
    }

    /** With a clock of nanoseconds. */
    EventServices(BundleContext context, MosStack stack, LongSupplier clock) {
        this.context = context;
        this.stack = stack;
        this.clock = clock;
    }

    /** A definition came. */
    void add(ServiceReference<EventDefinition> reference) {
        known.put(reference, new Definition(text(reference, EventDefinition.EVENT), text(reference, EventDefinition.BASE),
            MosService.describe(reference.getBundle())));
        attend();
    }

    private static String text(ServiceReference<EventDefinition> reference, String property) {
        final Object value = reference.getProperty(property);
        return value == null ? "" : value.toString().strip();
    }

    /** Defines what can be defined now; one may be the base of the next. */
    void attend() {
        boolean more = true;
        while (more) {
            more = false;
            for (Map.Entry<ServiceReference<EventDefinition>, Definition> entry : known.entrySet()) {
                more |= entry.getValue().event == null && define(entry.getKey(), entry.getValue());
            }
        }
        final Map<String, String> problems = new LinkedHashMap<>();
        for (Definition definition : known.values()) {
            if (definition.event == null) {
                problems.put(definition.name + " of " + definition.bundle, definition.told);
            }
        }
        undefined = problems;
    }

    /** What is not defined, and why; any thread. */
    Map<String, String> undefined() {
        return undefined;
    }

    private boolean define(ServiceReference<EventDefinition> reference, Definition definition) {
        final FlowEvent base = find(definition.base);
        if (!NAME.matcher(definition.name).matches()) {
            definition.tell("property " + EventDefinition.EVENT + " is \"" + definition.name
                + "\", expected capital letters, digits and '_'");
        } else if (find(definition.name) != null) {
            definition.tell("there is an event of that name already");
        } else if (base == null) {
            definition.tell("its base " + definition.base + " is not there, it waits for it");
        } else {
            return define(reference, definition, base);
        }
        return false;
    }

    private boolean define(ServiceReference<EventDefinition> reference, Definition definition, FlowEvent base) {
        if (!definition.attempts.isDue(clock.getAsLong())) {
            return false;
        }
        try {
            final EventDefinition filter = context.getService(reference);
            if (filter == null) {
                definition.attempts.failed(clock.getAsLong());
                definition.tell("the service is gone or cannot be made, the log may tell why");
                return false;
            }
            definition.event = stack.define(base, filter, definition.name);
            definition.tell("");
            LOG.info("event {} on {} is defined by {}", definition.name, definition.base, definition.bundle);
            return true;
        } catch (MosException refused) {
            definition.tell(refused.line());
        } catch (IllegalStateException stopped) {
            definition.tell("the framework stops");
        }
        return false;
    }

    private FlowEvent find(String name) {
        return stack.events().stream().filter(event -> event.label().equals(name)).findFirst().orElse(null);
    }

    /** A definition goes, those on top of it first. */
    void remove(ServiceReference<EventDefinition> reference) {
        final Definition definition = known.remove(reference);
        if (definition != null && definition.event != null) {
            forget(reference, definition);
        }
        attend();
    }

    private void forget(ServiceReference<EventDefinition> reference, Definition definition) {
        final UserEvent event = definition.event;
        definition.event = null;
        for (Map.Entry<ServiceReference<EventDefinition>, Definition> other : known.entrySet()) {
            if (other.getValue().event != null && other.getValue().event.base() == event) {
                forget(other.getKey(), other.getValue());
            }
        }
        stack.forget(event);
        LOG.info("event {} of {} is gone", definition.name, definition.bundle);
        try {
            context.ungetService(reference);
        } catch (IllegalStateException stopped) {
            return; // this bundle is stopped: everything was given back
        }
    }

    /** Forgets all. */
    void end() {
        Map.copyOf(known).keySet().forEach(this::remove);
    }
}
