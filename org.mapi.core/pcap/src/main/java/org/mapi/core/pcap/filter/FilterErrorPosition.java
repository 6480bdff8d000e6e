package org.mapi.core.pcap.filter;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds where in an expression libpcap's compiler stumbled. libpcap says only what is wrong, so its parser is asked again with
 * prefixes of the expression.
 *
 * <p>For a syntax error each probe is a prefix followed by a number that is too big: the scanner complains about the number, with
 * words of its own, exactly when the parser accepted everything before it. The first prefix after which it does not complain ends
 * with the offending word. Since acceptance of a prefix implies that of all shorter ones, a binary search finds it with a few
 * probes. For other errors the word that libpcap's message quotes is looked up in the expression; where there is none, or more
 * than one such word, the piece is taken with which the message first appears.
 */
final class FilterErrorPosition {
    /** Expressions longer than this are not probed: a position does not help much in them and each probe costs a parse. */
    static final int LONGEST_PROBED = 2048;
    private static final String TOO_BIG = " 99999999999";
    private static final String COMPLAINT = "99999999999 overflows";
    /** Pieces that may be cut off without changing how the rest is scanned; ':' '.' and '-' can be inside of an address. */
    private static final Pattern WORD = Pattern.compile(
        "&&|\\|\\||<<|>>|[<>!=]=|[()\\[\\]!<>=&|^+*/%]|[^\\s()\\[\\]!<>=&|^+*/%]+");
    private static final Pattern QUOTED = Pattern.compile("['\"]([^'\"]+)['\"]");

    private FilterErrorPosition() { }

    /** A piece of an expression: 0-based start and end. */
    record Piece(int start, int end) { }

    /**
     * Finds the offending piece.
     *
     * @param expression the expression that does not compile
     * @param message    libpcap's message about it
     * @param compiler   compiles an expression and gives libpcap's message, or null when it compiles
     * @return the piece, empty ({@code start == end}) at the end of an expression that is not complete; null when it cannot be
     *     told
     */
    static Piece find(String expression, String message, UnaryOperator<String> compiler) {
        if (expression.length() > LONGEST_PROBED) {
            return null;
        }
        List<Piece> words = words(expression);
        if (message.contains("syntax error")) {
            int refused = first(words.size() + 1, count -> {
                String answer = compiler.apply(prefix(expression, words, count) + TOO_BIG);
                return answer == null || !answer.contains(COMPLAINT);
            });
            return refused > words.size() ? new Piece(expression.length(), expression.length()) : words.get(refused - 1);
        }
        Piece quoted = quoted(expression, message, words);
        if (quoted != null || !message.equals(compiler.apply(expression))) {
            return quoted;
        }
        return words.get(first(words.size(), count -> message.equals(compiler.apply(prefix(expression, words, count)))) - 1);
    }

    /** The smallest number from 1 on that has a property, which the last number and all behind the smallest have. */
    private static int first(int last, IntPredicate property) {
        int without = 0;
        int with = last;
        while (with - without > 1) {
            int middle = (without + with) >>> 1;
            if (property.test(middle)) {
                with = middle;
            } else {
                without = middle;
            }
        }
        return with;
    }

    private static String prefix(String expression, List<Piece> words, int count) {
        return expression.substring(0, words.get(count - 1).end());
    }

    private static List<Piece> words(String expression) {
        List<Piece> words = new ArrayList<>();
        Matcher matcher = WORD.matcher(expression);
        while (matcher.find()) {
            words.add(new Piece(matcher.start(), matcher.end()));
        }
        return words;
    }

    private static Piece quoted(String expression, String message, List<Piece> words) {
        Matcher matcher = QUOTED.matcher(message);
        if (!matcher.find()) {
            return null;
        }
        String wanted = matcher.group(1);
        Piece found = null;
        for (Piece word : words) {
            if (expression.substring(word.start(), word.end()).equals(wanted)) {
                if (found != null) {
                    return null;
                }
                found = word;
            }
        }
        return found;
    }
}
