package org.mapi.stdflib.anon;

import org.mapi.packet.Layers;
import org.mapi.packet.Packet;

/**
 * Where a field of HTTP/1 is. A segment is HTTP if it begins with a request line or a status line, on any port, or if it is not
 * empty and one of its ports is 80 or 8080; then, without such a line, all of it is payload.
 */
final class HttpPlace extends LinePlace {
    private static final int PORT = 80;
    private static final int OTHER_PORT = 8080;
    private static final int LONGEST_METHOD = 20;
    private static final int LONGEST_LINE = 8192;
    private static final String HTTP = "HTTP/";
    private boolean started;

    static boolean isHttp(Layers layers) {
        return layers.payloadLength() > 0 && (isPort(layers.sourcePort()) || isPort(layers.destinationPort())
            || beginsMessage(layers.packet(), layers.payloadOffset(), layers.payloadOffset() + layers.payloadLength()));
    }

    private static boolean isPort(int port) {
        return port == PORT || port == OTHER_PORT;
    }

    private static boolean beginsMessage(Packet packet, int from, int to) {
        if (from + HTTP.length() <= to && is(packet, from, from + HTTP.length(), HTTP)) {
            return true;
        }
        int at = from;
        while (at < to && at - from <= LONGEST_METHOD && packet.getByte(at) >= 'A' && packet.getByte(at) <= 'Z') {
            at++;
        }
        if (at - from < 3 || at >= to || packet.getByte(at) != ' ') {
            return false;
        }
        final int limit = Math.min(to, from + LONGEST_LINE);
        for (int i = indexOf(packet, ' ', at + 1, limit); i < limit; i = indexOf(packet, ' ', i + 1, limit)) {
            if (i + 1 + HTTP.length() <= limit && is(packet, i + 1, i + 1 + HTTP.length(), HTTP)) {
                return true;
            }
        }
        return false;
    }

    @Override
    void begin(Layers layers) {
        super.begin(layers);
        started = false;
    }

    /** Sets the place to the body; for what does not begin with a message to all of it. */
    boolean findBody(Packet packet) {
        int from = next;
        if (beginsMessage(packet, next, end)) {
            int to = lineEnd(packet, from);
            while (from < end && to > from) {
                from = lineAfter(packet, to);
                to = lineEnd(packet, from);
            }
            from = lineAfter(packet, to);
        }
        at = from;
        length = end - from;
        return length > 0;
    }

    @Override
    boolean find(Packet packet, RuleField field) {
        if (!started) {
            started = true;
            if (!beginsMessage(packet, next, end)) {
                next = end;
                return false;
            }
            final int to = lineEnd(packet, next);
            final int first = next;
            next = lineAfter(packet, to);
            if (isFirstLine(field)) {
                return firstLine(packet, field, first, to);
            }
        }
        return !isFirstLine(field) && header(packet, field);
    }

    private static boolean isFirstLine(RuleField field) {
        return switch (field) {
            case METHOD, URI, HTTP_VERSION, RESPONSE_CODE, RESP_CODE_DESCR -> true;
            default -> false;
        };
    }

    private boolean firstLine(Packet packet, RuleField field, int from, int to) {
        final int word = indexOf(packet, ' ', from, to);
        if (is(packet, from, from + HTTP.length(), HTTP)) {
            final int code = indexOf(packet, ' ', word + 1, to);
            return switch (field) {
                case HTTP_VERSION -> set(packet, from, word);
                case RESPONSE_CODE -> set(packet, word, code);
                case RESP_CODE_DESCR -> set(packet, code, to);
                default -> false;
            };
        }
        int last = to;
        while (last > word && packet.getByte(last - 1) != ' ') {
            last--;
        }
        return switch (field) {
            case METHOD -> set(packet, from, word);
            case URI -> set(packet, word, last);
            case HTTP_VERSION -> set(packet, last, to);
            default -> false;
        };
    }

    /** Goes on to the next header line of that name; an empty line ends the headers. */
    private boolean header(Packet packet, RuleField field) {
        while (next < end) {
            final int from = next;
            final int to = lineEnd(packet, from);
            if (to == from) {
                next = end;
                return false;
            }
            next = lineAfter(packet, to);
            final int colon = indexOf(packet, ':', from, to);
            if (colon < to && is(packet, from, colon, field.word()) && set(packet, colon + 1, to)) {
                return true;
            }
        }
        return false;
    }
}
