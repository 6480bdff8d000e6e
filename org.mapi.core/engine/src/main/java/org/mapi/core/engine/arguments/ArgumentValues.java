package org.mapi.core.engine.arguments;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.mapi.Applied;
import org.mapi.Flow;
import org.mapi.MapiConstants;
import org.mapi.function.ArgumentType;
import org.mapi.function.FlowReference;
import org.mapi.function.FunctionReference;

/** Converts single values to declared types; null stands for "does not fit". */
final class ArgumentValues {
    private static final int LARGEST_CHARACTER = 255;

    private final FlowReference own;

    ArgumentValues(FlowReference own) {
        this.own = own;
    }

    /** The function that a value refers to by itself, or null. */
    static FunctionReference referenced(Object value) {
        return switch (value) {
            case Applied<?> applied -> applied.reference();
            case FunctionReference reference -> reference;
            case TextArgument text when text.kind() == TextArgument.Kind.WORD -> text.names().get(text.text());
            case null, default -> null;
        };
    }

    /** The value as the type wants it, or null when it does not fit. */
    Object convert(ArgumentType type, Object value, FlowReference before) {
        return switch (type) {
            case STRING -> text(value);
            case INT -> integer(value);
            case LONG -> longInteger(value);
            case CHAR -> character(value);
            case FLOW -> flow(value);
            case FUNCTION -> function(value, before == null ? own : before);
            case FILE -> file(value);
            case FUNCTIONS -> functions(value);
        };
    }

    /** What is accepted, for the message. */
    String expected(ArgumentType type, Object value) {
        final boolean written = value instanceof TextArgument;
        return switch (type) {
            case STRING -> written ? "text in double quotes" : "text";
            case INT -> "a whole number from -2147483648 to 2147483647 or a symbolic constant";
            case LONG -> "a whole number from -2^63 to 2^63-1 or a symbolic constant";
            case CHAR -> "one character, or a number from 0 to 255";
            case FLOW -> "a flow" + named(value);
            case FUNCTION -> "a function applied to a flow" + named(value);
            case FILE -> "the path of a file";
            case FUNCTIONS -> "functions as fid@fd,fid@fd or a list of them" + named(value);
        };
    }

    private static String named(Object value) {
        if (!(value instanceof TextArgument text)) {
            return "";
        }
        return ", by number or by the name of a function before it, "
            + (text.names().isEmpty() ? "of which none has a name (name one: gap=GAP)" : "of " + text.names().keySet());
    }

    private static String text(Object value) {
        if (value instanceof TextArgument text && text.kind() != TextArgument.Kind.WORD) {
            return text.text();
        }
        return value instanceof String string ? string : null;
    }

    private static Integer integer(Object value) {
        final Long number = longInteger(value);
        return number == null || number != number.intValue() ? null : Integer.valueOf(number.intValue());
    }

    private static Long longInteger(Object value) {
        return switch (value) {
            case Integer number -> number.longValue();
            case Long number -> number;
            case Short number -> number.longValue();
            case Byte number -> number.longValue();
            case String name -> constant(name);
            case TextArgument text -> written(text);
            case null, default -> null;
        };
    }

    private static Long constant(String name) {
        final OptionalInt value = MapiConstants.lookup(name);
        return value.isPresent() ? Long.valueOf(value.getAsInt()) : null;
    }

    private static Long written(TextArgument text) {
        if (text.kind() == TextArgument.Kind.CHARACTER) {
            return null;
        }
        final OptionalLong number = Numerals.parse(text.text());
        return number.isPresent() ? Long.valueOf(number.getAsLong()) : constant(text.text());
    }

    private static Character character(Object value) {
        return switch (value) {
            case Character c -> small(c);
            case String string -> string.length() == 1 ? small(string.charAt(0)) : null;
            case TextArgument text when text.kind() == TextArgument.Kind.WORD -> small(constant(text.text()));
            case TextArgument text when text.kind() != TextArgument.Kind.NUMBER && text.text().length() == 1 ->
                small(text.text().charAt(0));
            case null -> null;
            default -> small(longInteger(value));
        };
    }

    private static Character small(long code) {
        return code >= 0 && code <= LARGEST_CHARACTER ? Character.valueOf((char) code) : null;
    }

    private static Character small(Long code) {
        return code == null ? null : small(code.longValue());
    }

    private static FlowReference flow(Object value) {
        return switch (value) {
            case Flow flow -> new FlowReference(flow.id());
            case FlowReference reference -> reference;
            case TextArgument text when text.names().containsKey(text.text()) ->
                new FlowReference(text.names().get(text.text()).flow());
            case null -> null;
            default -> number(value) == null ? null : new FlowReference(number(value));
        };
    }

    private static FunctionReference function(Object value, FlowReference flow) {
        final FunctionReference reference = referenced(value);
        if (reference != null) {
            return reference;
        }
        return number(value) == null ? null : new FunctionReference(flow.id(), number(value));
    }

    /** A number that is no symbolic constant, or null. */
    private static Integer number(Object value) {
        return switch (value) {
            case String name -> null;
            case TextArgument text when Numerals.parse(text.text()).isEmpty() -> null;
            case null, default -> integer(value);
        };
    }

    private static Path file(Object value) {
        try {
            return switch (value) {
                case Path path -> path;
                case String string -> Path.of(string);
                case TextArgument text when text.kind() == TextArgument.Kind.STRING -> Path.of(text.text());
                case null, default -> null;
            };
        } catch (InvalidPathException e) {
            return null;
        }
    }

    private List<FunctionReference> functions(Object value) {
        return switch (value) {
            case String string -> list(new TextArgument(TextArgument.Kind.STRING, string));
            case TextArgument text when text.kind() != TextArgument.Kind.CHARACTER -> list(text);
            case Collection<?> several -> list(several);
            case Object[] several -> list(Arrays.asList(several));
            case null -> null;
            default -> referenced(value) == null ? null : List.of(referenced(value));
        };
    }

    private List<FunctionReference> list(Collection<?> several) {
        final List<FunctionReference> references = new ArrayList<>();
        for (Object one : several) {
            final FunctionReference reference = function(one, own);
            if (reference == null) {
                return null;
            }
            references.add(reference);
        }
        return references;
    }

    private List<FunctionReference> list(TextArgument text) {
        final List<FunctionReference> references = new ArrayList<>();
        if (text.text().isBlank()) {
            return references;
        }
        for (String part : text.text().split(",", -1)) {
            final FunctionReference reference = reference(part.trim(), text);
            if (reference == null) {
                return null;
            }
            references.add(reference);
        }
        return references;
    }

    private FunctionReference reference(String part, TextArgument text) {
        final FunctionReference named = text.names().get(part);
        if (named != null) {
            return named;
        }
        final int at = part.indexOf('@');
        final Integer function = plain(at < 0 ? part : part.substring(0, at));
        final Integer flow = at < 0 ? Integer.valueOf(own.id()) : plain(part.substring(at + 1));
        return function == null || flow == null ? null : new FunctionReference(flow, function);
    }

    private static Integer plain(String digits) {
        final OptionalLong number = Numerals.parse(digits);
        return number.isPresent() ? integer(number.getAsLong()) : null;
    }
}
