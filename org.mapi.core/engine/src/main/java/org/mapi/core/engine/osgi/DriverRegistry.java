package org.mapi.core.engine.osgi;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;
import org.mapi.capture.CaptureDriver;
import org.mapi.capture.CaptureDriverDefinition;
import org.mapi.core.engine.registry.DriverCatalogue;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** As {@link FunctionRegistry}, for capture drivers: a driver that goes waits until its devices are closed. */
@Component(service = DriverRegistry.class, immediate = true)
public final class DriverRegistry {
    private static final Logger LOG = LoggerFactory.getLogger(DriverRegistry.class);
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]*");

    private final EngineComponent engine;
    private final BundleContext context;
    private final Object lock = new Object();
    private final Map<ServiceReference<CaptureDriver>, ServiceDriver> drivers = new LinkedHashMap<>();
    private long generation;
    private boolean publishing;

    /** A registry that publishes nothing yet. */
    @Activate
    public DriverRegistry(BundleContext context, @Reference EngineComponent engine) {
        this.context = context;
        this.engine = engine;
    }

    @Activate
    void activate() {
        synchronized (lock) {
            publishing = true;
            publish(false);
        }
    }

    @Deactivate
    void deactivate() {
        final CompletionStage<Void> done;
        final List<ServiceDriver> gone;
        synchronized (lock) {
            gone = List.copyOf(drivers.values());
            drivers.clear();
            done = publish(true);
            publishing = false;
        }
        Handover.await(done, engine.patience(), "driver registry");
        gone.forEach(ServiceDriver::release);
    }

    /** A driver came. */
    @Reference(name = "driver", service = CaptureDriver.class, cardinality = ReferenceCardinality.MULTIPLE,
        policy = ReferencePolicy.DYNAMIC, policyOption = ReferencePolicyOption.GREEDY)
    void bind(ServiceReference<CaptureDriver> reference) {
        final Map<String, Object> properties = ServiceHandle.properties(reference);
        final Object name = properties.get(CaptureDriverDefinition.PREFIX_ + "driver");
        final Object description = properties.get(CaptureDriverDefinition.PREFIX_ + "description");
        final ServiceHandle<CaptureDriver> handle = new ServiceHandle<>(context, reference);
        if (name == null || !NAME.matcher(name.toString()).matches()) {
            LOG.warn("driver of bundle {} {} is rejected: mapi.driver is {}, expected lower-case letters, digits and '-'",
                handle.bundle(), handle.version(), name);
            return;
        }
        synchronized (lock) {
            drivers.put(reference,
                new ServiceDriver(handle, name.toString(), description == null ? "" : description.toString()));
            publish(false);
        }
    }

    /** A driver goes: waits until no device of it is open. */
    void unbind(ServiceReference<CaptureDriver> reference) {
        final ServiceDriver old;
        final CompletionStage<Void> done;
        synchronized (lock) {
            old = drivers.remove(reference);
            done = old == null ? CompletableFuture.completedFuture(null) : publish(engine.shuttingDown());
        }
        if (old != null) {
            Handover.await(done, engine.patience(), old.toString());
            old.release();
        }
    }

    private CompletionStage<Void> publish(boolean onPurpose) {
        return publishing
            ? engine.engine().drivers(new DriverCatalogue(++generation, List.copyOf(drivers.values())), onPurpose)
            : CompletableFuture.completedFuture(null);
    }
}
