package org.mapi.core.engine.osgi;

import java.util.Map;
import org.mapi.core.engine.config.FlowSettings;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.metatype.annotations.Designate;

/** One configuration of the factory {@code org.mapi.flow}. */
@Component(service = FlowDeclaration.class, configurationPid = "org.mapi.flow",
    configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = FlowForm.class, factory = true)
public final class FlowDeclaration {
    private final String pid;
    private final FlowSettings settings;

    /** Reads the configuration. */
    @Activate
    public FlowDeclaration(Map<String, Object> properties) {
        pid = String.valueOf(properties.get("service.pid"));
        settings = new FlowSettings(Properties.text(properties.get("name")), Properties.text(properties.get("device")),
            Properties.texts(properties.get("functions")));
    }

    /** Where it comes from, for messages. */
    String pid() {
        return pid;
    }

    FlowSettings settings() {
        return settings;
    }
}
