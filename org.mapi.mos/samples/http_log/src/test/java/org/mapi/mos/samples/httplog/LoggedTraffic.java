package org.mapi.mos.samples.httplog;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.mapi.mos.Buffering;
import org.mapi.mos.MonitorOptions;
import org.mapi.mos.PacketFollower;
import org.mapi.mos.SourceOptions;
import org.mapi.mos.stack.MosStack;
import org.mapi.testkit.TcpDialogue;

/** A source with http_log on it; what it logged, as maps. */
final class LoggedTraffic implements AutoCloseable {
    static final List<String> HEADERS = List.of("host", "user-agent", "content-type", "content-length");

    final PacketFollower source;
    final List<Map<String, Object>> lines = new ArrayList<>();
    private final MosStack stack = new MosStack(() -> null);

    LoggedTraffic() {
        this(SourceOptions.DEFAULT, 262_144);
    }

    LoggedTraffic(SourceOptions options, int buffer) {
        source = stack.follow("made", List.of(), options);
        source.monitor(MonitorOptions.streams("http_log", "").reading(Buffering.BOTH, buffer),
            on -> new HttpWatch(on, HEADERS, this::log));
    }

    private void log(String line) {
        try {
            lines.add(JSON.std.mapFrom(line));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    TcpDialogue dialogue() {
        return new TcpDialogue(source::process);
    }

    /** Fields of all lines of a type, in order, with '/' between them. */
    List<String> of(String type, String... fields) {
        final List<String> found = new ArrayList<>();
        for (Map<String, Object> line : lines) {
            if (type.equals(line.get("type"))) {
                final List<String> values = new ArrayList<>();
                for (String field : fields) {
                    values.add(String.valueOf(line.get(field)));
                }
                found.add(String.join("/", values));
            }
        }
        return found;
    }

    @Override
    public void close() {
        stack.close();
    }
}
