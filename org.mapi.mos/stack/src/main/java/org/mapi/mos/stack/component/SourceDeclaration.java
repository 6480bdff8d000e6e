package org.mapi.mos.stack.component;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.mapi.mos.SourceOptions;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.metatype.annotations.Designate;

/** One configuration of the factory {@code org.mapi.mos.source}. */
@Component(service = SourceDeclaration.class, configurationPid = "org.mapi.mos.source",
    configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = SourceForm.class, factory = true)
public final class SourceDeclaration implements DeclaredSettings {
    private static final long MIB = 1 << 20;

    private final SourceForm form;
    private final String pid;

    /** Reads the configuration. */
    @Activate
    public SourceDeclaration(SourceForm form, Map<String, Object> properties) {
        this.form = form;
        pid = String.valueOf(properties.get("service.pid"));
    }

    @Override
    public String origin() {
        return pid;
    }

    /** Its name; the PID where it has none. */
    @Override
    public String name() {
        return form.name() == null || form.name().isBlank() ? pid : form.name().strip();
    }

    @Override
    public List<String> devices() {
        return form.devices() == null ? List.of()
            : Arrays.stream(form.devices()).map(String::strip).filter(device -> !device.isEmpty()).toList();
    }

    @Override
    public SourceOptions options() {
        return new SourceOptions(form.workers(), DeclaredSettings.checksums(form.checksums()), form.midStream(),
            form.tolerant(), form.defragment(), form.pseudoFlows(),
            Duration.ofMillis(form.idleTimeout_ms()), Duration.ofMillis(form.timeWait_ms()), form.maximumFlows(),
            form.memory_mib() * MIB, form.splitQueues());
    }

    @Override
    public List<String> driverOptionTexts() {
        return List.of(form.options());
    }
}
