package org.mapi.stdflib.std;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.mapi.MapiError;
import org.mapi.MapiException;

/** Parses the pattern language of STR_SEARCH into the bytes of its alternatives. */
final class SearchPattern {
    private final String text;
    private final List<byte[]> alternatives = new ArrayList<>();
    private final ByteArrayOutputStream current = new ByteArrayOutputStream();
    private int at;

    private SearchPattern(String text) {
        this.text = text;
    }

    /**
     * The alternatives of a pattern, each at least one byte long; empty ones are left out.
     *
     * @throws MapiException MDLIB_STRSEARCH_UNTERMINATED_PIPE_ERR or MDLIB_STRSEARCH_NOT_A_VALID_SEARCH_STRING with the position
     */
    static List<byte[]> parse(String pattern) {
        final SearchPattern parser = new SearchPattern(pattern);
        while (parser.at < pattern.length()) {
            parser.next();
        }
        parser.finishAlternative();
        if (parser.alternatives.isEmpty()) {
            throw parser.invalid("has nothing to search for, expected at least one character or byte");
        }
        return parser.alternatives;
    }

    private void next() {
        final char c = text.charAt(at);
        if (c == '\\' && at + 1 < text.length()) {
            literal(at + 1);
        } else if (c == '\\') {
            at++;
        } else if (c == '|' && at + 1 < text.length() && text.charAt(at + 1) == '|') {
            finishAlternative();
            at += 2;
        } else if (c == '|') {
            hexadecimal();
        } else {
            literal(at);
        }
    }

    private void literal(int position) {
        final int codePoint = text.codePointAt(position);
        current.writeBytes(Character.toString(codePoint).getBytes(StandardCharsets.UTF_8));
        at = position + Character.charCount(codePoint);
    }

    private void hexadecimal() {
        final int open = at;
        final int close = text.indexOf('|', open + 1);
        if (close < 0) {
            throw new MapiException(MapiError.MDLIB_STRSEARCH_UNTERMINATED_PIPE_ERR, "pattern \"" + text
                + "\" opens hexadecimal bytes at character " + (open + 1) + ", expected a closing |");
        }
        int high = -1;
        for (int i = open + 1; i < close; i++) {
            if (text.charAt(i) == ' ') {
                continue;
            }
            final int digit = Character.digit(text.charAt(i), 16);
            if (digit < 0) {
                throw invalid("has '" + text.charAt(i) + "' at character " + (i + 1) + ", expected a hexadecimal digit");
            }
            if (high < 0) {
                high = digit;
            } else {
                current.write(high << 4 | digit);
                high = -1;
            }
        }
        if (high >= 0) {
            throw invalid("has an odd number of hexadecimal digits before character " + (close + 1) + ", expected two per byte");
        }
        at = close + 1;
    }

    private void finishAlternative() {
        if (current.size() > 0) {
            alternatives.add(current.toByteArray());
            current.reset();
        }
    }

    private MapiException invalid(String what) {
        return new MapiException(MapiError.MDLIB_STRSEARCH_NOT_A_VALID_SEARCH_STRING, "pattern \"" + text + "\" " + what);
    }
}
