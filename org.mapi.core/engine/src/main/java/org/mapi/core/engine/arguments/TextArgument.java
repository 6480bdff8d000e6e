package org.mapi.core.engine.arguments;

import java.util.Map;
import org.mapi.function.FunctionReference;

/**
 * An argument that was written as text. Given to the binder (through {@link org.mapi.Flow#apply}) like any other value.
 *
 * @param kind  how it was written
 * @param text  the content without quotes; of a number its spelling
 * @param names the functions that can be referred to by name, in order of application
 */
public record TextArgument(Kind kind, String text, Map<String, FunctionReference> names) {
    /** How an argument was written. */
    public enum Kind {
        /** In double quotes. */
        STRING,
        /** One character in single quotes. */
        CHARACTER,
        /** A whole number, decimal or hexadecimal. */
        NUMBER,
        /** A bare word: a symbolic constant or the name of a function. */
        WORD
    }

    /** An argument that knows no names yet. */
    public TextArgument(Kind kind, String text) {
        this(kind, text, Map.of());
    }

    /** The same argument with names to refer to. */
    public TextArgument with(Map<String, FunctionReference> known) {
        return new TextArgument(kind, text, known);
    }

    /** As it was written, in canonical form. */
    @Override
    public String toString() {
        return switch (kind) {
            case STRING -> FunctionText.quoted(text, '"');
            case CHARACTER -> FunctionText.quoted(text, '\'');
            case NUMBER, WORD -> text;
        };
    }
}
