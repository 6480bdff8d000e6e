package org.mapi.mos.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.mapi.mos.Buffering;
import org.mapi.mos.BuiltInEvent;
import org.mapi.mos.ByteStream;
import org.mapi.mos.ChecksumPolicy;
import org.mapi.mos.ChecksumUpdate;
import org.mapi.mos.FlowContext;
import org.mapi.mos.Hook;
import org.mapi.mos.MonitorOptions;
import org.mapi.mos.MonitoredPacket;
import org.mapi.mos.MosException;
import org.mapi.mos.OverlapPolicy;
import org.mapi.mos.PacketPart;
import org.mapi.mos.Registrations;
import org.mapi.mos.Side;
import org.mapi.mos.SourceOptions;
import org.mapi.packet.PacketCursor;
import org.mapi.testkit.MutatedPackets;

/** Applications that do everything they may, in no sensible order, on mutated packets: nothing but refusals comes of it. */
class EditStormTest {
    private static final long PACKETS = Boolean.getBoolean("mapi.long") ? 3_000_000 : 60_000;
    private static final long BUDGET = 1 << 18;

    private final Random random = new Random(11);
    private final MemorySegment bytes = Arena.ofAuto().allocate(1 << 16);
    private final long[] done = new long[10];
    private long refused;

    private Worker worker(OverlapPolicy policy) {
        final Worker worker = Workers.of(SourceOptions.DEFAULT.withLimits(300, BUDGET).withMidStream(policy == OverlapPolicy.LAST)
            .withChecksums(ChecksumPolicy.IGNORE));
        for (int size : new int[] {MonitorOptions.LEAST_BUFFER_SIZE, 40_000}) {
            worker.attach(on -> {
                on.overlap(Side.BOTH, policy);
                on.recordFrames(size > MonitorOptions.LEAST_BUFFER_SIZE);
                register(on);
            }, MonitorOptions.streams("storm " + size, "").reading(Buffering.BOTH, size));
        }
        return worker;
    }

    private void register(Registrations on) {
        for (BuiltInEvent event : BuiltInEvent.values()) {
            for (Hook hook : event.hooks()) {
                on.at(hook, event, this::act);
            }
        }
    }

    private void act(FlowContext flow) {
        final int what = random.nextInt(60);
        if (what < done.length) {
            try {
                act(flow, what);
                done[what]++;
            } catch (MosException refusal) {
                refused++;
            }
        }
    }

    private void act(FlowContext flow, int what) {
        final Side side = flow.side();
        switch (what) {
            case 0 -> flow.stream(side).peek(bytes, random.nextInt(100), random.nextInt(2000));
            case 1 -> flow.stream(side).peekAt(random.nextInt(100_000) - 10, bytes, 0, random.nextInt(2000));
            case 2 -> flow.stream(side).resize(random.nextInt(4) == 0 ? 0 : random.nextInt(1 << 17) - 10);
            case 3 -> flow.stream(side).overlap(OverlapPolicy.values()[random.nextInt(2)]);
            case 4 -> skip(flow.stream(side));
            case 5 -> flow.stop(Side.values()[random.nextInt(3)]);
            case 6 -> flow.lastPacket(side).frame().protocol();
            case 7 -> flow.at(Hook.SEND, BuiltInEvent.PKT_IN, this::act);
            case 8 -> flow.remove(Hook.RECEIVE, BuiltInEvent.PKT_IN);
            default -> edit(flow.packet());
        }
    }

    private void skip(ByteStream stream) {
        stream.skipTo(stream.position() + random.nextInt(3000));
        for (int i = 0; i < stream.fragments(); i++) {
            assertThat(stream.fragmentLength(i)).isPositive();
        }
    }

    private void edit(MonitoredPacket packet) {
        final PacketPart part = PacketPart.values()[random.nextInt(PacketPart.values().length)];
        final ChecksumUpdate update = ChecksumUpdate.values()[random.nextInt(ChecksumUpdate.values().length)];
        final int offset = random.nextInt(60) - 5;
        switch (random.nextInt(4)) {
            case 0 -> packet.drop();
            case 1 -> packet.overwrite(part, offset, bytes.asSlice(0, random.nextInt(60)), update);
            case 2 -> packet.insert(part, offset, bytes.asSlice(0, random.nextInt(5) * 4), update, false);
            default -> packet.chomp(part, offset, random.nextInt(5) * 4, update, false);
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldRefuseWhatCannotBeAndSurviveTheRest(OverlapPolicy policy) {
        final Worker worker = worker(policy);
        final MutatedPackets packets = new MutatedPackets(9, Path.of(System.getProperty("project.root"))
            .resolve("../shared/traces"));
        final MemorySegment memory = Arena.ofAuto().allocate(MutatedPackets.LONGEST + 8);
        final PacketCursor cursor = new PacketCursor();
        cursor.region(memory);
        for (long i = 0; i < PACKETS; i++) {
            packets.next();
            MemorySegment.copy(packets.bytes(), 0, memory, ValueLayout.JAVA_BYTE, 0, packets.length());
            cursor.move(0, packets.length(), packets.wireLength(), packets.timestamp(), 0, packets.linkType(), i + 1);
            worker.process(cursor.packet(), 0);
        }
        assertThat(done).as("each kind of call succeeded").doesNotContain(0);
        assertThat(refused).isPositive();
        assertThat(worker.counters.applicationFaults).isZero();
        assertThat(worker.monitors.all()).allMatch(MonitorSocket::isCalled);
        assertThat(worker.table.size()).isLessThanOrEqualTo(300);
        assertThat(worker.streams.memory()).isLessThanOrEqualTo(BUDGET);
        worker.close();
        assertThat(worker.streams.memory()).isZero();
    }
}
