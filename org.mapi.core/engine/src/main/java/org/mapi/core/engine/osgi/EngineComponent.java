package org.mapi.core.engine.osgi;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.mapi.MapiError;
import org.mapi.MapiException;
import org.mapi.capture.FilterCompiler;
import org.mapi.capture.TraceWriters;
import org.mapi.core.engine.Engine;
import org.mapi.core.engine.EngineOptions;
import org.mapi.core.engine.PlatformServices;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Owns the engine of the framework and gives it the platform's services. */
@Component(service = EngineComponent.class, configurationPid = "org.mapi.engine")
@Designate(ocd = EngineConfiguration.class)
public final class EngineComponent implements PlatformServices {
    private static final Logger LOG = LoggerFactory.getLogger(EngineComponent.class);

    private static final Duration LAST_PATIENCE = Duration.ofMillis(500);

    private final Engine engine;
    private final Duration patience;
    private final BundleContext context;

    private final AtomicReference<FilterCompiler> filters = new AtomicReference<>();
    private final AtomicReference<TraceWriters> writers = new AtomicReference<>();
    /** The last change of each service. */
    private final Map<Class<?>, CompletionStage<Void>> changes = new ConcurrentHashMap<>();

    /**
     * Starts the engine.
     *
     * @throws MapiException MAPI_SHM_ERR or MAPI_CONFIGURATION; the component is not there then
     */
    @Activate
    public EngineComponent(BundleContext context, EngineConfiguration configuration) {
        this.context = context;
        final EngineOptions options = options(context, configuration);
        patience = options.closeTimeout().plus(options.replacementGrace()).plus(Duration.ofSeconds(1));
        engine = Engine.start(options, this);
        LOG.info("engine started, result memory in {}", options.resultDirectory());
    }

    private static EngineOptions options(BundleContext context, EngineConfiguration configuration) {
        final String results = configuration.result_directory().trim();
        final EngineOptions base = results.isEmpty() ? EngineOptions.defaults() : EngineOptions.at(Path.of(results));
        return base.withTimes(Duration.ofMillis(configuration.close_timeout_ms()),
                Duration.ofMillis(configuration.replacement_grace_ms()))
            .withModify(configuration.modify_allowed())
            .withDriver(configuration.capture_default().trim())
            .withOutput(output(context, configuration.output_directory().trim()));
    }

    private static Path output(BundleContext context, String configured) {
        final String run = context.getProperty("mapi.run.dir");
        if (configured.isEmpty() && run == null) {
            return null;
        }
        final Path directory = configured.isEmpty() ? Path.of(run, "output") : Path.of(configured).toAbsolutePath();
        try {
            return Files.createDirectories(directory);
        } catch (IOException e) {
            throw new MapiException(MapiError.MAPI_CONFIGURATION, "output directory " + directory + " cannot be made: " + e);
        }
    }

    /** Ends the engine with all flows. */
    @Deactivate
    void deactivate() {
        engine.close();
        LOG.info("engine stopped");
    }

    /** The engine; usable as long as this component is. */
    Engine engine() {
        return engine;
    }

    /** How long a bundle that is stopped waits for the engine; shorter when all stop and nothing is worth waiting for. */
    Duration patience() {
        return shuttingDown() ? LAST_PATIENCE : patience;
    }

    /** Whether the engine itself is on its way down: it ends all flows at once, which is faster than one after the other. */
    boolean ending() {
        return context.getBundle().getState() == Bundle.STOPPING || shuttingDown();
    }

    /** Whether the whole framework is on its way down, so that nothing will come back. */
    boolean shuttingDown() {
        final int state = context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION).getState();
        return state == Bundle.STOPPING || state == Bundle.RESOLVED;
    }

    /** A compiler of capture filters came; it may stand in for another one, which is unbound next. */
    @Reference(name = "filters", cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC,
        policyOption = ReferencePolicyOption.GREEDY)
    void bindFilters(FilterCompiler service) {
        filters.set(service);
        changed(FilterCompiler.class);
    }

    /** A compiler of capture filters goes: waits until no function uses it. */
    void unbindFilters(FilterCompiler service) {
        gone(FilterCompiler.class, filters, service);
    }

    /** Writers of traces came. */
    @Reference(name = "writers", cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC,
        policyOption = ReferencePolicyOption.GREEDY)
    void bindWriters(TraceWriters service) {
        writers.set(service);
        changed(TraceWriters.class);
    }

    /** Writers of traces go: waits until no function uses them. */
    void unbindWriters(TraceWriters service) {
        gone(TraceWriters.class, writers, service);
    }

    private void changed(Class<?> type) {
        changes.put(type, engine.services(type, shuttingDown()));
    }

    private <T> void gone(Class<T> type, AtomicReference<T> known, T service) {
        if (known.compareAndSet(service, null)) {
            changed(type);
        }
        // Where another one has come before, that change is what is waited for.
        Handover.await(changes.get(type), patience(), type.getSimpleName());
    }

    @Override
    public <T> Optional<T> find(Class<T> type) {
        final Object service = type == FilterCompiler.class ? filters.get() : type == TraceWriters.class ? writers.get() : null;
        return Optional.ofNullable(service).map(type::cast);
    }
}
