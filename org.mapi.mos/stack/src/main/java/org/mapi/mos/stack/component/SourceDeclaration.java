package org.mapi.mos.stack.component;

import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.mapi.mos.ChecksumPolicy;
import org.mapi.mos.Errno;
import org.mapi.mos.MosException;
import org.mapi.mos.SourceOptions;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.metatype.annotations.Designate;

/** One configuration of the factory {@code org.mapi.mos.source}. */
@Component(service = SourceDeclaration.class, configurationPid = "org.mapi.mos.source",
    configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = SourceForm.class, factory = true)
public final class SourceDeclaration {
    private static final long MIB = 1 << 20;

    private final SourceForm form;
    private final String pid;

    /** Reads the configuration. */
    @Activate
    public SourceDeclaration(SourceForm form, Map<String, Object> properties) {
        this.form = form;
        pid = String.valueOf(properties.get("service.pid"));
    }

    /** Where it is declared. */
    String pid() {
        return pid;
    }

    /** Its name; the PID where it has none. */
    String name() {
        return form.name() == null || form.name().isBlank() ? pid : form.name().strip();
    }

    /** Its devices. */
    List<String> devices() {
        return form.devices() == null ? List.of()
            : Arrays.stream(form.devices()).map(String::strip).filter(device -> !device.isEmpty()).toList();
    }

    /**
     * How flows are followed.
     *
     * @throws MosException EINVAL, naming the option, its value and what was expected
     */
    SourceOptions options() {
        return new SourceOptions(form.workers(), checksums(), form.midStream(), form.tolerant(), form.defragment(),
            form.pseudoFlows(), Duration.ofMillis(form.idleTimeout_ms()), Duration.ofMillis(form.timeWait_ms()),
            form.maximumFlows(), form.memory_mib() * MIB, form.splitQueues());
    }

    private ChecksumPolicy checksums() {
        try {
            return ChecksumPolicy.valueOf(form.checksums().strip().toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException unknown) {
            throw new MosException(Errno.EINVAL, "option checksums is " + form.checksums() + ", expected verify, ignore or auto");
        }
    }

    /**
     * Options of the drivers.
     *
     * @throws MosException EINVAL if one is not option=value
     */
    Map<String, String> driverOptions() {
        final Map<String, String> options = new LinkedHashMap<>();
        for (String option : form.options()) {
            final int equals = option.indexOf('=');
            if (equals <= 0) {
                throw new MosException(Errno.EINVAL, "driver option is \"" + option + "\", expected option=value");
            }
            options.put(option.substring(0, equals).strip(), option.substring(equals + 1).strip());
        }
        return options;
    }
}
