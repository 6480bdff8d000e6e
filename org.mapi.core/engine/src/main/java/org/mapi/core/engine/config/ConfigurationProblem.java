package org.mapi.core.engine.config;

/**
 * Something in a configuration file that is wrong or has no effect.
 *
 * @param severity whether what it belongs to is left out
 * @param file     the file, as it was named
 * @param line     line, from 1; 0 where it concerns the file as a whole
 * @param message  what, which value, what was expected
 */
public record ConfigurationProblem(Severity severity, String file, int line, String message) {
    /** How bad it is. */
    public enum Severity {
        /** The setting or the section is left out. */
        ERROR,
        /** It has no effect or is probably not meant so; everything else counts. */
        WARNING
    }

    /** Whether something is left out because of it. */
    public boolean fatal() {
        return severity == Severity.ERROR;
    }

    /** {@code file:line: error: message}. */
    @Override
    public String toString() {
        return file + (line > 0 ? ":" + line : "") + ": " + (fatal() ? "error: " : "warning: ") + message;
    }
}
