package org.mapi.mos.stack.component;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.mapi.mos.FlowEvent;
import org.mapi.mos.MonitorApplication;
import org.mapi.mos.MonitorHandle;
import org.mapi.mos.MonitorInformation;
import org.mapi.mos.MonitorOptions;
import org.mapi.mos.Mos;
import org.mapi.mos.MosSource;
import org.mapi.mos.PacketFollower;
import org.mapi.mos.SourceOptions;
import org.osgi.framework.Bundle;
import org.osgi.service.component.ComponentContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ServiceScope;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The service of one bundle: when the bundle stops or gives it back, the sources it opened are closed and the applications it
 * attached are detached. Any thread may call it, but no callback; {@link org.mapi.mos.stack.component} says which threads then
 * carry packets.
 */
@Component(service = Mos.class, scope = ServiceScope.BUNDLE)
public final class MosService implements Mos {
    private static final Logger LOG = LoggerFactory.getLogger(MosService.class);

    private final MosComponent mos;
    private final String bundle;
    private final List<MosSource> sources = new ArrayList<>();
    private final List<OwnHandle> handles = new ArrayList<>();

    /** A client for the bundle that asks. */
    @Activate
    public MosService(ComponentContext context, @Reference MosComponent mos) {
        this.mos = mos;
        bundle = describe(context.getUsingBundle());
    }

    /** Symbolic name and version of a bundle. */
    static String describe(Bundle bundle) {
        return bundle == null ? "" : bundle.getSymbolicName() + " " + bundle.getVersion();
    }

    /** Closes what the bundle has left open. */
    @Deactivate
    void deactivate() {
        final List<AutoCloseable> left;
        synchronized (this) {
            left = new ArrayList<>(handles);
            left.addAll(sources);
            handles.clear();
            sources.clear();
        }
        for (AutoCloseable one : left) {
            try {
                one.close();
            } catch (Exception fault) {
                LOG.warn("bundle {}: {}", bundle, fault.toString());
            }
        }
    }

    private <T extends MosSource> T own(T source) {
        synchronized (this) {
            sources.removeIf(one -> mos.source(one.name()).orElse(null) != one);
            sources.add(source);
        }
        return source;
    }

    @Override
    public MosSource observe(String name, String device, SourceOptions options) {
        return own(mos.observe(name, device, options));
    }

    @Override
    public MosSource inline(String name, String firstDevice, String secondDevice, SourceOptions options) {
        return own(mos.inline(name, new InlineDevice(firstDevice, Map.of()), new InlineDevice(secondDevice, Map.of()), options));
    }

    @Override
    public PacketFollower follow(String name, SourceOptions options) {
        return follow(name, List.of(), options);
    }

    @Override
    public PacketFollower follow(String name, List<String> devices, SourceOptions options) {
        return own(mos.stack().follow(name, devices, options));
    }

    @Override
    public Optional<MosSource> source(String name) {
        return mos.source(name);
    }

    @Override
    public List<MosSource> sources() {
        return mos.sources();
    }

    @Override
    public MonitorHandle monitor(MonitorOptions options, MonitorApplication application) {
        final OwnHandle handle = new OwnHandle(mos.stack().monitor(bundle, options, application));
        synchronized (this) {
            handles.add(handle);
        }
        return handle;
    }

    @Override
    public List<MonitorInformation> monitors() {
        return mos.monitors();
    }

    @Override
    public List<FlowEvent> events() {
        return mos.stack().events();
    }

    @Override
    public Map<String, String> undefinedEvents() {
        return mos.undefinedEvents();
    }

    @Override
    public Map<String, String> silencedEvents() {
        return mos.stack().silencedEvents();
    }

    private synchronized void forget(OwnHandle handle) {
        handles.remove(handle);
    }

    /** A handle that its owner need not close at the end. */
    private final class OwnHandle implements MonitorHandle {
        private final MonitorHandle handle;

        OwnHandle(MonitorHandle handle) {
            this.handle = handle;
        }

        @Override
        public MonitorInformation information() {
            return handle.information();
        }

        @Override
        public void close() {
            forget(this);
            handle.close();
        }
    }
}
