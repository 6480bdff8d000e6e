package org.mapi.console.view;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Text for a terminal. Names and results come from outside: nothing of them may steer it. */
public final class TerminalText {
    private static final Pattern STEERING = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Co}\\u2028\\u2029]");
    private static final int LONGEST = 160;

    private TerminalText() { }

    /** The text with a question mark in place of each character that a terminal would not print but obey. */
    public static String printable(String text) {
        return STEERING.matcher(text).replaceAll("?");
    }

    /** A result in one line: numbers plain, records as {@code count=3 sum=12}; cut where it gets too long for a line. */
    public static String result(Object value) {
        final String text = printable(plain(value));
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + " …";
    }

    private static String plain(Object value) {
        return switch (value) {
            case null -> "";
            case Double number -> String.format(Locale.ROOT, "%.6g", number);
            case Map<?, ?> map -> map.entrySet().stream().map(entry -> entry.getKey() + "=" + nested(entry.getValue()))
                .collect(Collectors.joining(" "));
            case List<?> list -> list.stream().map(TerminalText::nested).collect(Collectors.joining(" "));
            default -> value.toString();
        };
    }

    private static String nested(Object value) {
        return value instanceof Map<?, ?> || value instanceof List<?> ? "{" + plain(value) + "}" : plain(value);
    }
}
