package org.mapi.mos.stack;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.management.ManagementFactory;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.mapi.capture.CaptureDevice;
import org.mapi.capture.CaptureInterface;
import org.mapi.capture.DeviceKind;
import org.mapi.capture.DeviceProperties;
import org.mapi.capture.DeviceStatistics;
import org.mapi.capture.DeviceType;
import org.mapi.capture.PacketBatch;
import org.mapi.capture.PacketSink;
import org.mapi.mos.Buffering;
import org.mapi.mos.BuiltInEvent;
import org.mapi.mos.ChecksumPolicy;
import org.mapi.mos.ChecksumUpdate;
import org.mapi.mos.Hook;
import org.mapi.mos.MonitorOptions;
import org.mapi.mos.PacketPart;
import org.mapi.mos.SourceOptions;
import org.mapi.packet.LinkType;
import org.mapi.packet.Packet;
import org.mapi.packet.TcpFlags;

/** Nothing is allocated per packet, whatever is done to it. */
class SteadyStateTest {
    private static final int PACKETS = 32;
    private static final int WARM = 4000;
    private static final int STRETCH = 2000;
    private static final int STRETCHES = 4;
    private static final int ROUNDS = WARM + STRETCHES * STRETCH;
    private static final int PAYLOAD = 10;

    /** One direction of a connection for ever: each round of packets goes on where the last one ended. */
    private static final class Endless implements CaptureDevice {
        private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
        private final MemorySegment memory = Arena.ofAuto().allocate(1 << 16);
        private final int length;
        private final int step;
        private int sequence;
        private int acknowledgement;
        private long time = System.currentTimeMillis() * 1_000_000;
        long taken;

        Endless(byte[] frame, int step, int sequence, int acknowledgement) {
            length = frame.length;
            this.step = step;
            this.sequence = sequence;
            this.acknowledgement = acknowledgement;
            for (int i = 0; i < PACKETS; i++) {
                MemorySegment.copy(frame, 0, memory, ValueLayout.JAVA_BYTE, i * 256L, frame.length);
            }
        }

        @Override
        public DeviceProperties properties() {
            return new DeviceProperties(DeviceKind.LIVE, DeviceType.NIC, 65_535, 0, List.of(new CaptureInterface("endless",
                LinkType.ETHERNET, 65_535, "")));
        }

        @Override
        public int poll(int queue, PacketBatch batch, int limit) {
            for (int i = 0; i < PACKETS; i++) {
                memory.set(INT, i * 256L + 38, sequence);
                memory.set(INT, i * 256L + 42, acknowledgement);
                sequence += step;
                acknowledgement += PAYLOAD - step;
                time += 1000;
                batch.add(batch.region(memory), i * 256L, length, length, time, 0, LinkType.ETHERNET);
            }
            return PACKETS;
        }

        @Override
        public DeviceStatistics statistics() {
            return DeviceStatistics.NONE;
        }

        @Override
        public PacketSink openSink() {
            return new PacketSink() {
                @Override
                public int send(PacketBatch batch, int from, int count) {
                    taken += count;
                    return count;
                }

                @Override
                public boolean send(Packet packet) {
                    taken++;
                    return true;
                }

                @Override
                public long sent() {
                    return taken;
                }

                @Override
                public long dropped() {
                    return 0;
                }

                @Override
                public void close() { }
            };
        }

        @Override
        public void close() { }
    }

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final MemorySegment text = Arena.ofAuto().allocateFrom(ValueLayout.JAVA_BYTE, (byte) '-', (byte) '-');
    private final MemorySegment target = Arena.ofAuto().allocate(4096);
    private long read;
    private boolean inserted;

    private final TcpFrames frames = new TcpFrames(false, -1);
    private final Endless[] ends = {
        new Endless(frames.segment(0, TcpFlags.ACK, 0, 0, new byte[PAYLOAD]), PAYLOAD, 1001, 5001),
        new Endless(frames.segment(1, TcpFlags.ACK, 0, 0, new byte[0]), 0, 5001, 1001)};

    private Lane lane(boolean inline) {
        final Gate gate = new Gate();
        final SourceOptions options = SourceOptions.DEFAULT.withMidStream(true).withChecksums(ChecksumPolicy.IGNORE);
        final Lane lane = new Lane(new Worker(0, "steady", options, null, new EventForest(), gate, inline), gate);
        lane.attach(on -> {
            on.at(Hook.NONE, BuiltInEvent.CONN_NEW_DATA, flow -> read += flow.stream(flow.side()).peek(target, 0, 4096));
            on.at(Hook.SEND, BuiltInEvent.PKT_IN, flow -> {
                if (inline && flow.packet().payloadLength() > 0 && !inserted) {
                    inserted = true;
                    flow.packet().insert(PacketPart.PAYLOAD, 3, text, ChecksumUpdate.BOTH, true);
                }
            });
        }, MonitorOptions.streams("all", "").reading(Buffering.BOTH, 4096));
        return lane;
    }

    /** Bytes of the best of several stretches: what is not compiled yet may allocate, and compilation comes when it comes. */
    private long allocated(Runnable round) {
        repeat(round, WARM);
        long least = Long.MAX_VALUE;
        for (int i = 0; i < STRETCHES; i++) {
            final long before = threads.getCurrentThreadAllocatedBytes();
            repeat(round, STRETCH);
            least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
        }
        return least;
    }

    private static void repeat(Runnable round, int times) {
        for (int i = 0; i < times; i++) {
            round.run();
        }
    }

    private Runnable wire() {
        final Lane lane = lane(true);
        final Feed[] feeds = {new Port(new OpenDevice("one", ends[0]), 0, 0), new Port(new OpenDevice("two", ends[1]), 1, 0)};
        final Wire wire = new Wire(new PacketSink[] {ends[0].openSink(), ends[1].openSink()}, lane.worker.counters);
        final PollingAgent agent = new PollingAgent(lane, feeds, wire);
        return agent::doWork;
    }

    @Test
    void shouldAllocateNothingOnAWireWithReadersAndTranslatedNumbers() {
        assertThat(allocated(wire())).as("bytes for 128,000 packets").isLessThan(10_000);
        assertThat(read).isEqualTo((long) ROUNDS * PACKETS * PAYLOAD);
        assertThat(ends[1].taken).isEqualTo((long) ROUNDS * PACKETS);
    }

    @Test
    void shouldAllocateNothingBetweenDispatcherAndWorker() {
        final Lane lane = lane(false);
        final Spreader spreader = new Spreader(SourceOptions.DEFAULT, false, false, false);
        final Dispatcher dispatcher = new Dispatcher(new Feed[] {new Port(new OpenDevice("one", ends[0]), 0, 0)}, spreader,
            new Gate());
        final PollingAgent agent = new PollingAgent(lane, new Feed[] {spreader.rings[0]}, null);
        assertThat(allocated(() -> {
            dispatcher.doWork();
            agent.doWork();
        })).as("bytes for 64,000 packets").isLessThan(10_000);
        assertThat(read).isEqualTo((long) ROUNDS * PACKETS * PAYLOAD);
    }
}
