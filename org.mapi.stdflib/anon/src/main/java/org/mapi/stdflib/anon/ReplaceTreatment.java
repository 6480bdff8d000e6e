package org.mapi.stdflib.anon;

import java.nio.charset.StandardCharsets;

/** REPLACE: another text. */
final class ReplaceTreatment extends Treatment {
    private final byte[] replacement;
    private long misfits;

    ReplaceTreatment(Rule rule) {
        final String text = String.join(",", rule.parameters());
        if (rule.parameters().isEmpty() || text.indexOf(' ') >= 0 || text.chars().anyMatch(c -> c < ' ')) {
            throw rule.wrongParameters("a text without blanks");
        }
        replacement = text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    long number(long value, int bits) {
        return value;
    }

    @Override
    int content(byte[] content, int length, int most, boolean text) {
        final int count = Math.min(most, replacement.length);
        System.arraycopy(replacement, 0, content, 0, count);
        misfits += count < replacement.length ? 1 : 0;
        return count;
    }

    @Override
    boolean replacesAll() {
        return true;
    }

    @Override
    long misfits() {
        return misfits;
    }
}
