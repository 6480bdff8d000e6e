package org.mapi.mos;

import java.util.Objects;

/** Something that was asked of the flow-monitoring stack cannot be done: the original's errno and a sentence for people. */
public class MosException extends RuntimeException {
    private final Errno error;

    /**
     * Creates the exception.
     *
     * @param error   the errno, not null
     * @param message a sentence: what, which value, what was expected; not null
     */
    public MosException(Errno error, String message) {
        super(Objects.requireNonNull(message, "message"));
        this.error = Objects.requireNonNull(error, "error");
    }

    /** The errno, never null. */
    public Errno error() {
        return error;
    }

    /** Name, number and message in one line. */
    public String line() {
        return error.name() + " (" + error.number() + "): " + getMessage();
    }
}
