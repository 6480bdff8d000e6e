package org.mapi.mos.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mapi.mos.stack.Segments.CLIENT;
import static org.mapi.mos.stack.Segments.SERVER;
import static org.mapi.packet.TcpFlags.ACK;
import static org.mapi.packet.TcpFlags.SYN;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.mapi.mos.Buffering;
import org.mapi.mos.BuiltInEvent;
import org.mapi.mos.ChecksumPolicy;
import org.mapi.mos.Hook;
import org.mapi.mos.MonitorOptions;
import org.mapi.mos.Side;
import org.mapi.mos.SourceOptions;

/** Many sources: memory stays within bounds, established connections stay, idle ones go in the order of their last packets. */
class FloodTest {
    private static final int SOURCES = Boolean.getBoolean("mapi.long") ? 10_000_000 : 100_000;
    private static final int FLOWS = 20_000;
    /** What a flow of the table may cost. */
    private static final long PER_FLOW = 400;
    private static final long SLACK = 6 << 20;

    private static long heap() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    @Test
    void shouldStayWithinItsBudgetUnderAFloodOfSources() {
        final long before = heap();
        final long budget = 1 << 20;
        final Worker worker = Workers.of(SourceOptions.DEFAULT.withLimits(FLOWS, budget).withChecksums(ChecksumPolicy.IGNORE));
        final long[] ends = new long[1];
        final long[] bytes = new long[1];
        worker.attach(on -> {
            on.at(Hook.SEND, BuiltInEvent.CONN_END, flow -> ends[0]++);
            on.at(Hook.NONE, BuiltInEvent.CONN_NEW_DATA, flow -> bytes[0] = flow.stream(Side.SERVER).contiguousEnd());
        }, MonitorOptions.streams("flood", "").reading(Buffering.BOTH, 8192));
        final Segments wire = new Segments(worker);
        wire.send(CLIENT, SYN, 0, 0, "");
        wire.send(SERVER, SYN | ACK, 0, 0, "");
        wire.send(CLIENT, ACK, 0, 0, "");
        final Segments flood = new Segments(worker);
        flood.step = 1;
        for (int i = 0; i < SOURCES; i++) {
            flood.address(0x0b00_0000 + i, 0xc0000201).send(CLIENT, SYN, 0, 0, i % 100 == 0 ? "early" : "");
        }
        assertThat(worker.table.size()).isEqualTo(FLOWS);
        assertThat(worker.counters.flowsEvicted).isEqualTo(SOURCES + 1 - FLOWS);
        assertThat(ends[0]).as("two sides of each flow that gave way").isEqualTo(2 * (SOURCES + 1L - FLOWS));
        assertThat(worker.streams.memory()).isLessThanOrEqualTo(budget);
        assertThat(heap() - before).as("bytes on the heap").isLessThan(FLOWS * PER_FLOW + SLACK);
        bytes[0] = 0;
        wire.send(CLIENT, ACK, 0, 0, "alive");
        assertThat(bytes[0]).isEqualTo(5);
        worker.close();
    }

    @Test
    void shouldForgetIdleFlowsInTheOrderOfTheirLastPackets() {
        final long timeout = Duration.ofSeconds(3).toNanos();
        final Worker worker = Workers.of(SourceOptions.DEFAULT.withTimeouts(Duration.ofSeconds(3), Duration.ZERO));
        final Map<Integer, Long> last = new HashMap<>();
        final List<Long> gone = new ArrayList<>();
        worker.attach(on -> on.at(Hook.SEND, BuiltInEvent.CONN_END, flow -> {
            if (flow.side() == Side.CLIENT) {
                final long seen = last.remove(flow.endpoints().port(Side.CLIENT));
                gone.add(seen);
                assertThat(worker.now() - seen).isGreaterThanOrEqualTo(timeout);
            }
        }), MonitorOptions.streams("idle", ""));
        final Random random = new Random(3);
        final Segments wire = new Segments(worker);
        for (int i = 0; i < 20_000; i++) {
            final int port = 1024 + random.nextInt(1 + random.nextInt(4000));
            wire.step = random.nextInt(4) == 0 ? random.nextInt(20_000_000) : 0;
            worker.advance(wire.time + wire.step);
            last.put(port, wire.time + wire.step);
            wire.port(port).send(CLIENT, SYN, 0, 0, "");
        }
        assertThat(worker.counters.applicationFaults).isZero();
        assertThat(gone).hasSizeGreaterThan(1000).isSorted();
        worker.advance(wire.time + timeout);
        assertThat(last).isEmpty();
        assertThat(gone).isSorted();
        worker.close();
    }
}
