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
        }
    }

    /** Whether one of the texts stands between two indexes. */
    boolean within(byte[] bytes, int from, int to) {
        for (int at = from; at < to; at++) {
            if (at(bytes, at, to)) {
                return true;
            }
        }
        return false;
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
