package org.mapi.core.trace.read;

/** A record or header of a trace cannot be what it claims. Thrown once per file at most, never per packet. */
final class CorruptRecordException extends Exception {
    private final int at;

    /**
     * Creates the exception.
     *
     * @param at      where the record starts in the buffer
     * @param message what is wrong: name=value, limit
     */
    CorruptRecordException(int at, String message) {
        super(message);
        this.at = at;
    }

    /** Where the record starts in the buffer. */
    int at() {
        return at;
    }
}
