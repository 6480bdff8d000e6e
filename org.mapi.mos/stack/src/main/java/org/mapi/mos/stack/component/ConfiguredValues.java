package org.mapi.mos.stack.component;

import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.mapi.mos.Errno;
import org.mapi.mos.MosException;

/**
 * The values of a configuration, whatever their types: a file may say {@code I"2"}, {@code "2"} or {@code ["2"]}. What cannot be
 * meant is an error that names it, nothing is taken for something else.
 *
 * @param values by key
 */
record ConfiguredValues(Map<String, Object> values) {
    /** All values of a key as text, without those that are blank; empty if it is not there. */
    List<String> texts(String key) {
        final Object value = values.get(key);
        final List<String> texts = new ArrayList<>();
        if (value instanceof Collection<?> several) {
            several.forEach(one -> texts.add(String.valueOf(one)));
        } else if (value != null && value.getClass().isArray()) {
            for (int i = 0; i < Array.getLength(value); i++) {
                texts.add(String.valueOf(Array.get(value, i)));
            }
        } else if (value != null) {
            texts.add(value.toString());
        }
        return texts.stream().map(String::strip).filter(text -> !text.isEmpty()).toList();
    }

    /** The first value of a key, or what is usual. */
    String text(String key, String usual) {
        final List<String> texts = texts(key);
        return texts.isEmpty() ? usual : texts.getFirst();
    }

    /**
     * Whether something is wanted.
     *
     * @throws MosException EINVAL if it is neither true nor false (nor 1 nor 0)
     */
    boolean flag(String key, boolean usual) {
        return read(key, usual, "true or false", text -> switch (text.toLowerCase(Locale.ROOT)) {
            case "true", "1" -> true;
            case "false", "0" -> false;
            default -> null;
        });
    }

    /**
     * A whole number.
     *
     * @throws MosException EINVAL if it is none, or out of range
     */
    long number(String key, long usual, long least, long most) {
        return read(key, usual, "a whole number from " + least + " to " + most, text -> {
            try {
                final long number = Long.parseLong(text);
                return number < least || number > most ? null : number;
            } catch (NumberFormatException none) {
                return null;
            }
        });
    }

    private <T> T read(String key, T usual, String expected, Function<String, T> reader) {
        final List<String> texts = texts(key);
        if (texts.isEmpty()) {
            return usual;
        }
        final T value = texts.size() == 1 ? reader.apply(texts.getFirst()) : null;
        if (value == null) {
            throw new MosException(Errno.EINVAL, "option " + key + " is " + String.join(", ", texts) + ", expected " + expected);
        }
        return value;
    }
}
