package org.mapi.stdflib.std;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;

/**
 * Finds one byte string: compares its two rarest bytes at eight places at once, by arithmetic on 64-bit words, and the rest of it
 * where both fit. When that happens too often for nothing, as in a text of one letter, the automaton takes over.
 */
final class OneTextSearch implements TextSearch {
    private static final long ONES = 0x0101_0101_0101_0101L;
    private static final long HIGHS = 0x8080_8080_8080_8080L;
    /** Bytes that are frequent in traffic, the most frequent first. */
    private static final String FREQUENT = "\0\u00ff eatoinsrldhcu01./:-=;,23456789mpgwfybvTAECSHP\1\2\n\r";
    private static final int SLACK = 64;

    private final byte[] text;
    private final TextAutomaton automaton;
    private final int firstAt;
    private final int secondAt;
    private final long first;
    private final long second;

    OneTextSearch(byte[] text) {
        this.text = text.clone();
        automaton = new TextAutomaton(List.of(text));
        firstAt = rarest(-1);
        secondAt = rarest(firstAt);
        first = (text[firstAt] & 0xff) * ONES;
        second = (text[secondAt] & 0xff) * ONES;
    }

    private int rarest(int otherThan) {
        int best = otherThan < 0 || text.length == 1 ? 0 : otherThan == 0 ? 1 : 0;
        for (int i = 0; i < text.length; i++) {
            final boolean other = otherThan < 0 || i != otherThan && text[i] != text[otherThan];
            if (other && frequency(text[i]) < frequency(text[best]) && i != otherThan) {
                best = i;
            }
        }
        return best;
    }

    private static int frequency(byte value) {
        final int at = FREQUENT.indexOf(value & 0xff);
        return at < 0 ? 0 : FREQUENT.length() - at;
    }

    @Override
    public boolean find(MemorySegment segment, long start, int length) {
        final int last = length - text.length;
        if (last < Long.BYTES - 1) {
            return last >= 0 && automaton.find(segment, start, length);
        }
        final long firstStart = start + firstAt;
        final long secondStart = start + secondAt;
        int work = 0;
        int at = 0;
        while (true) {
            final long difference = segment.get(EIGHT, firstStart + at) ^ first | segment.get(EIGHT, secondStart + at) ^ second;
            long fits = difference - ONES & ~difference & HIGHS;
            while (fits != 0) {
                final int same = same(segment, start + at + (Long.numberOfTrailingZeros(fits) >>> 3));
                if (same == text.length) {
                    return true;
                }
                work += same + 1;
                fits &= fits - 1;
            }
            if (at == last - Long.BYTES + 1) {
                return false;
            }
            if (work > SLACK + length) {
                return automaton.find(segment, start, length);
            }
            at = Math.min(at + Long.BYTES, last - Long.BYTES + 1);
        }
    }

    /** How many bytes from there on are those of the text. */
    private int same(MemorySegment segment, long from) {
        int i = 0;
        while (i < text.length && segment.get(ValueLayout.JAVA_BYTE, from + i) == text[i]) {
            i++;
        }
        return i;
    }
}
