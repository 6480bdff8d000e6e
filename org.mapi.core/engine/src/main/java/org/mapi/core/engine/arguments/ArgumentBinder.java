package org.mapi.core.engine.arguments;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.mapi.Applied;
import org.mapi.Flow;
import org.mapi.MapiError;
import org.mapi.MapiException;
import org.mapi.function.ArgumentDescription;
import org.mapi.function.ArgumentType;
import org.mapi.function.Arguments;
import org.mapi.function.Definition;
import org.mapi.function.FlowReference;
import org.mapi.function.FunctionReference;

/**
 * Makes the arguments of one use of a function from what a caller gives.
 *
 * <p>Accepted are, by letter: s String; i and l any integer in range, or the name of a symbolic constant; c Character, a String
 * of one character or a number from 0 to 255; r {@link Flow}, {@link FlowReference} or its number; f {@link Applied},
 * {@link FunctionReference} or the function's number in the flow of the r before it (else in the own flow); w Path or String; S a
 * collection of what f accepts, or text {@code fid@fd,fid@fd}. One Applied fills an adjacent pair r f. Numbers in text
 * ({@code "20"} for i) are accepted only as {@link TextArgument}.
 */
public final class ArgumentBinder {
    private final Definition definition;
    private final ArgumentValues values;
    private final List<Object> bound = new ArrayList<>();

    private ArgumentBinder(Definition definition, FlowReference own) {
        this.definition = definition;
        this.values = new ArgumentValues(own);
    }

    /**
     * Checks and converts.
     *
     * @param definition what the function declares
     * @param own        the flow that the function is applied to
     * @param given      what the caller gave; null counts as nothing
     * @return the arguments, complete and of the declared types
     * @throws MapiException MFUNCT_INVALID_ARGUMENT_DESCRIPTOR for a wrong number of arguments, MFUNCT_INVALID_ARGUMENT_n with
     *     position (from 1, in the definition), name, value and what was expected
     */
    public static Arguments bind(Definition definition, FlowReference own, Object... given) {
        return new ArgumentBinder(definition, own).bind(given == null ? new Object[0] : given);
    }

    private Arguments bind(Object[] given) {
        final List<ArgumentDescription> declared = definition.arguments();
        int next = 0;
        while (bound.size() < declared.size()) {
            final int position = bound.size();
            final ArgumentDescription argument = declared.get(position);
            if (next == given.length) {
                bound.add(defaultOf(argument, position, given.length));
                continue;
            }
            final Object value = given[next++];
            final FunctionReference pair = pair(declared, position, value);
            if (pair != null) {
                bound.add(new FlowReference(pair.flow()));
                bound.add(pair);
            } else {
                bound.add(convert(argument, position, value));
            }
        }
        if (next < given.length) {
            throw wrongNumber(given.length);
        }
        return new Arguments(declared, bound);
    }

    private FunctionReference pair(List<ArgumentDescription> declared, int position, Object value) {
        final boolean adjacent = declared.get(position).type() == ArgumentType.FLOW && position + 1 < declared.size()
            && declared.get(position + 1).type() == ArgumentType.FUNCTION;
        return adjacent ? ArgumentValues.referenced(value) : null;
    }

    /** Which constants there are, the description tells. */
    private static String meaning(ArgumentDescription argument) {
        final boolean number = argument.type() == ArgumentType.INT || argument.type() == ArgumentType.LONG;
        return number && !argument.description().isEmpty() ? " (" + argument.description() + ")" : "";
    }

    private Object convert(ArgumentDescription argument, int position, Object value) {
        final Object converted = values.convert(argument.type(), value, flowBefore(position));
        if (converted == null) {
            throw MapiException.argument(position + 1, argument.name(), shown(value), values.expected(argument.type(), value)
                + meaning(argument));
        }
        if (converted instanceof FunctionReference function && flowBefore(position) != null
            && function.flow() != flowBefore(position).id()) {
            throw MapiException.argument(position + 1, argument.name(), function,
                "a function of flow " + flowBefore(position).id() + ", which the argument before it names");
        }
        return converted;
    }

    /** The flow that the argument just before names, or null. */
    private FlowReference flowBefore(int position) {
        return position > 0 && bound.get(position - 1) instanceof FlowReference flow ? flow : null;
    }

    private Object defaultOf(ArgumentDescription argument, int position, int given) {
        if (!argument.optional()) {
            throw wrongNumber(given);
        }
        final Object value = values.convert(argument.type(),
            new TextArgument(TextArgument.Kind.STRING, argument.defaultValue()), flowBefore(position));
        if (value == null) {
            throw new MapiException(MapiError.MFUNCT_INVALID_ARGUMENT_DESCRIPTOR, "definition of " + definition.qualifiedName()
                + ": default of argument " + (position + 1) + " (" + argument.name() + ") is \"" + argument.defaultValue()
                + "\", expected " + values.expected(argument.type(), null));
        }
        return value;
    }

    private MapiException wrongNumber(int given) {
        final List<ArgumentDescription> declared = definition.arguments();
        final long required = declared.stream().filter(argument -> !argument.optional()).count();
        final String number = required == declared.size() ? String.valueOf(required) : required + " to " + declared.size();
        return new MapiException(MapiError.MFUNCT_INVALID_ARGUMENT_DESCRIPTOR, definition.function() + " got " + given
            + (given == 1 ? " argument" : " arguments") + ", expected " + number + declared.stream()
                .map(ArgumentBinder::title).collect(Collectors.joining(", ", ": (", ")")));
    }

    private static String title(ArgumentDescription argument) {
        return argument.name() + ": " + argument.type().title()
            + (argument.optional() ? " = " + (argument.defaultValue().isEmpty() ? "\"\"" : argument.defaultValue()) : "");
    }

    private static Object shown(Object value) {
        return switch (value) {
            case Applied<?> applied -> new TextArgument(TextArgument.Kind.WORD, "function " + applied.reference());
            case Flow flow -> new TextArgument(TextArgument.Kind.WORD, "flow " + flow.id());
            case Character c -> new TextArgument(TextArgument.Kind.CHARACTER, c.toString());
            case null, default -> value;
        };
    }
}
