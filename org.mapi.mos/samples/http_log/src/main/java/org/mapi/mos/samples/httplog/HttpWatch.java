package org.mapi.mos.samples.httplog;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.function.Consumer;
import org.mapi.mos.BuiltInEvent;
import org.mapi.mos.ByteStream;
import org.mapi.mos.FlowContext;
import org.mapi.mos.FlowKey;
import org.mapi.mos.Hook;
import org.mapi.mos.Registrations;
import org.mapi.mos.Side;

/** What http_log does on one worker: reads new bytes of both sides into the connection's parsers. */
final class HttpWatch {
    private static final int PIECE = 16_384;

    private final List<String> headers;
    private final Consumer<String> lines;
    private final FlowKey<ConnectionReader> key;
    private final MemorySegment memory = Arena.ofAuto().allocate(PIECE);
    private final byte[] piece = new byte[PIECE];

    HttpWatch(Registrations on, List<String> headers, Consumer<String> lines) {
        this.headers = headers;
        this.lines = lines;
        key = on.key(ConnectionReader.class, reader -> reader.connection.close());
        on.at(Hook.NONE, BuiltInEvent.CONN_NEW_DATA, this::read);
        on.at(Hook.NONE, BuiltInEvent.ERROR, this::read);
    }

    private void read(FlowContext flow) {
        ConnectionReader reader = flow.get(key);
        if (reader == null) {
            reader = new ConnectionReader(flow, headers, lines);
            flow.set(key, reader);
        }
        reader.time(flow.time());
        final ByteStream stream = flow.stream(flow.side());
        final HttpParser parser = reader.connection.parser(flow.side());
        final long missing = reader.missing(flow.side(), stream.position());
        if (missing > 0) {
            parser.lost(missing, flow.time());
        }
        read(stream, parser, flow.time());
        reader.readUpTo(flow.side(), stream.position());
        if (reader.connection.isForeign()) {
            flow.stop(Side.BOTH);
        }
    }

    private void read(ByteStream stream, HttpParser parser, long now) {
        int count = stream.peek(memory);
        while (count != 0 && !parser.isForeign()) {
            if (count < 0) {
                parser.lost(-(long) count, now);
            } else {
                MemorySegment.copy(memory, ValueLayout.JAVA_BYTE, 0, piece, 0, count);
                parser.bytes(piece, count, now);
            }
            count = stream.peek(memory);
        }
    }
}
