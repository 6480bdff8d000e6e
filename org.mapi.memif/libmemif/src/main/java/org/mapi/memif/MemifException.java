package org.mapi.memif;

import java.io.Serial;

/** A memif call failed: {@link #error()} says how by libmemif's number and name, the message what, with which value. */
public final class MemifException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    private final MemifError error;

    /**
     * A failure.
     *
     * @param error what libmemif would return, not SUCCESS
     * @param what  sentence: what failed, which value, what was expected
     */
    public MemifException(final MemifError error, final String what) {
        this(error, what, null);
    }

    /**
     * A failure with a cause.
     *
     * @param error what libmemif would return, not SUCCESS
     * @param what  sentence: what failed, which value, what was expected
     * @param cause may be null
     */
    public MemifException(final MemifError error, final String what, final Throwable cause) {
        super(what + " [" + error.cName() + " " + error.code() + ": " + error.text() + "]", cause);
        this.error = error;
    }

    /**
     * The error.
     *
     * @return never null
     */
    public MemifError error() {
        return error;
    }

    /**
     * libmemif's number.
     *
     * @return 1 to 39
     */
    public int code() {
        return error.code();
    }
}
