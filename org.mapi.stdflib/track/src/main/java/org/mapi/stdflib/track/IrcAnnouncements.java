package org.mapi.stdflib.track;

import java.nio.charset.StandardCharsets;

/**
 * Direct connections of IRC clients (DCC): a quoted message {@code DCC SEND file address port size} or {@code DCC CHAT chat
 * address port}; the address as a number or as text. Port 0 (the other side shall wait) is followed when it is answered.
 */
final class IrcAnnouncements implements AnnouncementReader {
    private static final int QUOTE = 1;
    private static final byte[] DCC = "DCC ".getBytes(StandardCharsets.US_ASCII);
    private static final long MOST_IPV4 = 0xffff_ffffL;

    private final LineScanner line = new LineScanner();

    @Override
    public byte lineEnd() {
        return '\n';
    }

    @Override
    public void line(byte[] bytes, int from, int to, Announcer announcer) {
        line.set(bytes, from, to);
        if (!line.behind(QUOTE) || !line.takes(DCC) || !line.behind(' ')) {
            return;
        }
        if (line.peek() == '"') {
            line.next();
            if (!line.behind('"') || !line.behind(' ')) {
                return;
            }
        } else if (!line.behind(' ')) {
            return;
        }
        endpoint(announcer);
    }

    private void endpoint(Announcer announcer) {
        final int start = line.position();
        final long number = line.number();
        if (number >= 0 && number <= MOST_IPV4 && line.next() == ' ') {
            announcer.somebodyWaits((int) number, port());
            return;
        }
        line.back(start);
        if (line.address() && line.next() == ' ') {
            announcer.somebodyWaits(line.addressHigh(), line.addressLow(), port());
        }
    }

    private int port() {
        return (int) Math.min(line.number(), Integer.MAX_VALUE);
    }
}
