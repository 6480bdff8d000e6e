package org.mapi.run.proof;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.mapi.mos.BuiltInEvent;
import org.mapi.mos.ByteStream;
import org.mapi.mos.FlowContext;
import org.mapi.mos.Hook;
import org.mapi.mos.MonitorApplication;
import org.mapi.mos.MonitoredPacket;
import org.mapi.mos.Registrations;
import org.mapi.mos.Side;
import org.mapi.packet.IpProtocol;
import org.mapi.packet.Packet;
import org.mapi.packet.TcpFlags;

/** Counts of a capture by the mOS stack, under the names of tshark's analysis; what its events do not say, from its streams. */
final class MosCounts implements MonitorApplication {
    private final Map<String, Integer> counts = new TreeMap<>();
    private boolean fillsGap;

    private MosCounts() { }

    /** Reads a whole trace; what was not found is 0. */
    static Map<String, Integer> of(Path trace) throws IOException {
        final MosCounts counts = new MosCounts();
        MosTrace.read(trace, counts);
        return counts.counts;
    }

    private void count(String name) {
        counts.merge(name, 1, Integer::sum);
    }

    @Override
    public void attach(Registrations on) {
        on.at(Hook.NONE, BuiltInEvent.ORPHAN, flow -> flags(flow.packet()));
        on.at(Hook.SEND, BuiltInEvent.PKT_IN, this::sent);
        on.at(Hook.RECEIVE, BuiltInEvent.REXMIT, flow -> {
            count("retransmission");
            fillsGap = false;
        });
        on.at(Hook.RECEIVE, BuiltInEvent.PKT_IN, flow -> {
            if (fillsGap) {
                count("out_of_order");
            }
        });
        on.at(Hook.RECEIVE, BuiltInEvent.KEEP_ALIVE, flow -> count("keep_alive"));
        on.at(Hook.RECEIVE, BuiltInEvent.WINDOW_PROBE, flow -> count("zero_window_probe"));
        on.at(Hook.RECEIVE, BuiltInEvent.CONN_END, flow -> {
            if (flow.side() == Side.CLIENT) {
                count("tcp_streams");
            }
        });
    }

    private void flags(MonitoredPacket packet) {
        final Packet frame = packet.frame();
        final int flags = frame.tcpFlags();
        count("tcp");
        if ((flags & TcpFlags.RST) != 0) {
            count("rst");
        }
        if ((flags & TcpFlags.SYN) != 0 && (flags & TcpFlags.ACK) == 0) {
            count("syn");
        }
        if (packet.window() == 0 && (flags & (TcpFlags.RST | TcpFlags.SYN | TcpFlags.FIN)) == 0) {
            count("zero_window");
        }
    }

    /** Before the segment is stored: where it lies in what came so far. */
    private void sent(FlowContext flow) {
        if (flow.endpoints().protocol() != IpProtocol.TCP) {
            return;
        }
        final MonitoredPacket packet = flow.packet();
        flags(packet);
        final ByteStream stream = flow.stream(flow.side() == Side.CLIENT ? Side.SERVER : Side.CLIENT);
        final int length = packet.frame().payloadWireLength();
        fillsGap = length > 0 && packet.streamOffset() < stream.receivedEnd() && (packet.frame().tcpFlags() & TcpFlags.RST) == 0;
        if (packet.streamOffset() > stream.receivedEnd() + (packet.frame().tcpFlags() & TcpFlags.SYN)
                && (length > 0 || (packet.frame().tcpFlags() & TcpFlags.FIN) != 0)) {
            count("lost_segment");
        }
    }
}
