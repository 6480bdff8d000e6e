package org.mapi.function;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.mapi.MapiError;
import org.mapi.MapiException;

/**
 * One argument of a function.
 *
 * @param name         short name
 * @param type         type
 * @param defaultValue value when the argument is left out, as text; null where it is required
 * @param description  one phrase for people
 */
public record ArgumentDescription(String name, ArgumentType type, String defaultValue, String description) {
    private static final Pattern SYNTAX = Pattern.compile("([A-Za-z][A-Za-z0-9_]*):([A-Za-z])(?:=([^:]*))?:(.*)", Pattern.DOTALL);

    /** Whether it may be left out. */
    public boolean optional() {
        return defaultValue != null;
    }

    /**
     * Parses {@code name:letter:description} or {@code name:letter=default:description}.
     *
     * @throws MapiException MFUNCT_INVALID_ARGUMENT_DESCRIPTOR naming the text and what was expected
     */
    public static ArgumentDescription parse(String text) {
        final Matcher matcher = SYNTAX.matcher(text);
        final ArgumentType type = matcher.matches() ? ArgumentType.of(matcher.group(2).charAt(0)) : null;
        if (type == null) {
            throw new MapiException(MapiError.MFUNCT_INVALID_ARGUMENT_DESCRIPTOR, "argument description \"" + text
                + "\", expected name:letter:description or name:letter=default:description with a letter of s i c l r f w S");
        }
        return new ArgumentDescription(matcher.group(1), type, matcher.group(3), matcher.group(4));
    }

    /** The text form that {@link #parse} reads. */
    public String text() {
        return name + ":" + type.letter() + (defaultValue == null ? "" : "=" + defaultValue) + ":" + description;
    }
}
