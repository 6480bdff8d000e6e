package org.mapi.mos.samples.httplog;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Parses one direction of a connection, byte for byte as it comes: start line, headers, body. Memory is bounded by {@link
 * #LONGEST_LINE} and {@link #MOST_HEADERS}. After a loss it looks for the next line that begins a message.
 */
final class HttpParser {
    /** Body length: it ends with the connection. */
    static final long UNTIL_CLOSE = Long.MAX_VALUE;
    /** Body length: chunks tell. */
    static final long CHUNKED = -1;
    /** Body length: what follows is another protocol (CONNECT, 101). */
    static final long FOREIGN = -2;
    /** Longest line that is kept; the rest of a longer one is dropped. */
    static final int LONGEST_LINE = 8192;
    /** Most headers that are kept. */
    static final int MOST_HEADERS = 100;

    /** Most characters of headers that are kept of a message. */
    static final int LONGEST_HEAD = 65_536;

    private static final Pattern ANY_REQUEST =
        Pattern.compile("(GET|HEAD|POST|PUT|DELETE|OPTIONS|PATCH|TRACE|CONNECT) \\S+ HTTP/1\\.[01]$");
    private static final Pattern ANY_RESPONSE = Pattern.compile("HTTP/1\\.[01] [1-5][0-9]{2}( [ -~]*)?$");
    private static final int LONGEST_METHOD = 20;
    private static final int LONGEST_CHUNK_SIZE = 15;

    private enum State { START, SEARCH, HEADERS, BODY, CHUNK_SIZE, CHUNK, CHUNK_END, TRAILERS, FOREIGN }

    private final boolean requests;
    private final MessageListener listener;
    private byte[] line = new byte[256];
    private int lineLength;
    private boolean lineTooLong;
    private State state = State.START;
    private HttpMessage message;
    private String lastHeader;
    private int headerCount;
    private int count;
    private long left;
    private int headLength;
    private long time;

    /**
     * A parser at the begin of a connection.
     *
     * @param requests whether this is the client's direction
     */
    HttpParser(boolean requests, MessageListener listener) {
        this.requests = requests;
        this.listener = listener;
    }

    /** The begin of the connection was not seen. */
    void beginAnywhere() {
        state = State.SEARCH;
    }

    boolean isForeign() {
        return state == State.FOREIGN;
    }

    /** Bytes in order, read at a time. */
    void bytes(byte[] bytes, int length, long now) {
        time = now;
        int at = 0;
        while (at < length && state != State.FOREIGN) {
            if (state == State.BODY || state == State.CHUNK) {
                at += body(length - at);
            } else {
                final byte value = bytes[at++];
                if (value == '\n') {
                    endOfLine();
                } else {
                    inLine(value);
                }
            }
        }
    }

    private int body(int available) {
        final int taken = (int) Math.min(left, available);
        message.body += taken;
        if (left != UNTIL_CLOSE) {
            left -= taken;
            bodyEnd();
        }
        return taken;
    }

    private void bodyEnd() {
        if (left == 0 && state == State.CHUNK) {
            state = State.CHUNK_END;
        } else if (left == 0) {
            finish(true);
        }
    }

    /** Bytes were lost before they could be read. */
    void lost(long bytes, long now) {
        time = now;
        if (state == State.FOREIGN) {
            return;
        }
        if ((state == State.BODY || state == State.CHUNK) && bytes <= left) {
            message.lost += bytes;
            if (left != UNTIL_CLOSE) {
                left -= bytes;
                bodyEnd();
            }
            return;
        }
        if (message != null) {
            message.headTruncated |= state == State.HEADERS;
            message.lost += bytes;
            finish(false);
        }
        clearLine();
        state = State.SEARCH;
        listener.gap(bytes);
    }

    /** The connection is over. */
    void close() {
        if (message != null) {
            message.headTruncated |= state == State.HEADERS;
            finish(state == State.BODY && left == UNTIL_CLOSE);
        }
        state = State.FOREIGN;
    }

    // ---- lines -------------------------------------------------------------------------------------------------------------

    private void inLine(byte value) {
        if (lineLength == LONGEST_LINE) {
            lineTooLong = true;
            return;
        }
        if (lineLength == line.length) {
            line = Arrays.copyOf(line, line.length * 2);
        }
        line[lineLength++] = value;
        if (state == State.START && !couldStart()) {
            foreign();
        }
    }

    private void endOfLine() {
        if (lineLength > 0 && line[lineLength - 1] == '\r') {
            lineLength--;
        }
        final String text = new String(line, 0, lineLength, StandardCharsets.ISO_8859_1);
        final boolean truncated = lineTooLong;
        clearLine();
        switch (state) {
            case START -> start(text, truncated);
            case SEARCH -> search(text, truncated);
            case HEADERS -> header(text, truncated);
            case CHUNK_SIZE -> chunkSize(text);
            case CHUNK_END -> chunkEnd(text);
            case TRAILERS -> trailer(text);
            case BODY, CHUNK, FOREIGN -> throw new IllegalStateException("no lines in state " + state);
            default -> throw new IllegalStateException("no such state: " + state);
        }
    }

    private void clearLine() {
        lineLength = 0;
        lineTooLong = false;
    }

    /** Whether the line so far can become a start line; bytes of other protocols are found out at once. */
    private boolean couldStart() {
        if (lineTooLong) {
            return true;
        }
        final byte value = line[lineLength - 1];
        if (!requests) {
            return lineLength > 5 || value == "HTTP/".charAt(lineLength - 1) || lineLength == 1 && value == '\r';
        }
        for (int i = 0; i < Math.min(lineLength, LONGEST_METHOD + 1); i++) {
            if (line[i] == ' ') {
                return i > 0;
            }
            if (line[i] == '\r' && i == 0) {
                return true;
            }
            if (!isToken(line[i])) {
                return false;
            }
        }
        return lineLength <= LONGEST_METHOD;
    }

    private static boolean isToken(byte value) {
        return value >= 'A' && value <= 'Z' || value >= 'a' && value <= 'z' || value >= '0' && value <= '9' || value == '-'
            || value == '_';
    }

    private void start(String text, boolean truncated) {
        if (text.isEmpty()) {
            return;
        }
        if (!begin(text, truncated)) {
            foreign();
        }
    }

    /** Body bytes need not end with a line: a start line may stand behind them. */
    private void search(String text, boolean truncated) {
        final Matcher found = (requests ? ANY_REQUEST : ANY_RESPONSE).matcher(text);
        if (!truncated && found.find()) {
            begin(text.substring(found.start()), false);
        }
    }

    private boolean begin(String text, boolean truncated) {
        final HttpMessage started = requests ? request(text, truncated) : response(text);
        if (started == null) {
            return false;
        }
        message = started;
        message.headTruncated = truncated;
        count++;
        headerCount = 0;
        lastHeader = null;
        state = State.HEADERS;
        headLength = 0;
        if (requests && message.version.isEmpty() && !truncated) {
            listener.head(message);
            finish(true);
        }
        return true;
    }

    private HttpMessage request(String text, boolean truncated) {
        final int method = text.indexOf(' ');
        final int version = text.lastIndexOf(" HTTP/");
        if (version < 0 && (truncated && method > 0 || text.matches("GET /\\S*"))) {
            return requestLine(text.substring(0, method), text.substring(method + 1), "");
        }
        if (method <= 0 || method > LONGEST_METHOD || version <= method
            || !text.substring(0, method).chars().allMatch(c -> isToken((byte) c))) {
            return null;
        }
        return requestLine(text.substring(0, method), text.substring(method + 1, version).strip(),
            text.substring(version + 1).strip());
    }

    /** Without a version it is HTTP/0.9, one line, and the answer has no head; or the line was cut. */
    private HttpMessage requestLine(String method, String uri, String version) {
        final HttpMessage request = new HttpMessage(count + 1, time);
        request.method = method;
        request.uri = uri;
        request.version = version;
        return request;
    }

    private HttpMessage response(String text) {
        final String[] words = text.split(" ", 3);
        if (!words[0].startsWith("HTTP/") || words.length < 2 || !words[1].matches("[1-9][0-9]{2}")) {
            return null;
        }
        final HttpMessage response = new HttpMessage(count + 1, time);
        response.version = words[0];
        response.status = Integer.parseInt(words[1]);
        response.phrase = words.length > 2 ? words[2].strip() : "";
        return response;
    }

    private void header(String text, boolean truncated) {
        message.headTruncated |= truncated;
        headLength += text.length();
        if (text.isEmpty()) {
            listener.head(message);
            beginBody(listener.bodyLength(message));
        } else if (text.charAt(0) == ' ' || text.charAt(0) == '\t') {
            if (lastHeader != null && headLength <= LONGEST_HEAD) {
                message.headers.computeIfPresent(lastHeader, (name, value) -> shortened(value + ' ' + text.strip()));
            }
        } else {
            final int colon = text.indexOf(':');
            lastHeader = colon <= 0 ? null : text.substring(0, colon).strip().toLowerCase(Locale.ROOT);
            if (++headerCount > MOST_HEADERS || headLength > LONGEST_HEAD) {
                message.headTruncated = true;
                lastHeader = null;
            } else if (lastHeader != null) {
                message.headers.putIfAbsent(lastHeader, text.substring(colon + 1).strip());
            }
        }
    }

    private static String shortened(String value) {
        return value.length() <= LONGEST_LINE ? value : value.substring(0, LONGEST_LINE);
    }

    // ---- bodies ------------------------------------------------------------------------------------------------------------

    private void beginBody(long length) {
        if (length == FOREIGN) {
            finish(true);
            foreign();
        } else if (length == CHUNKED) {
            state = State.CHUNK_SIZE;
        } else {
            left = length;
            state = State.BODY;
            bodyEnd();
        }
    }

    private void chunkSize(String text) {
        final int end = text.indexOf(';');
        final String digits = (end < 0 ? text : text.substring(0, end)).strip();
        if (digits.isEmpty() || digits.length() > LONGEST_CHUNK_SIZE
            || !digits.chars().allMatch(c -> Character.digit(c, 16) >= 0)) {
            finish(false);
            state = State.SEARCH;
            return;
        }
        left = Long.parseLong(digits, 16);
        state = left == 0 ? State.TRAILERS : State.CHUNK;
    }

    private void chunkEnd(String text) {
        state = State.CHUNK_SIZE;
        if (!text.isEmpty()) {
            finish(false);
            state = State.SEARCH;
        }
    }

    private void trailer(String text) {
        if (text.isEmpty()) {
            finish(true);
        }
    }

    private void finish(boolean complete) {
        final HttpMessage done = message;
        message = null;
        state = State.START;
        listener.end(done, complete && done.lost == 0);
    }

    private void foreign() {
        state = State.FOREIGN;
        listener.foreign();
    }
}
