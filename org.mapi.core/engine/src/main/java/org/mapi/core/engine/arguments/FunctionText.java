package org.mapi.core.engine.arguments;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.mapi.MapiConstants;
import org.mapi.MapiError;
import org.mapi.MapiException;

/**
 * Reads functions as people write them: {@code NAME}, {@code lib:NAME!1.2("text", 0x1f, -3, 'c', PERIODIC)}, {@code gap=GAP},
 * {@code STATS(gap, "1")}.
 *
 * <p>Escapes in quotes: {@code \" \' \\ \n \r \t \0}, {@code \}{@code xHH}, {@code \}{@code uHHHH}. Blanks between the parts do
 * not matter. Errors are MFUNCT_INVALID_ARGUMENT and tell the column, counted from 1.
 */
public final class FunctionText {
    private static final int LONGEST = 65_536;

    private final String text;
    private int position;

    private FunctionText(String text) {
        this.text = text;
    }

    /**
     * Reads one function.
     *
     * @param text the text, not null, at most 65,536 characters
     * @throws MapiException MFUNCT_INVALID_ARGUMENT with the column, what stands there and what was expected
     */
    public static FunctionCall parse(String text) {
        if (text.length() > LONGEST) {
            throw new MapiException(MapiError.MFUNCT_INVALID_ARGUMENT,
                "function text has " + text.length() + " characters, expected at most " + LONGEST);
        }
        return new FunctionText(text).call();
    }

    /**
     * Reads the functions of a flow, in order.
     *
     * @throws MapiException as {@link #parse}, and when two functions have the same name
     */
    public static List<FunctionCall> parseAll(List<String> texts) {
        final List<FunctionCall> calls = new ArrayList<>();
        final Set<String> names = new HashSet<>();
        for (String text : texts) {
            final FunctionCall call = parse(text);
            if (call.name() != null && !names.add(call.name())) {
                throw new MapiException(MapiError.MFUNCT_INVALID_ARGUMENT,
                    "function \"" + text + "\": another function is named " + call.name() + ", expected a name of its own");
            }
            calls.add(call);
        }
        return calls;
    }

    /** Text in quotes, with escapes where they are needed. */
    static String quoted(String content, char quote) {
        final StringBuilder result = new StringBuilder().append(quote);
        for (int i = 0; i < content.length(); i++) {
            final char c = content.charAt(i);
            switch (c) {
                case '\\' -> result.append("\\\\");
                case '\n' -> result.append("\\n");
                case '\r' -> result.append("\\r");
                case '\t' -> result.append("\\t");
                default -> {
                    if (c == quote) {
                        result.append('\\').append(c);
                    } else if (c < ' ' || c >= 0x7f && c < 0xa0 || Character.isSurrogate(c)) {
                        result.append(String.format("\\u%04x", (int) c));
                    } else {
                        result.append(c);
                    }
                }
            }
        }
        return result.append(quote).toString();
    }

    private FunctionCall call() {
        skipBlanks();
        String name = null;
        String function = word("a function name");
        skipBlanks();
        if (peek() == '=') {
            position++;
            name = function;
            requireFree(name);
            skipBlanks();
            function = word("a function name");
            skipBlanks();
        }
        if (peek() == ':') {
            position++;
            function = function + ":" + word("a function name after the library's");
        } else if (function.indexOf('-') >= 0 || function.indexOf('.') >= 0) {
            throw error("':' and a function name after the library name " + function);
        }
        if (peek() == '!') {
            position++;
            function = function + "!" + deviceType();
        }
        skipBlanks();
        final List<TextArgument> arguments = peek() == '(' ? arguments() : List.of();
        skipBlanks();
        if (position < text.length()) {
            throw error(arguments.isEmpty() ? "'(' or the end" : "the end");
        }
        return new FunctionCall(name, function, arguments);
    }

    private void requireFree(String name) {
        if (MapiConstants.lookup(name).isPresent() || !name.matches("[A-Za-z_][A-Za-z0-9_]*")) {
            throw new MapiException(MapiError.MFUNCT_INVALID_ARGUMENT, "function \"" + text + "\": name is " + name
                + ", expected letters, digits and '_' that are no symbolic constant");
        }
    }

    private String deviceType() {
        final int start = position;
        while (digit(peek()) || peek() == '.' && position > start && digit(at(position + 1))) {
            position++;
        }
        if (start == position) {
            throw error("a device type such as 1.2");
        }
        return text.substring(start, position);
    }

    private List<TextArgument> arguments() {
        final List<TextArgument> arguments = new ArrayList<>();
        position++;
        skipBlanks();
        if (peek() == ')') {
            position++;
            return arguments;
        }
        while (true) {
            skipBlanks();
            arguments.add(argument());
            skipBlanks();
            final char next = peek();
            if (next != ',' && next != ')') {
                throw error("',' or ')'");
            }
            position++;
            if (next == ')') {
                return arguments;
            }
        }
    }

    private TextArgument argument() {
        final char first = peek();
        if (first == '"') {
            return new TextArgument(TextArgument.Kind.STRING, quotedText('"'));
        }
        if (first == '\'') {
            final int start = position;
            final String content = quotedText('\'');
            if (content.length() != 1) {
                position = start;
                throw error("one character in single quotes (text stands in double quotes)");
            }
            return new TextArgument(TextArgument.Kind.CHARACTER, content);
        }
        if (digit(first) || first == '-' || first == '+') {
            return number();
        }
        if (letter(first)) {
            final int start = position;
            while (letter(peek()) || digit(peek())) {
                position++;
            }
            return new TextArgument(TextArgument.Kind.WORD, text.substring(start, position));
        }
        throw error("an argument: \"text\", 'c', a number, a constant or the name of a function");
    }

    private TextArgument number() {
        final int start = position;
        if (peek() == '-' || peek() == '+') {
            position++;
        }
        while (letter(peek()) || digit(peek()) || peek() == '.') {
            position++;
        }
        final String spelling = text.substring(start, position);
        if (Numerals.parse(spelling).isEmpty()) {
            position = start;
            throw error("a whole number from -2^63 to 2^63-1, decimal or 0x...; other text stands in double quotes");
        }
        return new TextArgument(TextArgument.Kind.NUMBER, spelling);
    }

    private String quotedText(char quote) {
        final int start = position++;
        final StringBuilder content = new StringBuilder();
        while (position < text.length()) {
            final char c = text.charAt(position++);
            if (c == quote) {
                return content.toString();
            }
            content.append(c == '\\' ? escape() : c);
        }
        position = start;
        throw error("a closing " + quote);
    }

    private char escape() {
        final char c = peek();
        position++;
        return switch (c) {
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case '0' -> '\0';
            case '"', '\'', '\\' -> c;
            case 'x' -> hexadecimal(2);
            case 'u' -> hexadecimal(4);
            default -> {
                position--;
                throw error("an escape \\\" \\' \\\\ \\n \\r \\t \\0 \\xHH \\uHHHH (a backslash itself is written \\\\)");
            }
        };
    }

    private char hexadecimal(int digits) {
        int value = 0;
        for (int i = 0; i < digits; i++) {
            final int digit = Character.digit(peek(), 16);
            if (digit < 0 || peek() > 'f') {
                throw error(digits + " hexadecimal digits");
            }
            value = value << 4 | digit;
            position++;
        }
        return (char) value;
    }

    private String word(String expected) {
        final int start = position;
        if (!letter(peek())) {
            throw error(expected);
        }
        while (letter(peek()) || digit(peek()) || (peek() == '-' || peek() == '.') && position > start) {
            position++;
        }
        return text.substring(start, position);
    }

    private void skipBlanks() {
        while (position < text.length() && Character.isWhitespace(text.charAt(position))) {
            position++;
        }
    }

    private char peek() {
        return at(position);
    }

    private char at(int index) {
        return index < text.length() ? text.charAt(index) : 0;
    }

    private static boolean digit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean letter(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_';
    }

    private MapiException error(String expected) {
        final String found = position < text.length() ? "'" + text.charAt(position) + "'" : "the end";
        return new MapiException(MapiError.MFUNCT_INVALID_ARGUMENT,
            "function \"" + text + "\": column " + (position + 1) + " is " + found + ", expected " + expected);
    }
}
