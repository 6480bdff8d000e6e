package org.mapi;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A section of mapi.conf that is not the engine's own: the engine reads and checks it, and registers this as a service with the
 * property {@value #SECTION}, for whoever does what it says. The service goes when the section goes or changes (then another one
 * comes), and with the engine.
 *
 * @param section its name without brackets, such as {@code mos}
 * @param name    what the entry is called, unique among the sections of that name
 * @param origin  file and line, for people
 * @param values  the entries in order, trimmed, by key; those of a key that may be repeated in order; flags are {@code true} or
 *                {@code false}
 */
public record ConfiguredSection(String section, String name, String origin, Map<String, List<String>> values) {
    /** Service property: the section's name, text. */
    public static final String SECTION = "mapi.section";

    /** Copies the values. */
    public ConfiguredSection {
        final Map<String, List<String>> copy = new LinkedHashMap<>();
        values.forEach((key, list) -> copy.put(key, List.copyOf(list)));
        values = Collections.unmodifiableMap(copy);
    }

    /** The values of a key, empty if it is not given. */
    public List<String> all(String key) {
        return values.getOrDefault(key, List.of());
    }

    /** The value of a key that is given once. */
    public Optional<String> value(String key) {
        return all(key).stream().findFirst();
    }
}
