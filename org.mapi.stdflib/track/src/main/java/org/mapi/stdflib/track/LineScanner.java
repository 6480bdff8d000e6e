package org.mapi.stdflib.track;

/** Goes through a line byte by byte, without making objects of its parts. One object, set anew for every line. */
final class LineScanner {
    private static final long MAPPED = 0xffff_0000_0000L;
    private static final int GROUPS = 8;
    private static final int GROUP_BITS = 16;

    private final int[] groups = new int[GROUPS];
    private byte[] bytes;
    private int at;
    private int end;
    private long high;
    private long low;

    /** Begins with a line. */
    void set(byte[] from, int start, int to) {
        bytes = from;
        at = start;
        end = to;
    }

    /** The next byte, 0 to 255, or -1 at the end. */
    int peek() {
        return at < end ? bytes[at] & 0xff : -1;
    }

    /** Takes the next byte. */
    int next() {
        return at < end ? bytes[at++] & 0xff : -1;
    }

    /** Whether the line goes on with a text; if so, takes it. Letters in any case. */
    boolean takes(byte[] text) {
        if (text.length > end - at) {
            return false;
        }
        for (int i = 0; i < text.length; i++) {
            if (lower(bytes[at + i]) != lower(text[i])) {
                return false;
            }
        }
        at += text.length;
        return true;
    }

    private static int lower(byte character) {
        return character >= 'A' && character <= 'Z' ? character + 'a' - 'A' : character;
    }

    /** Goes on behind the next byte of a value; whether there is one. */
    boolean behind(int value) {
        while (at < end) {
            if ((bytes[at++] & 0xff) == value) {
                return true;
            }
        }
        return false;
    }

    /** Goes on to the next digit; whether there is one. */
    boolean toDigit() {
        while (at < end && !digit(bytes[at])) {
            at++;
        }
        return at < end;
    }

    /** Steps over blanks. */
    void blanks() {
        while (at < end && bytes[at] == ' ') {
            at++;
        }
    }

    /** Takes a decimal number of up to ten digits; -1 if there is none or it is longer. */
    long number() {
        long value = 0;
        final int start = at;
        while (at < end && digit(bytes[at])) {
            value = value * 10 + bytes[at++] - '0';
            if (at - start > 10) {
                return -1;
            }
        }
        return at == start ? -1 : value;
    }

    private static boolean digit(byte character) {
        return character >= '0' && character <= '9';
    }

    /** Where the scanner is, to come back to it with {@link #back}. */
    int position() {
        return at;
    }

    void back(int position) {
        at = position;
    }

    /** Takes an address of IPv4 (with dots) or IPv6; whether there is one. */
    boolean address() {
        final int start = at;
        if (dotted() && peek() != ':') {
            return true;
        }
        at = start;
        return colons();
    }

    /** Takes an address of IPv4; whether there is one. */
    boolean dotted() {
        long value = 0;
        for (int i = 0; i < 4; i++) {
            if (i > 0 && next() != '.') {
                return false;
            }
            final long part = number();
            if (part < 0 || part > 255) {
                return false;
            }
            value = value << 8 | part;
        }
        high = 0;
        low = MAPPED | value;
        return peek() != '.';
    }

    /** Groups of four hexadecimal digits, one run of zeros left out (RFC 4291, 2.2). */
    private boolean colons() {
        int count = 0;
        int gap = -1;
        if (peek() == ':') {
            next();
            if (next() != ':') {
                return false;
            }
            gap = 0;
        }
        while (count < GROUPS) {
            final int group = group();
            if (group < 0) {
                break;
            }
            groups[count++] = group;
            if (peek() != ':') {
                break;
            }
            next();
            if (peek() == ':') {
                next();
                if (gap >= 0) {
                    return false;
                }
                gap = count;
            }
        }
        return gap < 0 ? count == GROUPS && join(GROUPS, 0) : count < GROUPS && join(gap, count - gap);
    }

    /** Up to four hexadecimal digits, -1 if there is none. */
    private int group() {
        int value = -1;
        for (int i = 0; i < 4 && Character.digit(peek(), 16) >= 0; i++) {
            value = Math.max(value, 0) << 4 | Character.digit(next(), 16);
        }
        return value;
    }

    /** Puts the groups before and behind the zeros together. */
    private boolean join(int before, int behind) {
        high = 0;
        low = 0;
        for (int i = 0; i < GROUPS; i++) {
            final int source = i < before ? i : i - (GROUPS - before - behind);
            final long group = i < before || i >= GROUPS - behind ? groups[source] : 0;
            if (i < GROUPS / 2) {
                high |= group << GROUP_BITS * (GROUPS / 2 - 1 - i);
            } else {
                low |= group << GROUP_BITS * (GROUPS - 1 - i);
            }
        }
        return true;
    }

    /** First eight bytes of the address that was taken last; 0 for IPv4. */
    long addressHigh() {
        return high;
    }

    /** Last eight bytes of it; an IPv4 address in the last four, behind ffff. */
    long addressLow() {
        return low;
    }
}
