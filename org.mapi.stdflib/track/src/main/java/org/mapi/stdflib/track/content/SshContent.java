package org.mapi.stdflib.track.content;

import org.mapi.packet.IpProtocol;
import org.mapi.packet.Layers;

/**
 * SSH: the version string at the start of a payload, {@code SSH-2.0-...}, {@code SSH-1.99-...} (RFC 4253, 4.2). Lines that a
 * server sends before it are not looked at; the client's string, which has to come first, is found all the same.
 */
public final class SshContent implements Recogniser {
    private static final int WINDOW = 16;
    private static final TextSearch BANNER = new TextSearch(false, "SSH-");
    private static final int VERSION = 4;

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
        if (!BANNER.at(content.bytes, 0, length)) {
            return content.whole() && BANNER.begins(content.bytes, 0, length) ? MORE : NO;
        }
        boolean dot = false;
        for (int at = VERSION; at < length; at++) {
            final int next = content.u8(at);
            if (next == '-') {
                return dot && digit(content.u8(at - 1)) ? YES : NO;
            }
            if (next == '.' && !dot && digit(content.u8(at - 1))) {
                dot = true;
            } else if (!digit(next)) {
                return NO;
            }
        }
        return content.whole() && length < WINDOW ? MORE : NO;
    }

    private static boolean digit(int character) {
        return character >= '0' && character <= '9';
    }
}
