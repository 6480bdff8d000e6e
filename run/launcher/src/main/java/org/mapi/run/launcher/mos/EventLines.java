package org.mapi.run.launcher.mos;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.mapi.mos.BuiltInEvent;
import org.mapi.mos.FlowContext;
import org.mapi.mos.MonitoredPacket;
import org.mapi.mos.Side;
import org.mapi.mos.SourceStatistics;
import org.mapi.packet.Packet;

/** Prints a line for every event. */
final class EventLines extends EventPrinter {
    private static final long SECOND = 1_000_000_000L;

    private final PrintStream out;
    private final EventFormat format;

    EventLines(PrintStream out, EventFormat format) {
        this.out = out;
        this.format = format;
    }

    @Override
    void event(FlowContext flow) {
        final Map<String, Object> view = view(flow);
        if (format == EventFormat.JSONL) {
            try {
                out.println(JSON.std.asString(view));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        } else {
            final StringBuilder line = new StringBuilder(160);
            view.forEach((name, value) -> {
                if (!name.equals("flow")) {
                    line.append(line.isEmpty() ? "" : " ").append(value);
                }
            });
            out.println(line);
        }
    }

    private static Map<String, Object> view(FlowContext flow) {
        final Map<String, Object> view = new LinkedHashMap<>();
        final long time = flow.time();
        view.put("time", Instant.ofEpochSecond(Math.floorDiv(time, SECOND), Math.floorMod(time, SECOND)).toString());
        view.put("hook", flow.hook().name());
        view.put("side", flow.side().name());
        view.put("event", flow.event().label());
        view.put("flow", flow.id());
        final MonitoredPacket packet = flow.hasPacket() ? flow.packet() : null;
        if (flow.id() == 0) {
            final Packet frame = packet.frame();
            view.put("client", AddressText.source(frame));
            view.put("server", AddressText.destination(frame));
            view.put("clientState", "-");
            view.put("serverState", "-");
        } else {
            view.put("client", Endpoint.of(flow.endpoints(), Side.CLIENT));
            view.put("server", Endpoint.of(flow.endpoints(), Side.SERVER));
            view.put("clientState", flow.state(Side.CLIENT).name());
            view.put("serverState", flow.state(Side.SERVER).name());
        }
        view.put("length", packet == null ? 0 : packet.payloadLength());
        view.put("offset", packet == null ? 0 : packet.streamOffset());
        if (flow.event() == BuiltInEvent.CONN_END || flow.event() == BuiltInEvent.UDP_END
            || flow.event() == BuiltInEvent.ICMP_END) {
            view.put("reason", flow.closeReason().name());
        }
        return view;
    }

    @Override
    void finish(SourceStatistics statistics) {
        // every event has been printed
    }
}
