package org.mapi.stdflib.track.content;

import org.mapi.packet.Layers;

/**
 * eDonkey, eMule and Overnet: messages with the header below that end exactly where the payload ends, or the tag of a server's
 * list in the first 100 bytes; over UDP also the messages between clients and servers that are known by their length.
 * Obfuscated connections look like random bytes and are not recognised.
 *
 * <pre>
 *   0          1                        5        6
 *   +----------+------------------------+--------+------
 *   | e3 c5 d4 | length, little endian   | opcode | ...     the length counts from the opcode on
 *   +----------+------------------------+--------+------
 * </pre>
 */
public final class EdonkeyContent implements Recogniser {
    private static final int WINDOW = Content.CAPACITY;
    private static final int TAG_WINDOW = 100;
    private static final int HEADER = 5;
    private static final int EDONKEY = 0xe3;
    private static final int EMULE = 0xc5;
    private static final int PACKED = 0xd4;
    private static final TextSearch TAG = new TextSearch(false, "\u0003\u0002\u0000pr\u0001\u0000\u0000\u0000");
    /** Messages this long are waited for when they come in pieces. */
    private static final int WAIT = 512;

    private static final boolean[] EDONKEY_CODES = codes(0x01, 0x05, 0x0a, 0x0b, 0x0c, 0x0e, 0x0f, 0x10, 0x11, 0x13, 0x14, 0x15,
        0x16, 0x18, 0x19, 0x1a, 0x1b, 0x1c, 0x1d, 0x1e, 0x21, 0x23, 0x32, 0x33, 0x34, 0x35, 0x36, 0x38, 0x40, 0x41, 0x42, 0x43,
        0x46, 0x47, 0x48, 0x49, 0x4a, 0x4b, 0x4c, 0x4d, 0x4e, 0x4f, 0x50, 0x51, 0x52, 0x53, 0x54, 0x55, 0x56, 0x57, 0x58, 0x59,
        0x5b, 0x5c, 0x5d, 0x5e, 0x5f, 0x60, 0x61, 0x92, 0x93, 0x94, 0x96, 0x97, 0x98, 0x99, 0x9a, 0x9b, 0x9c, 0x9d, 0x9e, 0xa0,
        0xa1, 0xa2, 0xa3, 0xa4);
    private static final boolean[] EMULE_CODES = codes(0x01, 0x02, 0x40, 0x60, 0x61, 0x62, 0x63, 0x81, 0x82, 0x83, 0x84, 0x85,
        0x86, 0x87, 0x90, 0x91, 0x92, 0x93, 0x94, 0x95, 0x96, 0x97, 0x98, 0x99, 0x9a, 0x9b, 0x9c, 0x9d, 0x9e, 0x9f, 0xa0, 0xa1,
        0xa2, 0xa3, 0xa4, 0xa5, 0xa6, 0xa7, 0xa8);

    private static boolean[] codes(int... values) {
        final boolean[] known = new boolean[256];
        for (int value : values) {
            known[value] = true;
        }
        return known;
    }

    @Override
    public int window() {
        return WINDOW;
    }

    @Override
    public boolean candidate(Layers layers) {
        return true;
    }

    @Override
    public boolean promising(Content glance) {
        return protocol(glance.u8(0)) || TAG.within(glance.bytes, 0, Math.min(glance.length(), TAG_WINDOW));
    }

    @Override
    public int examine(Content content) {
        if (TAG.within(content.bytes, 0, Math.min(content.length(), TAG_WINDOW))) {
            return YES;
        }
        if (!content.stream() && datagram(content)) {
            return YES;
        }
        return messages(content);
    }

    /** Message behind message; the last one ends with the payload. */
    private static int messages(Content content) {
        final int length = content.length();
        long at = 0;
        while (at < content.total()) {
            final int here = (int) at;
            if (here >= length || !protocol(content.u8(here))) {
                return here >= length && at > 0 && !content.whole() ? YES : NO;
            }
            if (here + HEADER >= length) {
                return waits(content) ? MORE : NO;
            }
            final long size = content.littleEndian32(here + 1);
            if (size == 0 || !known(content.u8(here), content.u8(here + HEADER))) {
                return NO;
            }
            at += HEADER + size;
            if (at > content.total()) {
                return at <= WAIT && waits(content) ? MORE : NO;
            }
        }
        return at > 0 ? YES : NO;
    }

    private static boolean waits(Content content) {
        return content.stream() && content.whole() && content.length() < WAIT;
    }

    private static boolean protocol(int first) {
        return first == EDONKEY || first == EMULE || first == PACKED;
    }

    private static boolean known(int protocol, int code) {
        return switch (protocol) {
            case EDONKEY -> EDONKEY_CODES[code];
            case EMULE -> EMULE_CODES[code];
            default -> EDONKEY_CODES[code] || EMULE_CODES[code];
        };
    }

    /** The requests and answers of servers that have one length only: status, sources of one file. */
    private static boolean datagram(Content content) {
        if (content.u8(0) != EDONKEY) {
            return false;
        }
        return switch (content.u8(1)) {
            case 0x96 -> content.total() == 6;
            case 0x97 -> content.total() == 34 || content.total() == 42;
            case 0x9a -> content.total() == 18;
            default -> false;
        };
    }
}
