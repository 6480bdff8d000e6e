package org.mapi.core.engine.osgi;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.mapi.DeclaredFlowInformation;
import org.mapi.core.engine.client.EngineClient;
import org.mapi.core.engine.config.FlowSettings;
import org.mapi.core.engine.config.MapiConf;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the flows that configuration declares: makes them when their device and functions are there, keeps trying while they are
 * not, makes them anew when their device is configured differently. Everything happens on one thread.
 */
@Component(service = ConfiguredFlows.class, immediate = true)
public final class ConfiguredFlows {
    /** Owner of declared flows in the information about flows. */
    static final String OWNER = "configuration";
    private static final Logger LOG = LoggerFactory.getLogger(ConfiguredFlows.class);
    private static final long LOOK_MS = 250;

    private final EngineComponent engine;
    private final ConfigurationFile file;
    private final ConfiguredDevices devices;
    private final BundleContext context;
    private final EngineClient client;
    private final ScheduledExecutorService thread = Daemons.single("mapi-declared-flows");
    private final Consumer<MapiConf> fileListener = conf -> change(() -> fileFlows = conf);
    private final Consumer<Set<String>> deviceListener = names -> change(() -> restart(names));
    private final List<FlowDeclaration> declared = new ArrayList<>();
    private final Map<String, DeclaredFlow> flows = new LinkedHashMap<>();
    private final Map<String, DeclaredFlowView> views = new HashMap<>();
    private MapiConf fileFlows = MapiConf.none();
    private volatile List<DeclaredFlowInformation> shown = List.of();
    private long functionGeneration;
    private long driverGeneration;

    /** Declares nothing yet. */
    @Activate
    public ConfiguredFlows(BundleContext context, @Reference EngineComponent engine, @Reference ConfigurationFile file,
                           @Reference ConfiguredDevices devices) {
        this.context = context;
        this.engine = engine;
        this.file = file;
        this.devices = devices;
        this.client = engine.engine().client(OWNER);
    }

    @Activate
    void activate() {
        file.listen(fileListener);
        devices.watch(deviceListener);
        engine.engine().declaredFlows(() -> shown);
        engine.engine().configurationErrors(file::errors);
        thread.scheduleWithFixedDelay(this::attend, 0, LOOK_MS, TimeUnit.MILLISECONDS);
    }

    /** Shows what is known of the flows now. */
    private void show() {
        shown = flows.values().stream().map(DeclaredFlow::information)
            .sorted(Comparator.comparing(DeclaredFlowInformation::name)).toList();
    }

    @Deactivate
    void deactivate() {
        file.forget(fileListener);
        devices.forget(deviceListener);
        thread.shutdownNow();
        try {
            if (!thread.awaitTermination(engine.patience().toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn("declared flows: a flow is still being made, it is closed when it is");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (!engine.ending()) {
            client.close();
        }
        views.values().forEach(DeclaredFlowView::remove);
        engine.engine().declaredFlows(List::of);
        engine.engine().configurationErrors(List::of);
    }

    /** A declaration came. */
    @Reference(name = "flow", cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void bind(FlowDeclaration declaration) {
        change(() -> declared.add(declaration));
    }

    /** A declaration went or is about to be replaced. */
    void unbind(FlowDeclaration declaration) {
        change(() -> declared.remove(declaration));
    }

    private void change(Runnable what) {
        try {
            thread.execute(() -> {
                what.run();
                reconcile();
                attend();
            });
        } catch (RejectedExecutionException e) {
            LOG.debug("declared flows: change after the end", e);
        }
    }

    private void restart(Set<String> names) {
        for (DeclaredFlow flow : flows.values()) {
            if (names.contains(flow.settings().device())) {
                flow.close();
            }
        }
    }

    /** Makes the set of flows what is declared; those that are declared as before go on. */
    private void reconcile() {
        final Map<String, DeclaredFlow> wanted = new LinkedHashMap<>();
        for (FlowSettings settings : fileFlows.flows()) {
            wanted.put(settings.name(), new DeclaredFlow(settings, fileFlows.file()));
        }
        declared.stream().sorted(Comparator.comparing(FlowDeclaration::pid)).forEach(declaration -> {
            final String name = declaration.settings().name().isEmpty() ? declaration.pid() : declaration.settings().name();
            if (wanted.put(name, new DeclaredFlow(declaration.settings(), declaration.pid())) != null) {
                LOG.warn("flow {}: the one of {} wins over the one declared before", name, declaration.pid());
            }
        });
        for (Map.Entry<String, DeclaredFlow> known : List.copyOf(flows.entrySet())) {
            final DeclaredFlow next = wanted.get(known.getKey());
            if (next == null || !next.settings().equals(known.getValue().settings())) {
                known.getValue().close();
                flows.remove(known.getKey());
                views.remove(known.getKey()).remove();
            }
        }
        wanted.forEach((name, flow) -> {
            if (flows.putIfAbsent(name, flow) == null) {
                views.put(name, new DeclaredFlowView(context, flow, client));
            }
        });
    }

    private void attend() {
        if (engine.ending()) {
            return;   // libraries and drivers go for good: nothing is made any more, and nobody needs to know what is missing
        }
        try {
            final long functions = engine.engine().functions().generation();
            final long drivers = engine.engine().drivers().generation();
            if (functions != functionGeneration || drivers != driverGeneration) {
                functionGeneration = functions;
                driverGeneration = drivers;
                flows.values().forEach(DeclaredFlow::hurry);
            }
            flows.forEach((name, flow) -> {
                if (flow.attend(client, engine.engine().functions(), System.nanoTime())) {
                    views.get(name).update();
                    // Making the others may take a while: what waits no longer is not shown as waiting so long.
                    show();
                }
            });
            show();
        } catch (RuntimeException e) {
            // What leaves here would end the looking for ever.
            LOG.warn("declared flows: {}", e.toString(), e);
        }
    }
}
