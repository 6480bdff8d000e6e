package org.mapi.run.bench.mos;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.management.ManagementFactory;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.mapi.mos.Buffering;
import org.mapi.mos.BuiltInEvent;
import org.mapi.mos.ChecksumPolicy;
import org.mapi.mos.Hook;
import org.mapi.mos.MonitorApplication;
import org.mapi.mos.MonitorOptions;
import org.mapi.mos.PacketFollower;
import org.mapi.mos.SourceOptions;
import org.mapi.mos.SourceStatistics;
import org.mapi.mos.stack.MosStack;
import org.mapi.packet.LinkType;
import org.mapi.packet.PacketCursor;
import org.mapi.packet.TcpFlags;
import org.mapi.run.bench.Peer;

/**
 * Memory of connections that are open at once: without buffers, with a value of the application for each, and with buffers of
 * which everything was read, first of as many connections as the budget has room for; and what a packet costs when it belongs to
 * any of them.
 *
 * <p>Arguments: connections (default 1,000,000).
 */
public final class IdleConnections {
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final int HEADERS = 54;
    private static final int PAYLOAD = 100;
    private static final int CLIENT = 0x0a000000;
    private static final int SERVER = 0xc0a80001;

    private static final long BUDGET = 256L << 20;
    /** Connections whose payload fits into the budget: a block of 2,048 bytes each way. */
    private static final int KEPT = 65_000;

    private final int connections;
    private final MemorySegment frame = Arena.ofAuto().allocate(HEADERS + PAYLOAD, 8);
    private final PacketCursor cursor = new PacketCursor();
    private long time = 1_000_000_000_000_000_000L;

    IdleConnections(int connections) {
        this.connections = connections;
        frame.set(SHORT, 12, (short) 0x0800);
        frame.set(SHORT, 14, (short) 0x4500);
        frame.set(SHORT, 22, (short) 0x4006);
        cursor.region(frame);
    }

    /** Runs it. */
    public static void main(String[] arguments) {
        final int connections = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 1_000_000;
        System.out.printf(Locale.ROOT, "mos memory: %,d connections at once, %s%n", connections, Peer.load());
        new IdleConnections(connections).report("no buffers", 0, on ->
            on.at(Hook.SEND, BuiltInEvent.CONN_START, flow -> { }));
        new IdleConnections(connections).report("midstat: a row for each", 0, new ConnectionTable());
        new IdleConnections(Math.min(connections, KEPT)).report("100 bytes of each side read, all kept", 8192, new Everything(0));
        new IdleConnections(connections).report("the same, most of them given up", 8192, new Everything(0));
    }

    private void report(String name, int buffers, MonitorApplication application) {
        final double[] result = measure(buffers, application);
        System.out.printf(Locale.ROOT, "  %-40s %,9d: %6.0f bytes on the heap and %6.0f of payload per connection, %,d MiB "
            + "in all; %.0f ns for a packet of any of them%n", name, connections, result[0], result[1],
            (long) ((result[0] + result[1]) * connections) >> 20, result[2]);
    }

    private static long heap() {
        for (int i = 0; i < 4; i++) {
            System.gc();
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    /** Bytes on the heap and of payload per connection, and nanoseconds for a packet of a random one. */
    double[] measure(int buffers, MonitorApplication application) {
        final long before = heap();
        try (MosStack stack = new MosStack(() -> null)) {
            final PacketFollower source = stack.follow("idle", List.of(), SourceOptions.DEFAULT
                .withChecksums(ChecksumPolicy.IGNORE).withLimits(connections, BUDGET));
            final MonitorOptions streams = MonitorOptions.streams("bench", "");
            source.monitor(buffers == 0 ? streams : streams.reading(Buffering.BOTH, buffers), application);
            for (int i = 0; i < connections; i++) {
                open(source, i, buffers > 0);
            }
            final long after = heap();
            final SourceStatistics statistics = source.information().statistics();
            if (statistics.flowsNow() != connections) {
                throw new IllegalStateException("connections: " + statistics.flowsNow() + ", expected " + connections);
            }
            return new double[] {(double) (after - before) / connections, (double) statistics.memoryNow() / connections,
                anyPacket(source)};
        }
    }

    private double anyPacket(PacketFollower source) {
        final SplittableRandom random = new SplittableRandom(1);
        double least = Double.MAX_VALUE;
        for (int round = 0; round < 5; round++) {
            final long begin = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
            for (int i = 0; i < 300_000; i++) {
                send(source, random.nextInt(connections), 0, TcpFlags.ACK, 1 + PAYLOAD, 1 + PAYLOAD, 0);
            }
            least = Math.min(least, (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - begin) / 300_000.0);
        }
        return least;
    }

    private void open(PacketFollower source, int number, boolean data) {
        send(source, number, 0, TcpFlags.SYN, 0, 0, 0);
        send(source, number, 1, TcpFlags.SYN | TcpFlags.ACK, 0, 1, 0);
        send(source, number, 0, TcpFlags.ACK, 1, 1, 0);
        if (data) {
            send(source, number, 0, TcpFlags.ACK, 1, 1, PAYLOAD);
            send(source, number, 1, TcpFlags.ACK, 1, 1 + PAYLOAD, PAYLOAD);
        }
    }

    private void send(PacketFollower source, int number, int sender, int flags, int sequence, int acknowledgement, int payload) {
        final int port = 1024 + number % 60_000;
        final int client = CLIENT + number / 60_000;
        frame.set(SHORT, 16, (short) (40 + payload));
        frame.set(INT, 26, sender == 0 ? client : SERVER);
        frame.set(INT, 30, sender == 0 ? SERVER : client);
        frame.set(SHORT, 34, (short) (sender == 0 ? port : 80));
        frame.set(SHORT, 36, (short) (sender == 0 ? 80 : port));
        frame.set(INT, 38, 1000 + sequence);
        frame.set(INT, 42, (flags & TcpFlags.ACK) == 0 ? 0 : 1000 + acknowledgement);
        frame.set(SHORT, 46, (short) (0x5000 | flags));
        frame.set(SHORT, 48, (short) 0xffff);
        time += 1000;
        cursor.move(0, HEADERS + payload, HEADERS + payload, time, 0, LinkType.ETHERNET, 1);
        source.process(cursor.packet());
    }
}
