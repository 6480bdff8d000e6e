package org.mapi.memif.driver;

import java.util.LinkedHashMap;
import java.util.Map;
import org.mapi.MapiException;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One configuration of the factory {@code org.mapi.memif.interface}. */
@Component(service = DeclaredInterface.class, configurationPid = DeclaredInterface.PID,
    configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = InterfaceForm.class, factory = true)
public final class DeclaredInterface {
    /** The factory. */
    static final String PID = "org.mapi.memif.interface";
    private static final Logger LOG = LoggerFactory.getLogger(DeclaredInterface.class);

    private final String alias;
    private final InterfaceAddress address;
    private final Map<String, String> options;

    /** Reads the configuration; what cannot be used is told in the log, and such an entry stands for no interface. */
    @Activate
    public DeclaredInterface(Map<String, Object> properties) {
        alias = text(properties, "alias");
        options = new LinkedHashMap<>();
        InterfaceSettings.KNOWN.stream().filter(key -> !text(properties, key).isEmpty())
            .forEach(key -> options.put(key, text(properties, key)));
        InterfaceAddress found = null;
        try {
            found = InterfaceAddress.parse(text(properties, "socket") + "/" + text(properties, "id")).address();
        } catch (MapiException e) {
            LOG.error("configuration {}: {}", properties.get("service.pid"), e.getMessage());
        }
        address = found;
    }

    private static String text(Map<String, Object> properties, String key) {
        final Object value = properties.get(key);
        return value == null ? "" : value.toString().trim();
    }

    /** Its short name, or empty. */
    String alias() {
        return alias;
    }

    /** Which interface; null if the configuration names none. */
    InterfaceAddress address() {
        return address;
    }

    /** The options that are set. */
    Map<String, String> options() {
        return Map.copyOf(options);
    }
}
