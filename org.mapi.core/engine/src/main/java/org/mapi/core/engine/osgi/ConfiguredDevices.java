package org.mapi.core.engine.osgi;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.mapi.MapiException;
import org.mapi.capture.TraceFormat;
import org.mapi.core.engine.config.DeviceSettings;
import org.mapi.core.engine.config.MapiConf;
import org.mapi.core.engine.device.DeviceConfiguration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the engine its configured devices: those of Configuration Admin over those of mapi.conf, key by key. */
@Component(service = ConfiguredDevices.class, immediate = true)
public final class ConfiguredDevices {
    private static final Logger LOG = LoggerFactory.getLogger(ConfiguredDevices.class);

    private final EngineComponent engine;
    private final ConfigurationFile file;
    private final Consumer<MapiConf> listener = this::configured;
    private final Object lock = new Object();
    private final List<DeviceDeclaration> declared = new ArrayList<>();
    private final List<Consumer<Set<String>>> watchers = new CopyOnWriteArrayList<>();
    private Map<String, DeviceConfiguration> current = Map.of();
    private MapiConf conf = MapiConf.none();
    private boolean publishing;

    /** Knows of no device yet. */
    @Activate
    public ConfiguredDevices(@Reference EngineComponent engine, @Reference ConfigurationFile file) {
        this.engine = engine;
        this.file = file;
    }

    @Activate
    void activate() {
        synchronized (lock) {
            publishing = true;
        }
        file.listen(listener);
    }

    @Deactivate
    void deactivate() {
        file.forget(listener);
        synchronized (lock) {
            publishing = false;
        }
    }

    private void configured(MapiConf next) {
        final Map<TraceFormat, String> formats = new EnumMap<>(TraceFormat.class);
        next.formats().forEach(format -> formats.put(format.format(), format.driver()));
        engine.engine().formats(formats);
        synchronized (lock) {
            conf = next;
        }
        publish();
    }

    /** A configuration came. */
    @Reference(name = "device", cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void bind(DeviceDeclaration declaration) {
        synchronized (lock) {
            declared.add(declaration);
        }
        publish();
    }

    /** A configuration went or is about to be replaced. */
    void unbind(DeviceDeclaration declaration) {
        synchronized (lock) {
            declared.remove(declaration);
        }
        publish();
    }

    /** Tells the names and aliases of devices that came, went or changed, after the engine knows. */
    void watch(Consumer<Set<String>> watcher) {
        watchers.add(watcher);
    }

    void forget(Consumer<Set<String>> watcher) {
        watchers.remove(watcher);
    }

    private void publish() {
        final Set<String> changed = new HashSet<>();
        synchronized (lock) {
            if (!publishing) {
                return;
            }
            final Map<String, DeviceConfiguration> next = devices();
            try {
                engine.engine().devices(List.copyOf(next.values()));
            } catch (MapiException e) {
                LOG.error("devices stay as they were: {}", e.getMessage());
                return;
            }
            for (Map<String, DeviceConfiguration> one : List.of(current, next)) {
                one.forEach((name, device) -> {
                    if (!device.equals(current.get(name)) || !device.equals(next.get(name))) {
                        changed.add(name);
                        changed.add(device.alias());
                    }
                });
            }
            current = next;
        }
        if (!changed.isEmpty()) {
            watchers.forEach(watcher -> watcher.accept(changed));
        }
    }

    private Map<String, DeviceConfiguration> devices() {
        final Map<String, DeviceSettings> settings = new LinkedHashMap<>();
        conf.devices().forEach(device -> settings.put(device.name(), device));
        declared.stream().sorted(Comparator.comparing(DeviceDeclaration::pid)).forEach(declaration -> {
            final DeviceSettings own = declaration.settings();
            final DeviceSettings under = settings.get(own.name());
            if (under != null && !own.conflicts(under).isEmpty()) {
                LOG.warn("device {}: {} of {} win over what was configured before", own.name(), own.conflicts(under),
                    declaration.pid());
            }
            settings.put(own.name(), under == null ? own : own.over(under));
        });
        final Map<String, DeviceConfiguration> devices = new LinkedHashMap<>();
        settings.forEach((name, device) -> {
            try {
                devices.put(name, device.configuration());
            } catch (MapiException e) {
                LOG.error("{}", e.getMessage());
            }
        });
        return devices;
    }
}
