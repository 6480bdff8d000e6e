package org.mapi.stdflib.extra.rewrite;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * How large a regular expression becomes when its counted repetitions are written out, as the engine does: {@code (a{100}){100}}
 * is 10,000 elements. Counts from above; what is no valid expression gets a number too, the engine will say what is wrong.
 */
public final class ExpressionSize {
    private static final long ENOUGH = 1L << 40;

    private final String text;
    private int at;
    /** Elements of the open groups, outermost first. */
    private final Deque<Long> groups = new ArrayDeque<>();
    private long sum;
    /** The last element, which a repetition would repeat. */
    private long last;

    private ExpressionSize(String text) {
        this.text = text;
    }

    /** The number of elements, at most about 2^40. */
    public static long of(String expression) {
        final ExpressionSize size = new ExpressionSize(expression);
        while (size.at < expression.length()) {
            size.element();
        }
        while (!size.groups.isEmpty()) {
            size.close();
        }
        return size.sum + size.last;
    }

    private void element() {
        final char c = text.charAt(at++);
        switch (c) {
            case '\\' -> escape();
            case '[' -> bracket();
            case '(' -> {
                groups.push(sum + last);
                sum = 0;
                last = 0;
            }
            case ')' -> close();
            case '{' -> repeat();
            case '*', '+', '?' -> last = Math.min(ENOUGH, last + 1);
            default -> add();
        }
    }

    private void add() {
        sum = Math.min(ENOUGH, sum + last);
        last = 1;
    }

    private void close() {
        final long inside = Math.min(ENOUGH, sum + last + 2);
        sum = groups.isEmpty() ? sum : groups.pop();
        last = inside;
    }

    private void escape() {
        if (text.startsWith("Q", at)) {
            final int end = text.indexOf("\\E", at);
            sum += (end < 0 ? text.length() : end) - at - 1;
            at = end < 0 ? text.length() : end + 2;
            return;
        }
        at++;
        add();
    }

    /** A class such as {@code [^]a-z]} is one element. */
    private void bracket() {
        if (text.startsWith("^", at)) {
            at++;
        }
        if (text.startsWith("]", at)) {
            at++;
        }
        while (at < text.length() && text.charAt(at) != ']') {
            if (text.startsWith("[:", at) && text.indexOf(":]", at) > 0) {
                at = text.indexOf(":]", at) + 1;
            } else if (text.charAt(at) == '\\') {
                at++;
            }
            at++;
        }
        at++;
        add();
    }

    /** {@code {n}}, {@code {n,}} or {@code {n,m}}; anything else in braces is text. */
    private void repeat() {
        long count = 0;
        long largest = 0;
        int end = at;
        while (end < text.length() && (Character.isDigit(text.charAt(end)) || text.charAt(end) == ',')) {
            final char c = text.charAt(end++);
            count = c == ',' ? 0 : Math.min(ENOUGH, count * 10 + Character.digit(c, 10));
            largest = Math.max(largest, count);
        }
        if (end == at || end >= text.length() || text.charAt(end) != '}') {
            add();
            return;
        }
        at = end + 1;
        last = last * Math.max(1, largest) > ENOUGH || largest >= 1L << 20 ? ENOUGH : last * Math.max(1, largest);
    }
}
