package org.mapi.core.engine.osgi;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.mapi.core.engine.config.DeviceSettings;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.metatype.annotations.Designate;

/** One configuration of the factory {@code org.mapi.device}. */
@Component(service = DeviceDeclaration.class, configurationPid = "org.mapi.device",
    configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = DeviceForm.class, factory = true)
public final class DeviceDeclaration {
    private static final String OPTIONS = "options";

    private final String pid;
    private final DeviceSettings settings;

    /** Reads the configuration. */
    @Activate
    public DeviceDeclaration(Map<String, Object> properties) {
        pid = String.valueOf(properties.get("service.pid"));
        settings = new DeviceSettings(values(properties));
    }

    private static Map<String, String> values(Map<String, Object> properties) {
        final Map<String, String> values = new LinkedHashMap<>();
        new TreeMap<>(properties).forEach((key, value) -> {
            if (Properties.foreign(key)) {
                return;
            }
            for (String text : Properties.texts(value)) {
                if (!key.equals(OPTIONS)) {
                    values.put(key, text);
                } else if (text.indexOf('=') > 0) {
                    values.put(text.substring(0, text.indexOf('=')).trim(), text.substring(text.indexOf('=') + 1).trim());
                }
            }
        });
        return values;
    }

    /** Where it comes from, for messages. */
    String pid() {
        return pid;
    }

    DeviceSettings settings() {
        return settings;
    }
}
