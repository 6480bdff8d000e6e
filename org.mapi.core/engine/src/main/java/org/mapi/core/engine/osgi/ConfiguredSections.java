package org.mapi.core.engine.osgi;

import java.util.Hashtable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.mapi.ConfiguredSection;
import org.mapi.core.engine.config.MapiConf;
import org.mapi.core.engine.config.SourceSettings;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/** Shows sections of mapi.conf that are others' as services, {@link ConfiguredSection}; one that is as before stays. */
@Component(service = ConfiguredSections.class, immediate = true)
public final class ConfiguredSections {
    private final BundleContext context;
    private final ConfigurationFile file;
    private final Consumer<MapiConf> listener = this::show;
    private final Map<SourceSettings, ServiceRegistration<ConfiguredSection>> shown = new LinkedHashMap<>();

    /** Shows nothing yet. */
    @Activate
    public ConfiguredSections(BundleContext context, @Reference ConfigurationFile file) {
        this.context = context;
        this.file = file;
    }

    @Activate
    void activate() {
        file.listen(listener);
    }

    @Deactivate
    void deactivate() {
        file.forget(listener);
        show(MapiConf.none());
    }

    private synchronized void show(MapiConf conf) {
        for (SourceSettings old : List.copyOf(shown.keySet())) {
            if (conf.sources().stream().noneMatch(old::isSame)) {
                remove(shown.remove(old));
            }
        }
        for (SourceSettings source : conf.sources()) {
            if (shown.keySet().stream().noneMatch(source::isSame)) {
                shown.put(source, context.registerService(ConfiguredSection.class, new ConfiguredSection(SourceSettings.SECTION,
                    source.name(), conf.file() + ":" + source.line(), source.values()),
                    new Hashtable<>(Map.of(ConfiguredSection.SECTION, SourceSettings.SECTION))));
            }
        }
    }

    private static void remove(ServiceRegistration<ConfiguredSection> registration) {
        try {
            registration.unregister();
        } catch (IllegalStateException e) {
            return; // the bundle is stopped: it is unregistered already
        }
    }
}
