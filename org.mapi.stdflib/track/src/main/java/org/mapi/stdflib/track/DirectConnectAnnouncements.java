package org.mapi.stdflib.track;

import java.nio.charset.StandardCharsets;

/** Connections between clients of Direct Connect: {@code $ConnectToMe nick address:port|}, an IPv6 address in brackets. */
final class DirectConnectAnnouncements implements AnnouncementReader {
    private static final byte[] CONNECT = "$ConnectToMe ".getBytes(StandardCharsets.US_ASCII);

    private final LineScanner line = new LineScanner();

    @Override
    public byte lineEnd() {
        return '|';
    }

    @Override
    public void line(byte[] bytes, int from, int to, Announcer announcer) {
        line.set(bytes, from, to);
        if (!line.takes(CONNECT) || !line.behind(' ')) {
            return;
        }
        final boolean brackets = line.peek() == '[';
        if (brackets) {
            line.next();
        }
        final boolean address = brackets ? line.address() && line.next() == ']' : line.dotted();
        if (address && line.next() == ':') {
            announcer.somebodyWaits(line.addressHigh(), line.addressLow(), (int) Math.min(line.number(), Integer.MAX_VALUE));
        }
    }
}
