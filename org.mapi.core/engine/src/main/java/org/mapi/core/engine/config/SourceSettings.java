package org.mapi.core.engine.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * A [mos] section: a source of packets for the flow-monitoring stack. Here only its text is checked; whoever follows flows makes
 * of it what it says.
 *
 * @param name   its name, unique among the sections
 * @param line   line of its header
 * @param values the entries by key, trimmed; flags are {@code true} or {@code false}
 */
public record SourceSettings(String name, int line, Map<String, List<String>> values) {
    /** The section's name. */
    public static final String SECTION = "mos";

    static final String NAME = "name";
    static final String DEVICE = "device";
    static final String OPTION = "option";
    /** The keys that may be repeated. */
    static final Set<String> REPEATED = Set.of(DEVICE, OPTION);
    private static final String CHECKSUMS = "checksums";
    private static final List<String> POLICIES = List.of("verify", "ignore", "auto");
    private static final Set<String> FLAGS = Set.of("midStream", "tolerant", "defragment", "pseudoFlows", "splitQueues");
    /** Whole numbers with their least and greatest. */
    private static final Map<String, long[]> NUMBERS = Map.of(
        "workers", new long[] {1, 64},
        "idleTimeout.ms", new long[] {1, Integer.MAX_VALUE},
        "timeWait.ms", new long[] {0, Integer.MAX_VALUE},
        "maximumFlows", new long[] {1, 1 << 28},
        "memory.mib", new long[] {1, Integer.MAX_VALUE});
    private static final int MOST_DEVICES = 2;

    /** Copies the values. */
    public SourceSettings {
        final Map<String, List<String>> copy = new LinkedHashMap<>();
        values.forEach((key, list) -> copy.put(key, List.copyOf(list)));
        values = Map.copyOf(copy);
    }

    /** Whether another one says the same, wherever it stands. */
    public boolean isSame(SourceSettings other) {
        return name.equals(other.name) && values.equals(other.values);
    }

    /** Whether it is a wire between two devices, and so has options for their drivers. */
    boolean isWire() {
        return values.getOrDefault(DEVICE, List.of()).size() == MOST_DEVICES;
    }

    /** Every key that has a meaning. */
    static Set<String> known() {
        final Set<String> known = new TreeSet<>(Set.of(NAME, DEVICE, OPTION, CHECKSUMS));
        known.addAll(FLAGS);
        known.addAll(NUMBERS.keySet());
        return known;
    }

    /**
     * Reads a section.
     *
     * @return empty if something is wrong, which is a problem then
     */
    static Optional<SourceSettings> read(ConfSection section, Problems problems) {
        final Map<String, List<String>> values = new LinkedHashMap<>();
        boolean good = true;
        for (ConfSection.Entry entry : section.entries()) {
            final List<String> list = values.computeIfAbsent(entry.key(), any -> new ArrayList<>());
            if (list.isEmpty() || REPEATED.contains(entry.key())) {
                final String expected = wrong(entry.key(), entry.value());
                if (!expected.isEmpty()) {
                    problems.error(entry.line(), entry.key() + " is \"" + entry.value() + "\", expected " + expected);
                    good = false;
                }
                list.add(normal(entry.key(), entry.value()));
            }
        }
        final String name = values.getOrDefault(NAME, List.of("")).getFirst();
        if (name.isEmpty()) {
            problems.error(section.lineOf(NAME), "source: name is missing, expected the name of a source");
            good = false;
        }
        final List<String> devices = values.getOrDefault(DEVICE, List.of());
        if (devices.isEmpty() || devices.size() > MOST_DEVICES || devices.stream().distinct().count() < devices.size()) {
            problems.error(section.lineOf(DEVICE), "source " + name + " has devices " + devices
                + ", expected one to watch or two different ones to be a wire between, each in a line device=");
            good = false;
        }
        if (devices.size() == 1 && values.containsKey(OPTION)) {
            problems.warning(section.lineOf(OPTION), "key option has no effect where one device is watched, expected the options"
                + " of " + devices.getFirst() + " in its [driver] section");
        }
        values.keySet().retainAll(known());
        return good ? Optional.of(new SourceSettings(name, section.line(), values)) : Optional.empty();
    }

    /** What would be right, empty if the value is. */
    private static String wrong(String key, String value) {
        if (FLAGS.contains(key)) {
            return ConfValues.flag(value).isPresent() ? "" : "0 or 1";
        }
        if (NUMBERS.containsKey(key)) {
            final long[] range = NUMBERS.get(key);
            return isWithin(value, range) ? "" : "a whole number from " + range[0] + " to " + range[1];
        }
        return switch (key) {
            case CHECKSUMS -> POLICIES.contains(value) ? "" : "verify, ignore or auto";
            case OPTION -> value.indexOf('=') > 0 ? "" : "option=value, for the drivers";
            case DEVICE -> value.isEmpty() ? "the name of a device, driver:address or an interface" : "";
            default -> "";
        };
    }

    private static boolean isWithin(String text, long[] range) {
        try {
            final long value = Long.parseLong(text);
            return value >= range[0] && value <= range[1];
        } catch (NumberFormatException e) {
            return false;
        }
    }

    private static String normal(String key, String value) {
        return FLAGS.contains(key) ? ConfValues.flag(value).map(String::valueOf).orElse(value) : value.trim();
    }
}
