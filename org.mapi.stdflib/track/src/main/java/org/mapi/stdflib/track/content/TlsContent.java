package org.mapi.stdflib.track.content;

import org.mapi.packet.IpProtocol;
import org.mapi.packet.Layers;

/**
 * TLS (and SSL 3.0): a ClientHello at the start of a payload (RFC 8446, 4.1.2 and 5.1). The version of SSL 2.0 is not looked for.
 *
 * <pre>
 *   0         1         3         5         6           9         11       43          44
 *   +---------+---------+---------+---------+-----------+---------+--------+-----------+-----
 *   | record  | version | length  | message | length    | version | random | length of | ...
 *   | 22      | 3.0-3.4 |         | 1       |           | 3.0-3.4 |        | session   |
 *   +---------+---------+---------+---------+-----------+---------+--------+-----------+-----
 * </pre>
 */
public final class TlsContent implements Recogniser {
    private static final int WINDOW = 80;
    private static final int HANDSHAKE = 22;
    private static final int CLIENT_HELLO = 1;
    private static final int NEWEST_MINOR = 4;
    private static final int SESSION = 43;
    private static final int LONGEST_SESSION = 32;
    private static final int LONGEST_RECORD = 16_384;
    private static final int SHORTEST_RECORD = 4;
    /** Versions, random, an empty session, one cipher suite, one compression method. */
    private static final int SHORTEST_HELLO = 2 + 32 + 1 + 4 + 2;
    private static final int ENOUGH = 11;

    @Override
    public int window() {
        return WINDOW;
    }

    @Override
    public boolean candidate(Layers layers) {
        return layers.protocol() == IpProtocol.TCP;
    }

    @Override
    public int examine(Content content) {
        final int length = content.length();
        for (int at = 0; at < Math.min(length, ENOUGH); at++) {
            if (!agrees(content, at)) {
                return NO;
            }
        }
        if (length < ENOUGH) {
            return content.whole() && length > 0 ? MORE : NO;
        }
        return session(content, length) ? YES : NO;
    }

    /** Whether a byte is what a ClientHello has there. */
    private static boolean agrees(Content content, int at) {
        final int value = content.u8(at);
        return switch (at) {
            case 0 -> value == HANDSHAKE;
            case 1, 9 -> value == 3;
            case 2, 10 -> value <= NEWEST_MINOR;
            case 4 -> content.u16(3) >= SHORTEST_RECORD && content.u16(3) <= LONGEST_RECORD;
            case 5 -> value == CLIENT_HELLO;
            case 6 -> value == 0 || value == 1;
            case 8 -> (content.u8(6) << 16 | content.u16(7)) >= SHORTEST_HELLO;
            default -> true;
        };
    }

    /** The session's length and, where there are so many bytes, that of the list of cipher suites. */
    private static boolean session(Content content, int length) {
        if (length <= SESSION) {
            return true;
        }
        final int session = content.u8(SESSION);
        final int suites = SESSION + 1 + session;
        return session <= LONGEST_SESSION
            && (length < suites + 2 || content.u16(suites) >= 2 && (content.u16(suites) & 1) == 0);
    }
}
