package org.mapi.mos.stack.component;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.mapi.mos.SourceOptions;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.metatype.annotations.Designate;

/** One configuration of the factory {@code org.mapi.mos.source}; what it may hold says {@link SourceForm}. */
@Component(service = SourceDeclaration.class, configurationPid = "org.mapi.mos.source",
    configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = SourceForm.class, factory = true)
public final class SourceDeclaration implements DeclaredSettings {
    /** Every key that has a meaning. */
    static final Set<String> KNOWN = Set.of("name", "devices", "options", "workers", "checksums", "midStream", "tolerant",
        "defragment", "pseudoFlows", "idleTimeout.ms", "timeWait.ms", "maximumFlows", "memory.mib", "splitQueues");
    /** What the framework, file install and the web console put into every configuration. */
    private static final List<String> FOREIGN = List.of("service.", "component.", "felix.", "osgi.", "webconsole.", ".", ":");
    private static final long MIB = 1 << 20;
    private static final int MOST_WORKERS = 64;
    private static final int WIRE = 2;

    private final ConfiguredValues values;
    private final String pid;

    /** Reads the configuration. */
    @Activate
    public SourceDeclaration(Map<String, Object> properties) {
        values = new ConfiguredValues(Map.copyOf(properties));
        pid = String.valueOf(properties.get("service.pid"));
    }

    @Override
    public String origin() {
        return pid;
    }

    /** Its name; the PID where it has none. */
    @Override
    public String name() {
        return values.text("name", pid);
    }

    @Override
    public List<String> devices() {
        return values.texts("devices");
    }

    @Override
    public SourceOptions options() {
        final SourceOptions usual = SourceOptions.DEFAULT;
        return new SourceOptions((int) values.number("workers", usual.workers(), 1, MOST_WORKERS),
            DeclaredSettings.checksums(values.text("checksums", usual.checksums().name())),
            values.flag("midStream", usual.midStream()), values.flag("tolerant", usual.tolerant()),
            values.flag("defragment", usual.defragment()), values.flag("pseudoFlows", usual.pseudoFlows()),
            Duration.ofMillis(values.number("idleTimeout.ms", usual.idleTimeout().toMillis(), 1, Integer.MAX_VALUE)),
            Duration.ofMillis(values.number("timeWait.ms", usual.timeWait().toMillis(), 0, Integer.MAX_VALUE)),
            (int) values.number("maximumFlows", usual.maximumFlows(), 1, SourceOptions.MOST_FLOWS),
            values.number("memory.mib", usual.memoryBudget() / MIB, 1, Integer.MAX_VALUE) * MIB,
            values.flag("splitQueues", usual.splitQueues()));
    }

    @Override
    public List<String> driverOptionTexts() {
        return values.texts("options");
    }

    @Override
    public List<String> warnings() {
        final List<String> warnings = new ArrayList<>();
        for (String key : new TreeSet<>(values.values().keySet())) {
            if (!KNOWN.contains(key) && FOREIGN.stream().noneMatch(key::startsWith)) {
                warnings.add("option " + key + " is not known and has no effect, expected one of " + new TreeSet<>(KNOWN));
            }
        }
        if (devices().size() < WIRE && !driverOptionTexts().isEmpty()) {
            warnings.add("option options has no effect where one device is watched, expected the options of " + devices()
                + " where the device is configured");
        }
        return warnings;
    }
}
