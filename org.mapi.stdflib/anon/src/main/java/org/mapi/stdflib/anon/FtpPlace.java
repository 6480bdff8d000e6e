package org.mapi.stdflib.anon;

import org.mapi.packet.Layers;
import org.mapi.packet.Packet;

/** Where a field of an FTP control connection is: the argument of a command, the code of a response or its text. */
final class FtpPlace extends LinePlace {
    private static final int PORT = 21;
    private static final int CODE = 3;
    private boolean response;

    @Override
    void begin(Layers layers) {
        super.begin(layers);
        response = layers.sourcePort() == PORT;
    }

    @Override
    boolean find(Packet packet, RuleField field) {
        while (next < end) {
            final int from = next;
            final int to = lineEnd(packet, from);
            next = lineAfter(packet, to);
            final boolean found = response ? response(packet, field, from, to) : command(packet, field, from, to);
            if (found) {
                return true;
            }
        }
        return false;
    }

    private boolean command(Packet packet, RuleField field, int from, int to) {
        final int word = indexOf(packet, ' ', from, to);
        return is(packet, from, word, field.word()) && set(packet, word, to);
    }

    /** A line of a response without a code goes on with the text of the line before. */
    private boolean response(Packet packet, RuleField field, int from, int to) {
        final boolean code = to - from >= CODE && isDigit(packet, from) && isDigit(packet, from + 1) && isDigit(packet, from + 2);
        return switch (field) {
            case FTP_RESPONSE_CODE -> code && set(packet, from, from + CODE);
            case FTP_RESPONSE_ARG -> set(packet, code ? Math.min(to, from + CODE + 1) : from, to);
            default -> false;
        };
    }

    private static boolean isDigit(Packet packet, int at) {
        return packet.getByte(at) >= '0' && packet.getByte(at) <= '9';
    }
}
