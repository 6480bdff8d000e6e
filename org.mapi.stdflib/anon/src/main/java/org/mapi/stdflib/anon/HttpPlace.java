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
    private int goingOn;
    /** Whether headers have begun and not ended; whether the last line was the field's. */
    private boolean open;
    private boolean inField;
    /** Whether the payload ended before the last line did. */
    private boolean unfinished;

    static boolean isHttp(Layers layers) {
        return layers.payloadLength() > 0 && (isPort(layers.sourcePort()) || isPort(layers.destinationPort())
            || beginsMessage(layers.packet(), layers.payloadOffset(), layers.payloadOffset() + layers.payloadLength()));
    }

    static boolean isPort(int port) {
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
        goingOn = ConnectionMemory.NO_HEADERS;
        open = false;
        inField = false;
        unfinished = false;
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

    /** The segment goes on with the headers of a message, as {@link ConnectionMemory#headers} says. */
    void goOn(int state) {
        goingOn = state;
    }

    /** How the next segment goes on, when this one was looked through. */
    int goesOn() {
        if (!open) {
            return ConnectionMemory.NO_HEADERS;
        }
        return !unfinished ? ConnectionMemory.IN_HEADERS : inField ? ConnectionMemory.IN_FIELD : ConnectionMemory.IN_LINE;
    }

    /** Whether a field is a header's, whose line may go on in the next segment. */
    static boolean isHeader(RuleField field) {
        return field.group() == FieldGroup.HTTP && !isFirstLine(field);
    }

    /** Goes behind the line that ends at an offset. */
    private void pass(Packet packet, int lineEnd) {
        next = lineAfter(packet, lineEnd);
        unfinished = next == end && packet.getByte(end - 1) != '\n';
    }

    private static boolean isBlank(Packet packet, int at) {
        return packet.getByte(at) == ' ' || packet.getByte(at) == '\t';
    }

    /** Whether the segment ends before it can be told that this line is empty. */
    private boolean isWithinBreak(Packet packet, int at) {
        return at >= end || at + 1 >= end && packet.getByte(at) == '\r';
    }

    @Override
    boolean find(Packet packet, RuleField field) {
        if (!started && goingOn != ConnectionMemory.NO_HEADERS && !beginsMessage(packet, next, end)) {
            started = true;
            open = true;
            if (restOfLine(packet)) {
                return true;
            }
        }
        if (!started) {
            started = true;
            if (!beginsMessage(packet, next, end)) {
                next = end;
                return false;
            }
            open = true;
            final int to = lineEnd(packet, next);
            final int first = next;
            pass(packet, to);
            if (isFirstLine(field)) {
                return firstLine(packet, field, first, to);
            }
        }
        return !isFirstLine(field) && header(packet, field);
    }

    /** A line that an earlier segment began ends here; whether it is the field's and has a rest. */
    private boolean restOfLine(Packet packet) {
        if (goingOn == ConnectionMemory.IN_HEADERS) {
            return false;
        }
        final int from = next;
        final int to = lineEnd(packet, from);
        pass(packet, to);
        inField = goingOn == ConnectionMemory.IN_FIELD;
        return inField && set(packet, from, to);
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
            int to = lineEnd(packet, from);
            if (to == from) {
                next = end;
                open = isWithinBreak(packet, to);
                unfinished = false;
                return false;
            }
            pass(packet, to);
            while (next < end && isBlank(packet, next)) {
                to = lineEnd(packet, next);
                pass(packet, to);
            }
            final int colon = indexOf(packet, ':', from, to);
            inField = colon < to && is(packet, from, colon, field.word());
            if (inField && set(packet, colon + 1, to)) {
                return true;
            }
        }
        return false;
    }
}
