package org.mapi.mos.samples.httplog;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** A request or response: what its head says, and how much of its body came. */
final class HttpMessage {
    /** Ordinal within its direction of the connection, 1 and up; interim responses count too. */
    final int number;
    /** When its first byte was delivered, nanoseconds since the Unix epoch. */
    final long time;
    /** Requests only, otherwise null. */
    String method;
    /** Requests only, otherwise null. */
    String uri;
    String version = "";
    /** Responses only, otherwise 0. */
    int status;
    String phrase;
    /** The request it answers; 0 if that is not known. */
    int request;
    /** By name in lower case; of repeated ones the first, as many characters as are kept. */
    final Map<String, String> headers = new LinkedHashMap<>();
    /** Bytes of the body without the lines that chunks bring with them. */
    long body;
    /** Bytes of head or body that were lost in the capture. */
    long lost;
    boolean headTruncated;

    HttpMessage(int number, long time) {
        this.number = number;
        this.time = time;
    }

    boolean isRequest() {
        return method != null;
    }

    /** A response that announces another one. */
    boolean isInterim() {
        return status >= 100 && status < 200 && status != 101;
    }

    String header(String name) {
        return headers.getOrDefault(name, "");
    }

    boolean isChunked() {
        return header("transfer-encoding").toLowerCase(Locale.ROOT).contains("chunked");
    }

    /** The length that the head announces; -1 if it announces none, or nonsense. */
    long announcedLength() {
        final String text = header("content-length").strip();
        if (text.isEmpty() || text.length() > 18 || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return -1;
        }
        return Long.parseLong(text);
    }
}
