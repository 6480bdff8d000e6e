package org.mapi.core.engine.osgi;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.mapi.MapiException;
import org.mapi.core.engine.config.MapiConf;
import org.mapi.core.engine.registry.FunctionCatalogue;
import org.mapi.core.engine.registry.RejectedFunction;
import org.mapi.function.Definition;
import org.mapi.function.Function;
import org.mapi.function.FunctionDefinition;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns function services that come and go into catalogues for the engine.
 *
 * <p>Only references are bound; the definition is read from the properties. When a service goes, {@code unbind} waits until the
 * engine runs without it: the object is valid until then. The first service of a bundle that is being stopped takes all of that
 * bundle's functions with it, so that the engine changes its plans once. Bind and unbind may come on any threads at the same
 * time; nothing is waited for under the lock.
 */
@Component(service = FunctionRegistry.class, immediate = true, configurationPid = "org.mapi.libraries")
@Designate(ocd = LibrariesConfiguration.class)
public final class FunctionRegistry {
    private static final Logger LOG = LoggerFactory.getLogger(FunctionRegistry.class);

    private final EngineComponent engine;
    private final BundleContext context;
    private final ConfigurationFile file;
    private final Consumer<MapiConf> listener = this::configured;
    private final Object lock = new Object();
    private final Map<ServiceReference<Function>, ServiceFunction> functions = new LinkedHashMap<>();
    private final Map<ServiceReference<Function>, RejectedFunction> rejected = new LinkedHashMap<>();
    private final Map<ServiceReference<Function>, Leaving> leaving = new HashMap<>();
    private List<String> configuredLibs;
    private List<String> fileLibs = List.of();
    private long generation;
    private boolean publishing;

    /**
     * A function that goes, when the engine runs without it, and until when ({@link System#nanoTime()}) that is waited for: all
     * functions of a bundle wait together, or the stop of a large library would take a multiple of the patience.
     */
    private record Leaving(ServiceFunction function, CompletionStage<Void> done, long deadline) {
        Duration patience() {
            return Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
        }
    }

    /** A registry that publishes nothing yet. */
    @Activate
    public FunctionRegistry(BundleContext context, LibrariesConfiguration configuration, @Reference EngineComponent engine,
                            @Reference ConfigurationFile file) {
        this.context = context;
        this.engine = engine;
        this.file = file;
        this.configuredLibs = names(configuration);
    }

    @Activate
    void activate() {
        synchronized (lock) {
            publishing = true;
        }
        file.listen(listener);
    }

    @Modified
    void modified(LibrariesConfiguration configuration) {
        synchronized (lock) {
            configuredLibs = names(configuration);
            publish(false);
        }
    }

    private static List<String> names(LibrariesConfiguration configuration) {
        return Arrays.stream(configuration.libs()).map(String::trim).filter(name -> !name.isEmpty()).toList();
    }

    private void configured(MapiConf conf) {
        synchronized (lock) {
            fileLibs = conf.libs();
            if (!configuredLibs.isEmpty() && !fileLibs.isEmpty() && !configuredLibs.equals(fileLibs)) {
                LOG.warn("{}: libs={} loses against the configuration org.mapi.libraries: {}", conf.file(), fileLibs,
                    configuredLibs);
            }
            publish(false);
        }
    }

    /** Nothing will come back: the engine lets go of everything without waiting for replacements. */
    @Deactivate
    void deactivate() {
        file.forget(listener);
        final CompletionStage<Void> done;
        final List<ServiceFunction> gone;
        synchronized (lock) {
            gone = List.copyOf(functions.values());
            functions.clear();
            done = publish(true);
            publishing = false;
        }
        Handover.await(done, engine.patience(), "function registry");
        gone.forEach(ServiceFunction::release);
    }

    /** A function came. */
    @Reference(name = "function", service = Function.class, cardinality = ReferenceCardinality.MULTIPLE,
        policy = ReferencePolicy.DYNAMIC, policyOption = ReferencePolicyOption.GREEDY, updated = "updated")
    void bind(ServiceReference<Function> reference) {
        synchronized (lock) {
            add(reference);
            publish(false);
        }
    }

    /** The properties of a function changed: it is another provider from now on. */
    void updated(ServiceReference<Function> reference) {
        final ServiceFunction old;
        final CompletionStage<Void> done;
        synchronized (lock) {
            old = functions.remove(reference);
            rejected.remove(reference);
            add(reference);
            done = publish(false);
        }
        if (old != null) {
            Handover.await(done, engine.patience(), old.toString());
            old.release();
        }
    }

    /** A function goes: waits until the engine runs without it. */
    void unbind(ServiceReference<Function> reference) {
        final Leaving going;
        synchronized (lock) {
            rejected.remove(reference);
            if (functions.containsKey(reference)) {
                leave(reference);
            }
            going = leaving.remove(reference);
        }
        if (going != null) {
            Handover.await(going.done(), going.patience(), going.function().toString());
            going.function().release();
        }
    }

    private void leave(ServiceReference<Function> reference) {
        final Map<ServiceReference<Function>, ServiceFunction> all = new LinkedHashMap<>();
        all.put(reference, functions.remove(reference));
        companions(reference).forEach(other -> all.put(other, functions.remove(other)));
        final CompletionStage<Void> done = publish(engine.shuttingDown());
        final long deadline = System.nanoTime() + engine.patience().toNanos();
        all.forEach((each, function) -> leaving.put(each, new Leaving(function, done, deadline)));
    }

    /** The other functions of a bundle that is being stopped. */
    private List<ServiceReference<Function>> companions(ServiceReference<Function> reference) {
        final Bundle bundle = reference.getBundle();
        if (bundle == null || bundle.getState() != Bundle.STOPPING) {
            return List.of();
        }
        final List<ServiceReference<Function>> others = new ArrayList<>();
        for (ServiceReference<Function> other : functions.keySet()) {
            if (bundle.equals(other.getBundle())) {
                others.add(other);
            }
        }
        return others;
    }

    private void add(ServiceReference<Function> reference) {
        final Map<String, Object> properties = ServiceHandle.properties(reference);
        final ServiceHandle<Function> handle = new ServiceHandle<>(context, reference);
        try {
            functions.put(reference, new ServiceFunction(handle, Definition.of(properties)));
        } catch (MapiException e) {
            LOG.warn("function of bundle {} {} is rejected: {}", handle.bundle(), handle.version(), e.getMessage());
            rejected.put(reference, new RejectedFunction(text(properties, "library"), text(properties, "function"),
                handle.bundle(), handle.version(), (Long) properties.get(Constants.SERVICE_ID), e.getMessage()));
        }
    }

    private static String text(Map<String, Object> properties, String member) {
        final Object value = properties.get(FunctionDefinition.PREFIX_ + member);
        return value == null ? "" : value.toString();
    }

    /** Gives the engine what there is now; the engine only takes note and answers later. Under the lock, so in order. */
    private CompletionStage<Void> publish(boolean onPurpose) {
        if (!publishing) {
            return CompletableFuture.completedFuture(null);
        }
        final FunctionCatalogue.Builder builder = FunctionCatalogue.builder().generation(++generation)
            .libs(configuredLibs.isEmpty() ? fileLibs : configuredLibs).addAll(functions.values());
        rejected.values().forEach(builder::reject);
        return engine.engine().functions(builder.build(), onPurpose);
    }
}
