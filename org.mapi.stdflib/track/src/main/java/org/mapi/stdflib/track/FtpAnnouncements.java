package org.mapi.stdflib.track;

import java.nio.charset.StandardCharsets;
import org.mapi.packet.Layers;

/**
 * Data connections of FTP: the commands PORT and EPRT of the client, the replies 227 (PASV) and 229 (EPSV) of the server
 * (RFC 959, RFC 2428).
 */
final class FtpAnnouncements implements AnnouncementReader {
    private static final byte[] PORT = "PORT ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] EPRT = "EPRT ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] PASSIVE = "227 ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] EXTENDED_PASSIVE = "229 ".getBytes(StandardCharsets.US_ASCII);

    private final int controlPort;
    private final LineScanner line = new LineScanner();

    /**
     * A reader.
     *
     * @param controlPort the server's port
     */
    FtpAnnouncements(int controlPort) {
        this.controlPort = controlPort;
    }

    @Override
    public byte lineEnd() {
        return '\n';
    }

    /** Who announces the control port as a data port shall not hide what comes there. */
    @Override
    public boolean controls(Layers layers) {
        return layers.sourcePort() == controlPort || layers.destinationPort() == controlPort;
    }

    @Override
    public void line(byte[] bytes, int from, int to, Announcer announcer) {
        line.set(bytes, from, to);
        if (announcer.receiverPort() == controlPort) {
            if (line.takes(PORT)) {
                line.blanks();
                numbers(announcer);
            } else if (line.takes(EPRT)) {
                line.blanks();
                extended(announcer);
            }
        }
        if (announcer.senderPort() == controlPort) {
            if (line.takes(PASSIVE)) {
                passive(announcer);
            } else if (line.takes(EXTENDED_PASSIVE) && line.behind('(')) {
                extendedPassive(announcer);
            }
        }
    }

    /** Six numbers somewhere in the text, with or without brackets around them. */
    private void passive(Announcer announcer) {
        while (line.toDigit()) {
            if (numbers(announcer)) {
                return;
            }
        }
    }

    /** Four numbers of the address, two of the port. */
    private boolean numbers(Announcer announcer) {
        int address = 0;
        int port = 0;
        for (int i = 0; i < 6; i++) {
            if (i > 0 && line.next() != ',') {
                return false;
            }
            final long number = line.number();
            if (number < 0 || number > 255) {
                return false;
            }
            if (i < 4) {
                address = address << 8 | (int) number;
            } else {
                port = port << 8 | (int) number;
            }
        }
        announcer.waits(address, port);
        return true;
    }

    /** Family, address and port, each behind the same character. */
    private void extended(Announcer announcer) {
        final int separator = line.next();
        final long family = line.number();
        if (family < 1 || family > 2 || line.next() != separator || !line.address() || line.next() != separator) {
            return;
        }
        final int port = (int) Math.min(line.number(), Integer.MAX_VALUE);
        if (line.next() == separator) {
            announcer.waits(line.addressHigh(), line.addressLow(), port);
        }
    }

    /** Three times the same character, the port, the character. */
    private void extendedPassive(Announcer announcer) {
        final int separator = line.next();
        if (line.next() == separator && line.next() == separator) {
            final int port = (int) Math.min(line.number(), Integer.MAX_VALUE);
            if (line.next() == separator) {
                announcer.waits(port);
            }
        }
    }
}
