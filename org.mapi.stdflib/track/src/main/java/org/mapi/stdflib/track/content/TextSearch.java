package org.mapi.stdflib.track.content;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Looks for any of several texts, each of two bytes or more, optionally whatever the case of ASCII letters. Immutable. */
final class TextSearch {
    private static final byte[] SAME = new byte[256];
    private static final byte[] LOWER = new byte[256];

    static {
        for (int i = 0; i < 256; i++) {
            SAME[i] = (byte) i;
            LOWER[i] = (byte) (i >= 'A' && i <= 'Z' ? i + 'a' - 'A' : i);
        }
    }

    private final byte[] fold;
    /** The texts by their first byte; null where none begins with it. */
    private final byte[][][] byFirst = new byte[256][][];
    /** A bit for each pair of bytes that a text begins with, in any case that counts: what is looked at for every byte. */
    private final long[] pairs = new long[(1 << 16) / Long.SIZE];

    TextSearch(boolean ignoreCase, String... texts) {
        fold = ignoreCase ? LOWER : SAME;
        for (String text : texts) {
            final byte[] bytes = (ignoreCase ? text.toLowerCase(Locale.ROOT) : text).getBytes(StandardCharsets.ISO_8859_1);
            final int first = bytes[0] & 0xff;
            final byte[][] former = byFirst[first] == null ? new byte[0][] : byFirst[first];
            final byte[][] grown = new byte[former.length + 1][];
            System.arraycopy(former, 0, grown, 0, former.length);
            grown[former.length] = bytes;
            byFirst[first] = grown;
            pairs(bytes[0], bytes[1]);
        }
    }

    private void pairs(byte first, byte second) {
        for (int pair = 0; pair < 1 << 16; pair++) {
            if (fold[pair >>> 8] == first && fold[pair & 0xff] == second) {
                pairs[pair >>> 6] |= 1L << pair;
            }
        }
    }

    /** Whether one of the texts stands between two indexes. */
    boolean within(byte[] bytes, int from, int to) {
        return find(bytes, from, to) >= 0;
    }

    /** Where the first of the texts between two indexes stands, or -1. */
    int find(byte[] bytes, int from, int to) {
        int pair = from < to ? bytes[from] & 0xff : 0;
        for (int at = from; at + 1 < to; at++) {
            pair = pair << 8 & 0xff00 | bytes[at + 1] & 0xff;
            if ((pairs[pair >>> 6] >>> pair & 1) != 0 && at(bytes, at, to)) {
                return at;
            }
        }
        return -1;
    }

    /** Whether one of the texts stands at an index. */
    boolean at(byte[] bytes, int at, int to) {
        final byte[][] texts = at < to ? byFirst[fold[bytes[at] & 0xff] & 0xff] : null;
        if (texts != null) {
            for (byte[] text : texts) {
                if (text.length <= to - at && agrees(text, bytes, at, text.length)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Whether what stands from an index to the end is the beginning of one of the texts, and at least one byte of it. */
    boolean begins(byte[] bytes, int at, int to) {
        final byte[][] texts = at < to ? byFirst[fold[bytes[at] & 0xff] & 0xff] : null;
        if (texts != null) {
            for (byte[] text : texts) {
                if (text.length > to - at && agrees(text, bytes, at, to - at)) {
                    return true;
                }
            }
        }
        return false;
    }

    private boolean agrees(byte[] text, byte[] bytes, int at, int count) {
        for (int i = 1; i < count; i++) {
            if (text[i] != fold[bytes[at + i] & 0xff]) {
                return false;
            }
        }
        return true;
    }
}
