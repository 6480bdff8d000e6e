package org.mapi.stdflib.anon;

import org.mapi.packet.Layers;
import org.mapi.packet.Packet;

/**
 * Where a field of a text protocol is in a payload: goes from one place to the next. What was found may be given another length
 * before the next is asked for, if {@link #moved} is told. Never allocates.
 */
abstract class LinePlace {
    private static final int CARRIAGE_RETURN = '\r';
    private static final int LINE_FEED = '\n';
    /** Where to go on, and where the payload ends. */
    int next;
    int end;
    /** What was found. */
    int at;
    int length;

    /** Begins with a payload. */
    void begin(Layers layers) {
        next = layers.payloadOffset();
        end = next + layers.payloadLength();
    }

    /** Goes to the next place of a field that is not empty; false if there is none any more. */
    abstract boolean find(Packet packet, RuleField field);

    /** What was found is so much longer now; less than 0: shorter. */
    final void moved(int change) {
        next += change;
        end += change;
    }

    final int offset() {
        return at;
    }

    final int length() {
        return length;
    }

    /** Sets the place to a part of a line without the blanks around it; whether anything is left. */
    final boolean set(Packet packet, int from, int to) {
        int first = from;
        int last = to;
        while (first < last && packet.getByte(first) == ' ') {
            first++;
        }
        while (last > first && packet.getByte(last - 1) == ' ') {
            last--;
        }
        at = first;
        length = last - first;
        return length > 0;
    }

    /** The end of the line that begins at an offset, its line break not counted. */
    final int lineEnd(Packet packet, int from) {
        int to = from;
        while (to < end && packet.getByte(to) != LINE_FEED) {
            to++;
        }
        return to > from && packet.getByte(to - 1) == CARRIAGE_RETURN ? to - 1 : to;
    }

    /** The beginning of the line behind one that ends at an offset. */
    final int lineAfter(Packet packet, int lineEnd) {
        int to = lineEnd;
        while (to < end && packet.getByte(to) != LINE_FEED) {
            to++;
        }
        return Math.min(end, to + 1);
    }

    /** The first of a character from an offset on, or the limit. */
    static int indexOf(Packet packet, int character, int from, int limit) {
        int index = from;
        while (index < limit && packet.getByte(index) != character) {
            index++;
        }
        return index;
    }

    /** Whether a word stands at an offset, followed by another character; the case of letters does not matter. */
    static boolean is(Packet packet, int from, int to, String word) {
        if (to - from != word.length()) {
            return false;
        }
        for (int i = 0; i < word.length(); i++) {
            final int letter = packet.getUnsignedByte(from + i);
            final int wanted = word.charAt(i);
            final boolean same = letter == wanted
                || (letter ^ 0x20) == wanted && (wanted | 0x20) >= 'a' && (wanted | 0x20) <= 'z';
            if (!same) {
                return false;
            }
        }
        return true;
    }
}
