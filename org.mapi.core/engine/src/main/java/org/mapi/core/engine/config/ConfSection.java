package org.mapi.core.engine.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One section of a configuration file: its entries in order. */
final class ConfSection {
    private final String name;
    private final int line;
    private final List<Entry> entries = new ArrayList<>();

    /** A line {@code key=value}. */
    record Entry(String key, String value, int line) { }

    ConfSection(String name, int line) {
        this.name = name;
        this.line = line;
    }

    /** Name without brackets; empty for what stands before the first section. */
    String name() {
        return name;
    }

    /** Line of its header, 0 for what stands before the first. */
    int line() {
        return line;
    }

    void add(String key, String value, int at) {
        entries.add(new Entry(key, value, at));
    }

    List<Entry> entries() {
        return entries;
    }

    /** The values by key; the first of a repeated key, as in the original. */
    Map<String, String> values() {
        final Map<String, String> values = new LinkedHashMap<>();
        entries.forEach(entry -> values.putIfAbsent(entry.key(), entry.value()));
        return values;
    }

    /** Line of a key, or of the section where it does not stand. */
    int lineOf(String key) {
        return entries.stream().filter(entry -> entry.key().equals(key)).mapToInt(Entry::line).findFirst().orElse(line);
    }
}
