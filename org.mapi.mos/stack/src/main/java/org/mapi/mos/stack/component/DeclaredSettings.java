package org.mapi.mos.stack.component;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.mapi.mos.ChecksumPolicy;
import org.mapi.mos.Errno;
import org.mapi.mos.MosException;
import org.mapi.mos.SourceOptions;

/** What is declared of a source, wherever: a configuration of the factory, or a section of mapi.conf. */
interface DeclaredSettings {
    /** Where it is declared: a PID, or file and line. */
    String origin();

    /** Its name. */
    String name();

    /** Its devices. */
    List<String> devices();

    /**
     * How flows are followed.
     *
     * @throws MosException EINVAL, naming the option, its value and what was expected
     */
    SourceOptions options();

    /** Options of the drivers, {@code option=value} each. */
    List<String> driverOptionTexts();

    /**
     * Options of the drivers.
     *
     * @throws MosException EINVAL if one is not option=value
     */
    default Map<String, String> driverOptions() {
        final Map<String, String> options = new LinkedHashMap<>();
        for (String option : driverOptionTexts()) {
            final int equals = option.indexOf('=');
            if (equals <= 0) {
                throw new MosException(Errno.EINVAL, "driver option is \"" + option + "\", expected option=value");
            }
            options.put(option.substring(0, equals).strip(), option.substring(equals + 1).strip());
        }
        return options;
    }

    /** What has no effect and was hardly meant so; told in the log. */
    default List<String> warnings() {
        return List.of();
    }

    /** A policy by its name in any case. */
    static ChecksumPolicy checksums(String text) {
        try {
            return ChecksumPolicy.valueOf(text.strip().toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException unknown) {
            throw new MosException(Errno.EINVAL, "option checksums is " + text + ", expected verify, ignore or auto");
        }
    }
}
