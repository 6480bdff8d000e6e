package org.mapi.mos.stack.component;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.mapi.ConfiguredDevice;
import org.mapi.Flow;
import org.mapi.Mapi;
import org.mapi.capture.CaptureDriver;
import org.mapi.capture.FilterCompiler;
import org.mapi.function.Function;
import org.mapi.mos.MonitorInformation;
import org.mapi.mos.MosException;
import org.mapi.mos.MosSource;
import org.mapi.mos.PacketFollower;
import org.mapi.mos.SourceOptions;
import org.mapi.mos.stack.Follow;
import org.mapi.mos.stack.MosStack;
import org.mapi.mos.stack.OpenDevice;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Owns the stack of the framework and opens sources. When the engine goes, all sources go with it. */
@Component(service = MosComponent.class, immediate = true)
public final class MosComponent {
    private static final Logger LOG = LoggerFactory.getLogger(MosComponent.class);

    private final BundleContext context;
    private final Mapi mapi;
    private final AtomicReference<FilterCompiler> filters = new AtomicReference<>();
    private final MosStack stack = new MosStack(filters::get);
    private final Follow follow = new Follow();
    private final DriverServices drivers;
    private final InlineDevices devices;
    private final Map<String, MosSource> opened = new ConcurrentHashMap<>();
    private final ServiceRegistration<Function> registration;
    private volatile Supplier<List<MosSource>> declared = List::of;
    private volatile Supplier<List<MonitorInformation>> refused = List::of;
    private volatile Supplier<Map<String, String>> undefined = Map::of;

    /** A stack without sources. */
    @Activate
    public MosComponent(BundleContext context, @Reference Mapi mapi) {
        this.context = context;
        this.mapi = mapi;
        drivers = new DriverServices(context);
        devices = new InlineDevices(mapi::configuredDevice, mapi::devices, drivers::lend);
        registration = context.registerService(Function.class, follow, new Hashtable<>(Follow.definition()));
    }

    /** Ends all sources. */
    @Deactivate
    void deactivate() {
        sources().forEach(MosComponent::close);
        stack.close();
        try {
            registration.unregister();
        } catch (IllegalStateException gone) {
            LOG.debug("function {} is gone already", Follow.NAME);
        }
    }

    private static void close(MosSource source) {
        try {
            source.close();
        } catch (RuntimeException fault) {
            LOG.warn("source {}: {}", source.name(), fault.toString());
        }
    }

    /** A compiler of capture filters came; it may stand in for another one. */
    @Reference(name = "filters", cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC,
        policyOption = ReferencePolicyOption.GREEDY)
    void bindFilters(FilterCompiler service) {
        filters.set(service);
    }

    /** A compiler of capture filters goes. */
    void unbindFilters(FilterCompiler service) {
        filters.compareAndSet(service, null);
    }

    /** A driver came. */
    @Reference(name = "driver", service = CaptureDriver.class, cardinality = ReferenceCardinality.MULTIPLE,
        policy = ReferencePolicy.DYNAMIC, policyOption = ReferencePolicyOption.GREEDY)
    void bindDriver(ServiceReference<CaptureDriver> reference) {
        drivers.add(reference);
    }

    /** A driver goes: the inline sources that use it end first. */
    void unbindDriver(ServiceReference<CaptureDriver> reference) {
        drivers.remove(reference);
        for (String source : devices.users(reference)) {
            stack.source(source).ifPresent(one -> {
                LOG.warn("source {} ends: its driver goes", source);
                close(one);
            });
        }
    }

    MosStack stack() {
        return stack;
    }

    /** Whether there is a compiler of filters now. */
    boolean hasFilters() {
        return filters.get() != null;
    }

    /** Whether the whole framework is on its way down, so that nothing will come back. */
    boolean isShuttingDown() {
        final int state = context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION).getState();
        return state == Bundle.STOPPING || state == Bundle.RESOLVED;
    }

    /** Where sources come from that are declared but not open. */
    void declared(Supplier<List<MosSource>> source) {
        declared = source;
    }

    /** Where applications come from that are not attached. */
    void refused(Supplier<List<MonitorInformation>> source) {
        refused = source;
    }

    /** As {@link org.mapi.mos.Mos#observe}. */
    MosSource observe(String name, String device, SourceOptions options) {
        final PacketFollower follower = stack.follow(name, List.of(device), options);
        follow.expect(follower);
        Flow flow = null;
        try {
            flow = mapi.createFlow(device);
            final ObservedSource source = new ObservedSource(follower, flow, () -> forget(follower));
            opened.put(name, source);
            flow.apply(Follow.LIBRARY + ":" + Follow.NAME, name);
            flow.connect();
            return source;
        } catch (RuntimeException refusal) {
            if (flow != null) {
                flow.close();
            }
            follower.close();
            forget(follower);
            throw refusal;
        }
    }

    private void forget(PacketFollower follower) {
        follow.forget(follower);
        opened.remove(follower.name());
    }

    /** What the name of a device of an inline source means now. */
    ConfiguredDevice meaning(String device) {
        return devices.meaning(device);
    }

    /**
     * As {@link org.mapi.mos.Mos#inline}.
     *
     * @param firstOptions  options of the first device's driver
     * @param secondOptions options of the second device's driver
     */
    MosSource inline(String name, InlineDevice first, InlineDevice second, SourceOptions options) {
        devices.requireDifferent(name, first, second);
        OpenDevice one = null;
        OpenDevice two = null;
        try {
            one = devices.open(name, first);
            two = devices.open(name, second);
            return stack.inline(name, one, two, options);
        } catch (MosException | org.mapi.MapiException refusal) {
            devices.close(one);
            devices.close(two);
            throw refusal;
        }
    }

    /** All sources, by name; those that are declared and wait included, even if their name is taken. */
    List<MosSource> sources() {
        final List<MosSource> all = new ArrayList<>();
        stack.sources().forEach(source -> all.add(opened.getOrDefault(source.name(), source)));
        all.addAll(declared.get());
        all.sort(Comparator.comparing(MosSource::name));
        return all;
    }

    /** The open source of a name. */
    Optional<MosSource> source(String name) {
        return stack.source(name).map(source -> opened.getOrDefault(name, source));
    }

    /** Says who knows of events that are not defined. */
    void undefined(Supplier<Map<String, String>> source) {
        undefined = source;
    }

    /** Definitions of events that define nothing now, and why. */
    Map<String, String> undefinedEvents() {
        return undefined.get();
    }

    /** All applications, those included that are refused or wait. */
    List<MonitorInformation> monitors() {
        final List<MonitorInformation> all = new ArrayList<>(stack.monitors());
        all.addAll(refused.get());
        return all;
    }
}
