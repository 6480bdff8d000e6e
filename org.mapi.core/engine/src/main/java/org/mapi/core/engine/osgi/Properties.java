package org.mapi.core.engine.osgi;

import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Reads properties of configurations as text. */
final class Properties {
    private static final List<String> FOREIGN = List.of("service.", "component.", "felix.", "webconsole.", ".", "objectClass",
        "osgi.ds.");

    private Properties() { }

    /** Whether a property belongs to the framework or the console, not to the configuration's subject. */
    static boolean foreign(String key) {
        return FOREIGN.stream().anyMatch(key::startsWith);
    }

    /** The values of a property, without empty ones: what a form left empty is not set. */
    static List<String> texts(Object value) {
        final List<String> texts = new ArrayList<>();
        if (value instanceof Collection<?> several) {
            several.forEach(each -> texts.add(String.valueOf(each).trim()));
        } else if (value != null && value.getClass().isArray()) {
            for (int i = 0; i < Array.getLength(value); i++) {
                texts.add(String.valueOf(Array.get(value, i)).trim());
            }
        } else if (value != null) {
            texts.add(value.toString().trim());
        }
        texts.removeIf(String::isEmpty);
        return texts;
    }

    /** The first value of a property, or empty text. */
    static String text(Object value) {
        final List<String> texts = texts(value);
        return texts.isEmpty() ? "" : texts.get(0);
    }
}
