package org.mapi.core.tracking;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.mapi.core.tracking.fragment.Defragmenter;
import org.mapi.core.tracking.fragment.DefragmenterOptions;
import org.mapi.core.tracking.fragment.FragmentPolicy;
import org.mapi.core.tracking.meter.FlowMeter;
import org.mapi.core.tracking.meter.FlowMeterOptions;
import org.mapi.core.tracking.stream.BlockPool;
import org.mapi.core.tracking.stream.OverlapPolicy;
import org.mapi.core.tracking.stream.StreamBuffer;
import org.mapi.core.tracking.stream.StreamCursor;
import org.mapi.core.tracking.stream.StreamListener;
import org.mapi.packet.Packet;
import org.mapi.packet.PacketCursor;
import org.mapi.testkit.MutatedPackets;

/** Mutated packets, of real captures where they are there: nothing throws, nothing grows, every packet is in one account. */
class MutatedPacketsTest {
    private static final int PACKETS = Boolean.getBoolean("mapi.long") ? 10_000_000 : 100_000;
    private static final int CAPACITY = 500;
    private static final long BUDGET = 1 << 18;

    private final Arena arena = Arena.ofAuto();
    private final PacketCursor cursor = new PacketCursor();
    private final MemorySegment out = arena.allocate(1 << 16);
    private final BlockPool pool = new BlockPool(BUDGET, 256);
    private final StreamBuffer[] streams = new StreamBuffer[64];
    private final StreamCursor[] readers = new StreamCursor[streams.length];
    private final long[] reported = new long[1];

    private static Path traces() {
        final String root = System.getProperty("project.root");
        return root == null ? null : Path.of(root).resolve("../shared/traces");
    }

    @Test
    void shouldSurviveAndStayWithinBounds() {
        final MutatedPackets packets = new MutatedPackets(20_260_106, traces());
        final Defragmenter defragmenter = new Defragmenter(new DefragmenterOptions().budget(BUDGET).datagrams(CAPACITY)
            .ipv4(FragmentPolicy.LAST));
        final FlowMeter meter = new FlowMeter(new FlowMeterOptions(CAPACITY).bidirectional(true).inner(true)
            .activeTimeout(5_000_000_000L), (m, flow, reason) -> reported[0] += m.packets(flow, 0) + m.packets(flow, 1));
        for (int i = 0; i < streams.length; i++) {
            streams[i] = new StreamBuffer(pool);
            streams[i].open(i, 1 + 997L * i, OverlapPolicy.values()[i & 1], StreamListener.NONE);
            readers[i] = streams[i].cursor();
        }
        final MemorySegment memory = arena.allocate(MutatedPackets.LONGEST);
        cursor.region(memory);
        for (int i = 0; i < PACKETS; i++) {
            packets.next();
            MemorySegment.copy(packets.bytes(), 0, memory, ValueLayout.JAVA_BYTE, 0, packets.length());
            cursor.move(0, packets.length(), packets.wireLength(), packets.timestamp(), 0, packets.linkType(), i);
            final Packet packet = cursor.packet();
            meter.meter(packet);
            final Packet whole = defragmenter.add((i & 1) == 0 ? packet : packet.innermost());
            if (whole != null && whole.tcpFlags() != 0) {
                stream(whole);
            }
        }
        assertThat(meter.size()).isLessThanOrEqualTo(CAPACITY);
        meter.flush();
        assertThat(reported[0]).isEqualTo(meter.packets());
        assertThat(meter.packets() + meter.otherPackets()).isEqualTo(PACKETS);
        assertThat(defragmenter.memory()).isLessThan(BUDGET + (1 << 18));
        assertThat(pool.memory()).isLessThanOrEqualTo(BUDGET);
        defragmenter.close();
        pool.close();
    }

    private void stream(Packet packet) {
        final int number = packet.sourcePort() & streams.length - 1;
        streams[number].write((int) packet.tcpSequence() & 0xffff, packet, packet.payloadOffset(), packet.payloadLength());
        if (streams[number].gap() > 4000) {
            streams[number].skipGap();
        }
        final long count = readers[number].read(out, 0, 1 << 16);
        assertThat(readers[number].position()).isLessThanOrEqualTo(streams[number].expected());
        if (count > 0 && (packet.number() & 3) == 0) {
            streams[number].discard(readers[number].position());
        }
    }
}
