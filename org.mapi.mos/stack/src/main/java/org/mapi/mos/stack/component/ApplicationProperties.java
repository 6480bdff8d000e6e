package org.mapi.mos.stack.component;

import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.mapi.mos.Buffering;
import org.mapi.mos.Errno;
import org.mapi.mos.Hook;
import org.mapi.mos.MonitorApplicationDefinition;
import org.mapi.mos.MonitorKind;
import org.mapi.mos.MonitorOptions;
import org.mapi.mos.MosException;
import org.mapi.mos.WhileAway;

/**
 * What the properties of a service of {@link org.mapi.mos.MonitorApplication} or {@link org.mapi.mos.FlowCallback} say. Every
 * wrong one is an error that names the property, its value and what was expected; properties with the prefix nobody knows are
 * errors too.
 */
final class ApplicationProperties {
    private static final String PREFIX = MonitorApplicationDefinition.PREFIX_;
    private static final List<String> KNOWN = List.of("name", "kind", "filter", "orphans", "sources", "buffers", "bufferSize",
        "existing", "whileAway", "event", "base", "events", "hook");

    private static final String ORIGINAL_PREFIX = "MOS_ON_";

    private final Map<String, ?> properties;

    ApplicationProperties(Map<String, ?> properties) {
        this.properties = properties;
    }

    /** The application's name, or another text that people recognise it by. */
    String nameOr(String fallback) {
        final Object name = properties.get(PREFIX + "name");
        return name == null || name.toString().isBlank() ? fallback : name.toString();
    }

    /**
     * The options.
     *
     * @param fallback name where none is given
     * @throws MosException EINVAL
     */
    MonitorOptions options(String fallback) {
        for (String key : properties.keySet()) {
            if (key.startsWith(PREFIX) && !KNOWN.contains(key.substring(PREFIX.length()))) {
                throw wrong(key.substring(PREFIX.length()), properties.get(key), "no such property, but one of " + KNOWN);
            }
        }
        return new MonitorOptions(nameOr(fallback), choice("kind", MonitorKind.STREAM), text("filter"), text("orphans"),
            texts("sources"), choice("buffers", Buffering.NONE), integer("bufferSize", MonitorOptions.DEFAULT_BUFFER_SIZE),
            flag("existing"), choice("whileAway", WhileAway.PASS));
    }

    /**
     * What a service is told of: nothing for an application, which registers by itself.
     *
     * @param callback whether it is a callback
     * @throws MosException EINVAL if a callback is told of nothing, an application of something, or a hook is wrong
     */
    List<String> events(boolean callback) {
        final List<String> events = texts("events");
        if (callback && events.isEmpty()) {
            throw wrong("events", properties.get(PREFIX + "events"), "names of events, for a service of FlowCallback");
        }
        if (!callback && (!events.isEmpty() || !hooks().isEmpty())) {
            throw wrong(events.isEmpty() ? "hook" : "events", events.isEmpty() ? hooks() : events,
                "none for a service of MonitorApplication, which says so in attach");
        }
        return events.stream().map(event -> event.startsWith(ORIGINAL_PREFIX) ? event.substring(ORIGINAL_PREFIX.length()) : event)
            .toList();
    }

    /**
     * At which hooks a callback is told; empty: wherever its events are raised.
     *
     * @throws MosException EINVAL if one is wrong
     */
    List<Hook> hooks() {
        final List<Hook> hooks = new ArrayList<>();
        for (String text : texts("hook")) {
            hooks.add(Arrays.stream(Hook.values()).filter(hook -> hook.name().equalsIgnoreCase(text)).findFirst()
                .orElseThrow(() -> wrong("hook", text, "one of " + Arrays.toString(Hook.values()))));
        }
        return hooks;
    }

    /** What can be shown of an application whose properties are wrong. */
    MonitorOptions shown(String fallback) {
        return MonitorOptions.streams(nameOr(fallback), text("filter"));
    }

    private static MosException wrong(String member, Object value, String expected) {
        return new MosException(Errno.EINVAL, "property " + PREFIX + member + " is " + value + ", expected " + expected);
    }

    private String text(String member) {
        final Object value = properties.get(PREFIX + member);
        return value == null ? "" : value.toString().strip();
    }

    private List<String> texts(String member) {
        final List<String> texts = new ArrayList<>();
        final Object value = properties.get(PREFIX + member);
        if (value instanceof Collection<?> several) {
            several.forEach(one -> texts.add(String.valueOf(one).strip()));
        } else if (value != null && value.getClass().isArray()) {
            for (int i = 0; i < Array.getLength(value); i++) {
                texts.add(String.valueOf(Array.get(value, i)).strip());
            }
        } else if (value != null) {
            Arrays.stream(value.toString().split(",")).map(String::strip).forEach(texts::add);
        }
        texts.removeIf(String::isEmpty);
        return texts;
    }

    private int integer(String member, int fallback) {
        final String text = text(member);
        try {
            return text.isEmpty() ? fallback : Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw wrong(member, text, "a whole number");
        }
    }

    private boolean flag(String member) {
        final String text = text(member);
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "", "false" -> false;
            case "true" -> true;
            default -> throw wrong(member, text, "true or false");
        };
    }

    private <E extends Enum<E>> E choice(String member, E fallback) {
        final String text = text(member);
        for (E choice : fallback.getDeclaringClass().getEnumConstants()) {
            if (choice.name().equalsIgnoreCase(text)) {
                return choice;
            }
        }
        if (!text.isEmpty()) {
            throw wrong(member, text, "one of " + Arrays.toString(fallback.getDeclaringClass().getEnumConstants()));
        }
        return fallback;
    }
}
