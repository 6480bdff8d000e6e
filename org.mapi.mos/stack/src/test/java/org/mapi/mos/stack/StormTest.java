package org.mapi.mos.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.mapi.mos.Buffering;
import org.mapi.mos.BuiltInEvent;
import org.mapi.mos.ChecksumPolicy;
import org.mapi.mos.MonitorOptions;
import org.mapi.mos.SourceOptions;
import org.mapi.packet.PacketCursor;
import org.mapi.testkit.MutatedPackets;

/** Mutated real packets neither break the stack nor make it grow. */
class StormTest {
    private static final long PACKETS = Boolean.getBoolean("mapi.long") ? 10_000_000 : 100_000;

    @Test
    void shouldSurviveMutatedPacketsWithinItsBudget() {
        final long budget = 1 << 20;
        final Worker worker = Workers.of(SourceOptions.DEFAULT.withLimits(500, budget).withMidStream(true)
            .withChecksums(ChecksumPolicy.IGNORE));
        final EventLog log = new EventLog();
        final MemorySegment bytes = Arena.ofAuto().allocate(1 << 16);
        final long[] read = new long[1];
        worker.attach(log, MonitorOptions.streams("storm", "").reading(Buffering.BOTH, 16_384));
        log.also = flow -> {
            if (flow.event() == BuiltInEvent.CONN_NEW_DATA) {
                read[0] += Math.max(0, flow.stream(flow.side()).peek(bytes));
            }
            log.lines.clear();
        };
        final Path traces = Path.of(System.getProperty("project.root")).resolve("../shared/traces");
        final MutatedPackets packets = new MutatedPackets(7, traces);
        final MemorySegment memory = Arena.ofAuto().allocate(MutatedPackets.LONGEST + 8);
        final PacketCursor cursor = new PacketCursor();
        cursor.region(memory);
        for (long i = 0; i < PACKETS; i++) {
            packets.next();
            MemorySegment.copy(packets.bytes(), 0, memory, ValueLayout.JAVA_BYTE, 0, packets.length());
            cursor.move(0, packets.length(), packets.wireLength(), packets.timestamp(), 0, packets.linkType(), i + 1);
            worker.process(cursor.packet(), 0);
        }
        final WorkerCounters counters = worker.counters;
        assertThat(counters.packets).isEqualTo(PACKETS).isEqualTo(counters.monitored + counters.unmonitored + counters.orphans
            + counters.badChecksum + counters.fragmentsKept);
        assertThat(read[0]).isPositive();
        assertThat(worker.table.size()).isLessThanOrEqualTo(500);
        assertThat(worker.streams.memory()).isLessThanOrEqualTo(budget);
        assertThat(counters.applicationFaults).isZero();
        worker.close();
    }
}
