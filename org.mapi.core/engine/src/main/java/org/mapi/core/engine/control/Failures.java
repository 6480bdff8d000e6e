package org.mapi.core.engine.control;

import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import org.mapi.MapiError;
import org.mapi.MapiException;
import org.mapi.core.engine.agent.FaultText;

/** Makes MapiExceptions of whatever went wrong, without keeping classes of libraries. */
final class Failures {
    private Failures() { }

    /** What went wrong behind futures. */
    static Throwable cause(Throwable fault) {
        Throwable cause = fault;
        while ((cause instanceof CompletionException || cause instanceof ExecutionException) && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }

    /** To be thrown: a MapiException as it is, with a trace of here; anything else as an internal error of the engine. */
    static RuntimeException unchecked(Throwable fault) {
        final Throwable cause = cause(fault);
        if (cause instanceof MapiException known) {
            return foreign(known, known.error(), "");
        }
        if (cause instanceof Error error) {
            throw error;
        }
        return cause instanceof RuntimeException runtime ? runtime : new IllegalStateException(cause);
    }

    /**
     * Translates what a library or driver threw.
     *
     * @param fault   whatever it was
     * @param error   the error for anything but a MapiException
     * @param context who was asked for what, ends with ": "
     */
    static MapiException foreign(Throwable fault, MapiError error, String context) {
        final Throwable cause = cause(fault);
        if (cause instanceof MapiException known && known.getClass() == MapiException.class) {
            return new MapiException(known.error(), known.getMessage());
        }
        return new MapiException(error, context + FaultText.of(cause));
    }

    /** What a driver answers, or something else: one that throws must not keep people from looking at other devices. */
    static <T> T answer(Supplier<T> question, T otherwise) {
        try {
            return question.get();
        } catch (RuntimeException | Error e) {
            return otherwise;
        }
    }
}
