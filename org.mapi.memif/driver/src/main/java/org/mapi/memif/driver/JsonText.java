package org.mapi.memif.driver;

import java.util.Iterator;
import java.util.Map;
import org.mapi.result.JsonView;

/** JSON text of records, maps, lists, text and numbers, as {@link JsonView} shows them. */
final class JsonText {
    private JsonText() { }

    static String of(Object value) {
        final StringBuilder text = new StringBuilder();
        write(text, JsonView.of(value));
        return text.toString();
    }

    private static void write(StringBuilder text, Object value) {
        switch (value) {
            case Map<?, ?> map -> {
                text.append('{');
                for (Iterator<? extends Map.Entry<?, ?>> entries = map.entrySet().iterator(); entries.hasNext();) {
                    final Map.Entry<?, ?> entry = entries.next();
                    quote(text, entry.getKey().toString());
                    text.append(':');
                    write(text, entry.getValue());
                    text.append(entries.hasNext() ? "," : "");
                }
                text.append('}');
            }
            case Iterable<?> list -> {
                text.append('[');
                for (Iterator<?> items = list.iterator(); items.hasNext();) {
                    write(text, items.next());
                    text.append(items.hasNext() ? "," : "");
                }
                text.append(']');
            }
            case String string -> quote(text, string);
            case null, default -> text.append(value);
        }
    }

    private static void quote(StringBuilder text, String string) {
        text.append('"');
        string.chars().forEach(c -> {
            if (c == '"' || c == '\\') {
                text.append('\\').append((char) c);
            } else if (c < ' ') {
                text.append(String.format("\\u%04x", c));
            } else {
                text.append((char) c);
            }
        });
        text.append('"');
    }
}
