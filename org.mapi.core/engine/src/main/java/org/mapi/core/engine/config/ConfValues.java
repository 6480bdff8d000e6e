package org.mapi.core.engine.config;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads values of configuration files. */
final class ConfValues {
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Za-z][A-Za-z0-9_.-]*)\\}");

    private ConfValues() { }

    /** True or false, as people write it. */
    static Optional<Boolean> flag(String text) {
        return switch (text.trim().toLowerCase(Locale.ROOT)) {
            case "1", "true", "yes", "on" -> Optional.of(true);
            case "0", "false", "no", "off", "" -> Optional.of(false);
            default -> Optional.empty();
        };
    }

    /** The parts of a list with colons, without empty ones. */
    static List<String> list(String text) {
        return Arrays.stream(text.split(":")).map(String::trim).filter(part -> !part.isEmpty()).toList();
    }

    /**
     * Replaces {@code ${name}}.
     *
     * @param variables gives the value of a name, or null
     * @return the text, or the name of the first unknown variable in {@code unknown}
     */
    static Expanded expand(String text, UnaryOperator<String> variables) {
        final Matcher matcher = VARIABLE.matcher(text);
        final StringBuilder result = new StringBuilder();
        while (matcher.find()) {
            final String value = variables.apply(matcher.group(1));
            if (value == null) {
                return new Expanded(text, matcher.group(1));
            }
            matcher.appendReplacement(result, Matcher.quoteReplacement(value));
        }
        return new Expanded(matcher.appendTail(result).toString(), null);
    }

    /**
     * What became of a text.
     *
     * @param text    the text with values in place of variables
     * @param unknown a variable that has no value, or null
     */
    record Expanded(String text, String unknown) { }
}
