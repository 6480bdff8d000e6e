package org.mapi.function;

import java.math.BigDecimal;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads times in function arguments, exactly: {@code "5"} is a plain number, {@code "5ns"}, {@code "5us"}, {@code "5ms"},
 * {@code "1.5s"}, {@code "1m"} (a minute; the original took it for 6 seconds), {@code "2h"}. A leading '+' is accepted.
 */
public final class TimeText {
    private static final Pattern SYNTAX = Pattern.compile("\\+?\\s*([0-9]+(?:\\.[0-9]+)?|\\.[0-9]+)\\s*(ns|us|ms|s|m|min|h)?");

    private TimeText() { }

    /**
     * Nanoseconds of a time with a unit, or the number itself when there is none.
     *
     * @param text the text, not null
     * @return nanoseconds, or the plain number rounded down
     * @throws IllegalArgumentException naming the text and what was expected
     */
    public static long parse(String text) {
        final Matcher matcher = SYNTAX.matcher(text.trim());
        if (!matcher.matches()) {
            throw new IllegalArgumentException("time \"" + text + "\", expected a number with ns, us, ms, s, m or h");
        }
        try {
            return new BigDecimal(matcher.group(1)).multiply(BigDecimal.valueOf(unit(matcher.group(2)))).toBigInteger()
                .longValueExact();
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException("time \"" + text + "\", expected less than 292 years", e);
        }
    }

    /** Whether the text names a unit. */
    public static boolean hasUnit(String text) {
        final Matcher matcher = SYNTAX.matcher(text.trim());
        return matcher.matches() && matcher.group(2) != null;
    }

    private static long unit(String name) {
        return switch (name) {
            case "us" -> 1_000L;
            case "ms" -> 1_000_000L;
            case "s" -> 1_000_000_000L;
            case "m", "min" -> 60_000_000_000L;
            case "h" -> 3_600_000_000_000L;
            case null, default -> 1L;
        };
    }
}
