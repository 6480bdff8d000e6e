package org.mapi.testkit;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.mapi.MapiError;
import org.mapi.MapiException;
import org.mapi.function.ArgumentDescription;
import org.mapi.function.Arguments;
import org.mapi.function.Definition;
import org.mapi.function.FlowReference;
import org.mapi.function.FunctionReference;

/** Checks and completes the arguments that a test gives. */
final class HarnessArguments {
    private HarnessArguments() { }

    static Arguments of(Definition definition, Object... values) {
        final List<ArgumentDescription> declared = definition.arguments();
        if (values.length > declared.size()) {
            throw wrongNumber(definition, values.length);
        }
        final List<Object> complete = new ArrayList<>();
        for (int i = 0; i < declared.size(); i++) {
            final ArgumentDescription description = declared.get(i);
            if (i < values.length) {
                complete.add(convert(i, description, values[i]));
            } else if (description.optional()) {
                complete.add(parse(description));
            } else {
                throw wrongNumber(definition, values.length);
            }
        }
        return new Arguments(declared, complete);
    }

    private static Object parse(ArgumentDescription description) {
        final String text = description.defaultValue();
        return switch (description.type()) {
            case INT -> Integer.decode(text);
            case LONG -> Long.decode(text);
            case CHAR -> text.charAt(0);
            case FILE -> Path.of(text);
            default -> text;
        };
    }

    private static Object convert(int index, ArgumentDescription description, Object value) {
        final Object converted = switch (description.type()) {
            case STRING -> value instanceof String ? value : null;
            case INT -> value instanceof Number number && number.longValue() == number.intValue() ? number.intValue() : null;
            case LONG -> value instanceof Number number ? (Object) number.longValue() : null;
            case CHAR -> value instanceof Number number && number.longValue() >> 8 == 0 ? (char) number.intValue()
                : value instanceof Character ? value : null;
            case FLOW -> value instanceof FlowReference ? value : null;
            case FUNCTION -> value instanceof FunctionReference ? value : null;
            case FILE -> value instanceof Path ? value : null;
            case FUNCTIONS -> value instanceof List<?> list && list.stream().allMatch(FunctionReference.class::isInstance)
                ? value : null;
        };
        if (converted == null) {
            throw MapiException.argument(index + 1, description.name(), value, description.type().title());
        }
        return converted;
    }

    private static MapiException wrongNumber(Definition definition, int given) {
        return new MapiException(MapiError.MFUNCT_INVALID_ARGUMENT_DESCRIPTOR, definition.qualifiedName() + ": " + given
            + " arguments given, expected " + definition.arguments());
    }
}
