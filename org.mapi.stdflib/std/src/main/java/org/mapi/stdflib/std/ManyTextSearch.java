package org.mapi.stdflib.std;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.List;

/**
 * Finds any of many byte strings. With m the length of the shortest and g = min(4, m), each occurrence of a string has one of its
 * first m - g + 1 pieces of g bytes at every place that is a multiple of m - g + 1: so only these places are looked at, each by
 * one bit of a small table that says whether such a piece exists. Where it does, the strings with that piece are compared. When
 * that happens too often for nothing, the automaton takes over.
 */
final class ManyTextSearch implements TextSearch {
    private static final int LONGEST_PIECE = 4;
    private static final int LONGEST_STEP = 16;
    private static final int FEWEST_BITS = 12;
    private static final int MOST_BITS = 18;
    private static final int BITS_PER_PIECE = 32;
    private static final int MULTIPLIER = 0x9e37_79b1;
    private static final int NONE = -1;
    private static final int SLACK = 256;
    private static final int COMPARISON = 4;

    private final byte[][] texts;
    private final TextAutomaton automaton;
    private final int shortest;
    private final int step;
    private final int mask;
    private final int shift;
    private final long[] present;
    /** First piece of a hash, then by piece: the next one, its bytes, its string, its place in it. */
    private final int[] firstPiece;
    private final int[] nextPiece;
    private final int[] pieceBytes;
    private final int[] pieceText;
    private final int[] piecePlace;

    /**
     * A search.
     *
     * @throws IllegalArgumentException when the strings are too long together
     */
    ManyTextSearch(List<byte[]> strings) {
        automaton = new TextAutomaton(strings);
        texts = strings.toArray(byte[][]::new);
        shortest = strings.stream().mapToInt(text -> text.length).min().orElseThrow();
        final int piece = Math.min(LONGEST_PIECE, shortest);
        step = Math.min(LONGEST_STEP, shortest - piece + 1);
        mask = piece == LONGEST_PIECE ? -1 : (1 << piece * Byte.SIZE) - 1;
        final int pieces = texts.length * step;
        final int bits = Math.clamp(Integer.SIZE - Integer.numberOfLeadingZeros(pieces * BITS_PER_PIECE), FEWEST_BITS, MOST_BITS);
        shift = Integer.SIZE - bits;
        present = new long[1 << bits - 6];
        firstPiece = new int[1 << bits];
        Arrays.fill(firstPiece, NONE);
        nextPiece = new int[pieces];
        pieceBytes = new int[pieces];
        pieceText = new int[pieces];
        piecePlace = new int[pieces];
        int number = 0;
        for (int text = 0; text < texts.length; text++) {
            for (int place = 0; place < step; place++) {
                add(number++, text, place, piece);
            }
        }
    }

    private void add(int number, int text, int place, int length) {
        int bytes = 0;
        for (int i = 0; i < length; i++) {
            bytes |= (texts[text][place + i] & 0xff) << i * Byte.SIZE;
        }
        final int hash = bytes * MULTIPLIER >>> shift;
        present[hash >>> 6] |= 1L << hash;
        pieceBytes[number] = bytes;
        pieceText[number] = text;
        piecePlace[number] = place;
        nextPiece[number] = firstPiece[hash];
        firstPiece[hash] = number;
    }

    @Override
    public boolean find(MemorySegment segment, long start, int length) {
        if (length < Math.max(shortest, LONGEST_PIECE)) {
            return length >= shortest && automaton.find(segment, start, length);
        }
        final int last = length - LONGEST_PIECE;
        int work = 0;
        int at = 0;
        while (at <= last) {
            final int bytes = segment.get(FOUR, start + at) & mask;
            final int hash = bytes * MULTIPLIER >>> shift;
            if ((present[hash >>> 6] >>> hash & 1) != 0) {
                final int cost = compare(segment, start, length, at, bytes, hash);
                work += cost;
                if (cost < 0 || work > length + SLACK) {
                    return cost < 0 || automaton.find(segment, start, length);
                }
            }
            at += step;
        }
        // A string of less than four bytes can begin in the last three, where the loop above does not look.
        return mask != -1 && automaton.find(segment, start + last + 1, LONGEST_PIECE - 1);
    }

    /** Compares the strings with such a piece; -1 when one is there, otherwise how much work that was. */
    private int compare(MemorySegment segment, long start, int length, int at, int bytes, int hash) {
        int work = 1;
        for (int piece = firstPiece[hash]; piece != NONE; piece = nextPiece[piece]) {
            work++;
            if (pieceBytes[piece] == bytes) {
                final byte[] text = texts[pieceText[piece]];
                final int from = at - piecePlace[piece];
                if (from >= 0 && from + text.length <= length) {
                    final int same = same(segment, start + from, text);
                    if (same == text.length) {
                        return -1;
                    }
                    work += COMPARISON + same;
                }
            }
        }
        return work;
    }

    private static int same(MemorySegment segment, long from, byte[] text) {
        int i = 0;
        while (i < text.length && segment.get(ValueLayout.JAVA_BYTE, from + i) == text[i]) {
            i++;
        }
        return i;
    }
}
