package org.mapi.core.pcap.filter;

import java.util.ArrayList;
import java.util.List;
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
 * probes. For other errors the word that libpcap's message quotes is looked up in the expression, when it is there only once.
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
        if (!message.contains("syntax error")) {
            return quoted(expression, message, words);
        }
        int accepted = 0;
        int refused = words.size() + 1;
        while (refused - accepted > 1) {
            int middle = (accepted + refused) >>> 1;
            String probe = expression.substring(0, words.get(middle - 1).end()) + TOO_BIG;
            String answer = compiler.apply(probe);
            if (answer != null && answer.contains(COMPLAINT)) {
                accepted = middle;
            } else {
                refused = middle;
            }
        }
        return refused > words.size() ? new Piece(expression.length(), expression.length()) : words.get(refused - 1);
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
