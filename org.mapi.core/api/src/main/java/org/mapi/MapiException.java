package org.mapi;

import java.util.Objects;

/**
 * Something that was asked of the monitoring API cannot be done.
 *
 * <p>Carries the {@link MapiError} (name and number of the original) and a sentence for people that names what was wrong, its
 * value and what was expected. Unlike the original's process-wide error number nothing has to be read or cleared afterwards.
 */
public class MapiException extends RuntimeException {
    private final MapiError error;

    /**
     * Creates the exception.
     *
     * @param error   the error, not null
     * @param message a sentence: what, which value, what was expected; not null
     */
    public MapiException(MapiError error, String message) {
        this(error, message, null);
    }

    /**
     * Creates the exception with a cause.
     *
     * @param error   the error, not null
     * @param message a sentence: what, which value, what was expected; not null
     * @param cause   what led to it, may be null
     */
    public MapiException(MapiError error, String message, Throwable cause) {
        super(Objects.requireNonNull(message, "message"), cause);
        this.error = Objects.requireNonNull(error, "error");
    }

    /**
     * A wrong argument of a function, with the numbered error of its position.
     *
     * @param position 1 for the first argument
     * @param name     the argument's name in the function's definition
     * @param value    the value that was given, may be null
     * @param expected what is accepted, for instance {@code "0 or 1"}
     * @return the exception, to be thrown
     */
    public static MapiException argument(int position, String name, Object value, String expected) {
        return new MapiException(MapiError.invalidArgument(position),
            "argument " + position + " (" + name + ") is " + quoted(value) + ", expected " + expected);
    }

    private static String quoted(Object value) {
        return value instanceof CharSequence ? "\"" + value + "\"" : value instanceof Character ? "'" + value + "'"
            : String.valueOf(value);
    }

    /** The error, never null. */
    public MapiError error() {
        return error;
    }

    /** The error's number. */
    public int number() {
        return error.number();
    }

    /** Error name, number and message in one line, as the command line prints it. */
    public String line() {
        return error.name() + " (" + error.number() + "): " + getMessage();
    }
}
