package org.mapi.stdflib.ipfix;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where datagrams go: {@code udp://host:port} or {@code tcp://host:port}; an IPv6 address stands in brackets.
 *
 * @param tcp  TCP rather than UDP
 * @param host name or address
 * @param port 1 to 65535
 */
record Transport(boolean tcp, String host, int port) {
    private static final Pattern SYNTAX = Pattern.compile("(udp|tcp)://(?:\\[([0-9a-fA-F:.%]+)]|([^:/\\[\\]]+)):([0-9]{1,5})");

    /** Reads a transport; null if the text is none. */
    static Transport of(String text) {
        final Matcher matcher = SYNTAX.matcher(text);
        if (!matcher.matches()) {
            return null;
        }
        final int port = Integer.parseInt(matcher.group(4));
        return port < 1 || port > 65_535 ? null : new Transport("tcp".equals(matcher.group(1)),
            matcher.group(2) == null ? matcher.group(3) : matcher.group(2), port);
    }

    @Override
    public String toString() {
        return (tcp ? "tcp://" : "udp://") + host + ':' + port;
    }
}
