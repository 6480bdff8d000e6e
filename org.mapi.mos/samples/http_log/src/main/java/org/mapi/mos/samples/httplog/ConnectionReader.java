package org.mapi.mos.samples.httplog;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.mapi.mos.FlowContext;
import org.mapi.mos.FlowEndpoints;
import org.mapi.mos.Side;

/** One connection in the log: makes a line of JSON of whatever it tells. */
final class ConnectionReader implements HttpConnection.MessageSink {
    private static final long SECOND = 1_000_000_000L;

    final HttpConnection connection = new HttpConnection(this);
    private final long flow;
    private final String client;
    private final String server;
    private final List<String> headers;
    private final Consumer<String> lines;
    /** Up to where each side's bytes were read. */
    private final long[] position = new long[2];
    private long time;

    /**
     * A connection.
     *
     * @param context the flow at hand
     * @param headers names of the headers that are logged, lower case
     * @param lines   takes the log
     */
    ConnectionReader(FlowContext context, List<String> headers, Consumer<String> lines) {
        flow = context.id();
        client = name(context.endpoints(), Side.CLIENT);
        server = name(context.endpoints(), Side.SERVER);
        this.headers = headers;
        this.lines = lines;
        for (Side side : new Side[] {Side.CLIENT, Side.SERVER}) {
            position[side.number()] = context.stream(side).position();
            if (context.isMidStream() || position[side.number()] > 0) {
                // Picked up later, or taken over from another version of this sample.
                connection.beginAnywhere(side);
            }
        }
    }

    private static String name(FlowEndpoints ends, Side side) {
        final String address = ends.address(side).getHostAddress();
        return ends.ipVersion() == 6 ? '[' + address + "]:" + ends.port(side) : address + ':' + ends.port(side);
    }

    void time(long now) {
        time = now;
    }

    /** Bytes that the stream has skipped since the last reading, the very first ones of the connection for instance. */
    long missing(Side receiver, long now) {
        return Math.max(0, now - position[receiver.number()]);
    }

    void readUpTo(Side receiver, long now) {
        position[receiver.number()] = now;
    }

    @Override
    public void message(HttpMessage message, boolean complete) {
        final Map<String, Object> line = line(message.isRequest() ? "request" : "response", message.time);
        line.put("number", message.number);
        if (message.isRequest()) {
            line.put("method", message.method);
            line.put("uri", message.uri);
        } else {
            line.put("request", message.request == 0 ? null : message.request);
            line.put("status", message.status);
            line.put("phrase", message.phrase);
        }
        line.put("version", message.version);
        final Map<String, String> shown = new LinkedHashMap<>();
        for (String name : headers) {
            final String value = message.headers.get(name);
            if (value != null) {
                shown.put(name, value);
            }
        }
        line.put("headers", shown);
        line.put("body", message.body);
        if (message.lost > 0) {
            line.put("lost", message.lost);
        }
        if (message.headTruncated) {
            line.put("truncated", true);
        }
        line.put("complete", complete);
        write(line);
    }

    @Override
    public void gap(Side receiver, long bytes, int[] unanswered) {
        final Map<String, Object> line = line("gap", time);
        line.put("to", receiver == Side.CLIENT ? "client" : "server");
        line.put("lost", bytes);
        if (receiver == Side.CLIENT) {
            line.put("unanswered", unanswered);
        }
        write(line);
    }

    private Map<String, Object> line(String type, long when) {
        final Map<String, Object> line = new LinkedHashMap<>();
        line.put("time", Instant.ofEpochSecond(Math.floorDiv(when, SECOND), Math.floorMod(when, SECOND)).toString());
        line.put("type", type);
        line.put("connection", flow);
        line.put("client", client);
        line.put("server", server);
        return line;
    }

    private void write(Map<String, Object> line) {
        try {
            lines.accept(JSON.std.with(JSON.Feature.WRITE_NULL_PROPERTIES).asString(line));
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }
}
