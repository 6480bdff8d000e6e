package org.mapi.stdflib.track.content;

import org.mapi.packet.IpProtocol;
import org.mapi.packet.Layers;

/**
 * IRC: {@code PRIVMSG} or {@code NOTICE} as the command of a line (RFC 2812, 2.3.1), which stands at the start of a payload or
 * behind a line end, with or without tags and a prefix before it; {@code ACTION} as a quoted message (CTCP); the texts of file
 * servers, {@code " :DOWN// "} and {@code " :EFTP// "}. In the first 512 bytes of a payload, the length of a line.
 */
public final class IrcContent implements Recogniser {
    private static final int WINDOW = 512;
    private static final TextSearch COMMANDS = new TextSearch(false, "PRIVMSG ", "NOTICE ");
    private static final TextSearch TEXTS = new TextSearch(false, "PRIVMSG ", "NOTICE ", " :DOWN// ", " :EFTP// ",
        " :\u0001ACTION ");

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
        int line = 0;
        int command = -1;
        int before = 0;
        for (int at = TEXTS.find(content.bytes, 0, length); at >= 0; at = TEXTS.find(content.bytes, at + 1, length)) {
            final int begin = line(content, before, at, line);
            if (command < 0 || begin != line) {
                line = begin;
                command = command(content, line, length);
            }
            if (content.bytes[at] == ' ' || at == command) {
                return YES;
            }
            before = at;
        }
        return more(content, line(content, before, length, line), length);
    }

    private static int more(Content content, int line, int length) {
        if (!content.whole() || length == WINDOW) {
            return NO;
        }
        final int command = command(content, line, length);
        return COMMANDS.begins(content.bytes, command, length) || command == length && length > line && prefixed(content, line)
            ? MORE : NO;
    }

    /** Where the line begins in which an index lies; looks at what is between another one, in a known line, and this one. */
    private static int line(Content content, int before, int index, int known) {
        int at = index;
        while (at > before && content.bytes[at - 1] != '\n') {
            at--;
        }
        return at > before ? at : known;
    }

    private static boolean prefixed(Content content, int line) {
        return content.u8(line) == ':' || content.u8(line) == '@';
    }

    /** Steps over tags and prefix; to the end of the content when they do not end in it. */
    private static int command(Content content, int line, int length) {
        int at = line;
        if (content.u8(at) == '@' && at < length) {
            at = word(content, at, length);
        }
        if (content.u8(at) == ':' && at < length) {
            at = word(content, at, length);
        }
        return at;
    }

    /** Behind a word and the blanks that follow it; the line's end ends it as well. */
    private static int word(Content content, int from, int length) {
        int at = from;
        while (at < length && content.bytes[at] != ' ' && content.bytes[at] != '\n') {
            at++;
        }
        while (at < length && content.bytes[at] == ' ') {
            at++;
        }
        return at;
    }
}
