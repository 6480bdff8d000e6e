package org.mapi.stdflib.anon;

/** STRIP: only the beginning stays. */
final class StripTreatment extends Treatment {
    private final int kept;

    StripTreatment(Rule rule) {
        final String expected = "the number of bytes to keep, 0 or more";
        try {
            kept = Integer.parseInt(rule.parameters(1, expected).get(0));
        } catch (NumberFormatException e) {
            throw rule.wrongParameters(expected);
        }
        if (kept < 0) {
            throw rule.wrongParameters(expected);
        }
    }

    @Override
    long number(long value, int bits) {
        return value;
    }

    @Override
    int content(byte[] content, int length, int most, boolean text) {
        return Math.min(length, kept);
    }

    @Override
    int keeps() {
        return kept;
    }
}
