package org.mapi.run.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.mapi.capture.CaptureDevice;
import org.mapi.capture.DeviceKind;
import org.mapi.capture.DeviceRequest;
import org.mapi.capture.PacketBatch;
import org.mapi.capture.PacketSink;
import org.mapi.core.trace.TraceDriver;
import org.mapi.memif.driver.MemifDriver;
import org.mapi.memif.driver.MemifInterfaces;
import org.mapi.mos.BuiltInEvent;
import org.mapi.mos.Hook;
import org.mapi.mos.MonitorApplication;
import org.mapi.mos.MonitorOptions;
import org.mapi.mos.MosSource;
import org.mapi.mos.Side;
import org.mapi.mos.SourceOptions;
import org.mapi.mos.SourceStatistics;
import org.mapi.mos.stack.MosStack;
import org.mapi.mos.stack.OpenDevice;

/** The stack as the wire between two memif interfaces, whose peers are other ends of ours, or DPDK's testpmd. */
@Timeout(600)
class MemifInlineIT {
    private static final int PACKETS = Places.LONG ? 500_000 : 20_000;
    /** Packets on their way at most: what fits into the rings between. */
    private static final int WINDOW = 128;

    private final String prefix = "@mapi-wire-" + ProcessHandle.current().pid() + '-';
    private final MemifInterfaces interfaces = new MemifInterfaces();
    private final MosStack stack = new MosStack(() -> null);

    @AfterEach
    void close() {
        stack.close();
        interfaces.close();
    }

    private CaptureDevice open(String address, String role) {
        return new MemifDriver(interfaces).open(new DeviceRequest("memif:" + address, address, DeviceKind.LIVE,
            Map.of("role", role)));
    }

    private MosSource wire(String left, String right, String role, MonitorApplication application) {
        stack.monitor("", MonitorOptions.streams("proof", ""), application);
        // fragments that are held until their datagram is whole would change places with what comes behind them
        return stack.inline("wire", new OpenDevice("left", open(left, role)), new OpenDevice("right", open(right, role)),
            SourceOptions.DEFAULT.withDefragmentation(false));
    }

    /** One end: sends a trace, and compares what comes in with another one, or only counts it. */
    private static final class End implements AutoCloseable {
        private final CaptureDevice device;
        private final PacketSink sink;
        private final CaptureDevice trace;
        private final PacketBatch out = new PacketBatch();
        private final PacketBatch in = new PacketBatch();
        private int done;
        private boolean over;
        private long sent;
        private long received;
        private final ArrayDeque<byte[]> expected = new ArrayDeque<>();

        End(CaptureDevice device, Path trace) {
            this.device = device;
            sink = device.openSink();
            this.trace = trace == null ? null : new TraceDriver().open(new DeviceRequest("trace:" + trace, trace.toString(),
                DeviceKind.OFFLINE, Map.of()));
            over = trace == null;
        }

        /** Sends what comes next in the trace, at most so many packets; the other end is to expect them. */
        void send(int most, End other) {
            if (done == out.size() && !over) {
                out.clear();
                done = 0;
                over = trace.poll(0, out, 64) == CaptureDevice.END;
            }
            final int taken = sink.send(out, done, Math.min(most, out.size() - done));
            for (int i = done; i < done + taken; i++) {
                other.expected.add(bytes(out, i));
            }
            done += taken;
            sent += taken;
            sink.flush();
        }

        boolean hasSentAll() {
            return over && done == out.size();
        }

        /** Takes what came in; each has to be the next one that was sent, or, where some are dropped, a later one. */
        void receive() {
            in.clear();
            device.poll(0, in, PacketBatch.CAPACITY);
            for (int i = 0; i < in.size(); i++) {
                final byte[] got = bytes(in, i);
                byte[] next = expected.poll();
                while (next != null && !Arrays.equals(next, got)) {
                    next = expected.poll();
                }
                assertThat(next).as("packet %d that came in is one that was sent, in its order", received).isNotNull();
                received++;
            }
        }

        private static byte[] bytes(PacketBatch batch, int i) {
            return batch.segment(i).asSlice(batch.offset(i), batch.captureLength(i)).toArray(ValueLayout.JAVA_BYTE);
        }

        @Override
        public void close() {
            sink.close();
            device.close();
            if (trace != null) {
                trace.close();
            }
        }
    }

    /** Sends both traces, each to the other end, until everything has arrived that was not dropped on the way. */
    private static void exchange(End left, End right, MosSource wire) {
        final long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(300);
        while (!left.hasSentAll() || !right.hasSentAll() || left.received + right.received + dropped(wire)
            < left.sent + right.sent) {
            final long travelling = left.sent + right.sent - left.received - right.received - dropped(wire);
            if (travelling < WINDOW) {
                left.send(WINDOW / 4, right);
                right.send(WINDOW / 4, left);
            }
            left.receive();
            right.receive();
            assertThat(System.nanoTime()).as("deadline: sent %d and %d, received %d and %d, %s", left.sent, right.sent,
                right.received, left.received, wire.information()).isLessThan(deadline);
        }
        left.receive();
        right.receive();
    }

    private static long dropped(MosSource wire) {
        return wire.information().statistics().dropped();
    }

    @Test
    void shouldForwardBothWaysBetweenTwoMemifInterfacesWhatIsNotDropped() throws Exception {
        final AtomicLong dropped = new AtomicLong();
        final AtomicLong flows = new AtomicLong();
        final MosSource wire = wire(prefix + "left/0", prefix + "right/0", "master", on -> {
            on.at(Hook.SEND, BuiltInEvent.CONN_START, flow -> flows.incrementAndGet());
            on.at(Hook.SEND, BuiltInEvent.PKT_IN, flow -> {
                if (flow.endpoints().port(Side.CLIENT) % 8 == 0) {
                    flow.packet().drop();
                    dropped.incrementAndGet();
                }
            });
        });
        try (End left = new End(open(prefix + "left/0", "slave"), Generated.trace(PACKETS, 21));
             End right = new End(open(prefix + "right/0", "slave"), Generated.trace(PACKETS, 22))) {
            exchange(left, right, wire);
            final SourceStatistics counted = wire.information().statistics();
            assertThat(left.sent).isEqualTo(right.sent).isEqualTo(PACKETS);
            assertThat(counted.packets()).isEqualTo(2L * PACKETS);
            assertThat(counted.forwarded()).isEqualTo(left.received + right.received);
            assertThat(counted.dropped()).isEqualTo(dropped.get()).isPositive();
            assertThat(flows).hasPositiveValue();
            assertThat(wire.information().failure()).isEmpty();
        }
    }

    @Test
    void shouldForwardToTestpmdWhichSendsItToAnotherInterface() throws Exception {
        Testpmd.assume("memif");
        final Path trace = Generated.trace(PACKETS, 21);
        final String socket = Places.work("memif").resolve("wire.sock").toString();
        Files.deleteIfExists(Path.of(socket));
        try (Testpmd peer = new Testpmd(List.of(), 1, Testpmd.memif(0, "server", socket, 1), Testpmd.memif(1, "server", socket,
                2)); End first = new End(open(prefix + "pmd/0", "master"), trace)) {
            peer.awaitOutput("Checking link statuses");
            // the far end of the wire is testpmd's first port, which forwards to its second one and so to us
            final MosSource wire = wire(prefix + "pmd/0", socket + "/1", "slave", on -> { });
            try (End last = new End(open(socket + "/2", "slave"), null)) {
                exchange(first, last, wire);
                assertThat(last.received).isEqualTo(PACKETS);
                assertThat(wire.information().statistics().forwarded()).isEqualTo(PACKETS);
            }
        }
    }
}
