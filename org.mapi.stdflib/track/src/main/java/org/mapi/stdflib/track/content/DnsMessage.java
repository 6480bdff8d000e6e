package org.mapi.stdflib.track.content;

/**
 * Walks through a DNS message (RFC 1035, 4) and checks that it is one: a sensible header, names and records that end exactly
 * where the message does. Messages of multicast DNS and LLMNR are DNS messages; those of the NetBIOS name service, which borrow
 * the format, are not. Remembers the first question's name and the addresses among the answers of the message that was parsed
 * last.
 */
public final class DnsMessage {
    /** Length of the header; there is nothing shorter. */
    public static final int HEADER = 12;
    /** Most addresses that are remembered of one message. */
    public static final int MOST_ADDRESSES = 32;

    private static final int QUESTION_TAIL = 4;
    private static final int RECORD_TAIL = 10;
    private static final int MOST_CODES = 1 << 4;
    private static final int RESPONSE = 0x8000;
    private static final int RESERVED = 0x0040;
    private static final int RESULT_CODE = 0x000f;
    /** Query, inverse query, status, notify, update, stateful operations. */
    private static final int KNOWN_CODES = 1 | 1 << 1 | 1 << 2 | 1 << 4 | 1 << 5 | 1 << 6;
    private static final int TYPE_A = 1;
    private static final int TYPE_AAAA = 28;
    private static final int TYPE_NETBIOS = 32;
    private static final int TYPE_NETBIOS_STATUS = 33;
    private static final int TYPE_OPTIONS = 41;
    private static final int NETBIOS_LABEL = 32;
    private static final int LONGEST_LABEL = 63;
    private static final int LONGEST_NAME = 255;
    private static final int POINTER = 0xc0;
    private static final int BAD = -1;
    private static final int CUT = -2;

    private Content content;
    private int start;
    private int end;
    private boolean netbios;
    private int questions;
    private int addresses;
    private final int[] addressAt = new int[MOST_ADDRESSES];
    private final int[] addressLength = new int[MOST_ADDRESSES];

    /**
     * Parses a message.
     *
     * @param content holds it, or its beginning
     * @param from    index of its header
     * @param length  its length
     * @return whether it is a DNS message; if it is cut: whether everything that is there agrees, one question at least
     */
    public boolean parse(Content content, int from, int length) {
        this.content = content;
        start = from;
        end = from + length;
        questions = 0;
        addresses = 0;
        netbios = false;
        if (!header(content, from, length)) {
            return false;
        }
        int at = from + HEADER;
        final int asked = content.u16(from + 4);
        for (int i = 0; i < asked && at >= 0; i++) {
            at = question(at);
            questions += at >= 0 ? 1 : 0;
        }
        final int answers = content.u16(from + 6);
        final int others = content.u16(from + 8) + content.u16(from + 10);
        for (int i = 0; i < answers + others && at >= 0; i++) {
            at = record(at, i < answers);
        }
        return !netbios && (at == end || at == CUT && questions > 0);
    }

    /**
     * Whether a header could begin a message, by codes, flags and by how much room its records need at least.
     *
     * @param content holds it
     * @param from    its index
     * @param length  length of the message
     */
    static boolean header(Content content, int from, int length) {
        final int flags = content.u16(from + 2);
        final int asked = content.u16(from + 4);
        final int answers = content.u16(from + 6);
        final int records = answers + content.u16(from + 8) + content.u16(from + 10);
        return length > HEADER && content.length() >= from + HEADER && (KNOWN_CODES >>> (flags >>> 11 & MOST_CODES - 1) & 1) != 0
            && (flags & RESERVED) == 0 && ((flags & RESPONSE) != 0 || (flags & RESULT_CODE) == 0)
            && asked + records > 0 && HEADER + asked * (1 + QUESTION_TAIL) + records * (1 + RECORD_TAIL) <= length;
    }

    /** Whether a message that was parsed is a response. */
    public boolean response() {
        return (content.u16(start + 2) & RESPONSE) != 0;
    }

    /** How many addresses its answers have, {@link #MOST_ADDRESSES} at most. */
    public int addresses() {
        return addresses;
    }

    /** First eight bytes of an address; 0 for IPv4. */
    public long addressHigh(int index) {
        final int at = addressAt[index];
        return addressLength[index] == 4 ? 0 : (long) content.i32(at) << 32 | content.i32(at + 4) & 0xffff_ffffL;
    }

    /** Last eight bytes of an address; an IPv4 address in the last four, behind ffff. */
    public long addressLow(int index) {
        final int at = addressAt[index];
        return addressLength[index] == 4 ? 0xffff_0000_0000L | content.i32(at) & 0xffff_ffffL
            : (long) content.i32(at + 8) << 32 | content.i32(at + 12) & 0xffff_ffffL;
    }

    /**
     * Whether the first question asks for a name or for one below it.
     *
     * @param labels the name in wire format, lower case, with the empty label at its end
     * @return 1 more than the number of labels before the name; 0 if it is another name
     */
    public int asksBelow(byte[] labels) {
        int at = start + HEADER;
        for (int before = 0; questions > 0 && at < end && content.u8(at) <= LONGEST_LABEL; before++) {
            if (same(at, labels)) {
                return before + 1;
            }
            if (content.u8(at) == 0) {
                return 0;
            }
            at += 1 + content.u8(at);
        }
        return 0;
    }

    /**
     * Whether the first label of the first question is a text.
     *
     * @param label lower case
     */
    public boolean asksFirst(byte[] label) {
        final int at = start + HEADER;
        if (content.u8(at) != label.length) {
            return false;
        }
        for (int i = 0; i < label.length; i++) {
            if (lower(content.u8(at + 1 + i)) != label[i]) {
                return false;
            }
        }
        return true;
    }

    private boolean same(int at, byte[] labels) {
        for (int i = 0; i < labels.length; i++) {
            if (at + i >= end || lower(content.u8(at + i)) != labels[i]) {
                return false;
            }
        }
        return true;
    }

    private static int lower(int character) {
        return character >= 'A' && character <= 'Z' ? character + 'a' - 'A' : character;
    }

    /** Steps over a question; the index behind it, {@link #BAD} or {@link #CUT}. */
    private int question(int from) {
        final int at = name(from);
        if (at < 0 || at + QUESTION_TAIL > end) {
            return at < 0 ? at : BAD;
        }
        if (at + QUESTION_TAIL > content.length()) {
            return CUT;
        }
        final int type = content.u16(at);
        netbios |= (type == TYPE_NETBIOS || type == TYPE_NETBIOS_STATUS) && netbios(from);
        return type != 0 && known(content.u16(at + 2)) ? at + QUESTION_TAIL : BAD;
    }

    /** Steps over a resource record. */
    private int record(int from, boolean answer) {
        final int at = name(from);
        if (at < 0 || at + RECORD_TAIL > end) {
            return at < 0 ? at : BAD;
        }
        if (at + RECORD_TAIL > content.length()) {
            return CUT;
        }
        final int type = content.u16(at);
        final int data = at + RECORD_TAIL;
        final int length = content.u16(at + 8);
        netbios |= (type == TYPE_NETBIOS || type == TYPE_NETBIOS_STATUS) && netbios(from);
        final boolean fits = type == TYPE_OPTIONS ? at == from + 1 : type != 0 && known(content.u16(at + 2));
        if (!fits || data + length > end) {
            return BAD;
        }
        if (data + length > content.length()) {
            return CUT;
        }
        if (answer && (type == TYPE_A && length == 4 || type == TYPE_AAAA && length == 16) && addresses < MOST_ADDRESSES) {
            addressAt[addresses] = data;
            addressLength[addresses++] = length;
        }
        return data + length;
    }

    /** Internet, Chaos, Hesiod, none, any; multicast DNS uses the highest bit for itself. */
    private static boolean known(int type) {
        return switch (type & 0x7fff) {
            case 1, 3, 4, 254, 255 -> true;
            default -> false;
        };
    }

    /** Whether a name is one of NetBIOS: its first label has 32 letters from A to P (RFC 1001, 14.1). */
    private boolean netbios(int at) {
        if (content.u8(at) != NETBIOS_LABEL) {
            return (content.u8(at) & POINTER) == POINTER;
        }
        for (int i = 1; i <= NETBIOS_LABEL; i++) {
            if (content.u8(at + i) < 'A' || content.u8(at + i) > 'P') {
                return false;
            }
        }
        return true;
    }

    /** Steps over a name: labels, then the empty one or a pointer backwards. */
    private int name(int from) {
        int at = from;
        while (at < end && at - from < LONGEST_NAME) {
            if (at >= content.length()) {
                return CUT;
            }
            final int length = content.u8(at);
            if (length == 0) {
                return at + 1;
            }
            if ((length & POINTER) == POINTER) {
                if (at + 2 > content.length()) {
                    return at + 2 > end ? BAD : CUT;
                }
                final int target = content.u16(at) & 0x3fff;
                return target >= HEADER && target < at - start ? at + 2 : BAD;
            }
            if (length > LONGEST_LABEL) {
                return BAD;
            }
            at += 1 + length;
        }
        return BAD;
    }
}
