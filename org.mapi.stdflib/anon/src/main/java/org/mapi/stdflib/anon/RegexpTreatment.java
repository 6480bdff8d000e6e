package org.mapi.stdflib.anon;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.mapi.stdflib.extra.rewrite.ExpressionSize;

/** REGEXP: other texts for the groups of an expression. Linear in the length of the content. */
final class RegexpTreatment extends Treatment {
    private static final String NOTHING = "NULL";
    private static final int LONGEST = 512;
    private static final int LARGEST = 10_000;
    private final Matcher matcher;
    private final List<String> replacements;
    private long misfits;

    RegexpTreatment(Rule rule) {
        final List<String> words = rule.parameters();
        final String expected = "an expression without commas, the number of its groups and a text or NULL for each";
        if (words.size() < 2 || words.get(0).length() > LONGEST || ExpressionSize.of(words.get(0)) > LARGEST) {
            throw rule.wrongParameters(expected + ", the expression of at most " + LONGEST + " characters and " + LARGEST
                + " elements with repetitions written out");
        }
        try {
            matcher = Pattern.compile(words.get(0), Pattern.CASE_INSENSITIVE).matcher("");
        } catch (PatternSyntaxException e) {
            throw rule.wrongParameters(expected + ", but " + e.getDescription());
        }
        if (!words.get(1).equals(String.valueOf(matcher.groupCount())) || words.size() != 2 + matcher.groupCount()) {
            throw rule.wrongParameters(expected + "; it has " + matcher.groupCount() + " groups");
        }
        replacements = List.copyOf(words.subList(2, words.size()));
    }

    @Override
    long number(long value, int bits) {
        return value;
    }

    @Override
    int content(byte[] content, int length, int most, boolean text) {
        final String value = new String(content, 0, length, StandardCharsets.ISO_8859_1);
        if (!matcher.reset(value).find()) {
            return length;
        }
        final StringBuilder made = new StringBuilder(length);
        int at = 0;
        for (int group = 1; group <= replacements.size(); group++) {
            final String replacement = replacements.get(group - 1);
            final int start = matcher.start(group);
            if (start < 0) {
                return length;    // all groups have to match
            }
            if (!replacement.equals(NOTHING) && start >= at) {
                made.append(value, at, start).append(replacement);
                at = matcher.end(group);
            }
        }
        final byte[] bytes = made.append(value, at, length).toString().getBytes(StandardCharsets.ISO_8859_1);
        final int count = Math.min(most, bytes.length);
        System.arraycopy(bytes, 0, content, 0, count);
        misfits += count < bytes.length ? 1 : 0;
        return count;
    }

    @Override
    long misfits() {
        return misfits;
    }
}
