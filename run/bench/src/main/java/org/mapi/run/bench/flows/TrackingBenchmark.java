package org.mapi.run.bench.flows;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.mapi.core.tracking.FlowHash;
import org.mapi.core.tracking.FlowKey;
import org.mapi.core.tracking.FlowTable;
import org.mapi.core.tracking.FlowTableOptions;
import org.mapi.core.tracking.stream.BlockPool;
import org.mapi.core.tracking.stream.OverlapPolicy;
import org.mapi.core.tracking.stream.StreamBuffer;
import org.mapi.core.tracking.stream.StreamCursor;
import org.mapi.core.tracking.stream.StreamListener;
import org.mapi.packet.LinkType;
import org.mapi.packet.Packet;
import org.mapi.packet.PacketCursor;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Nanoseconds per packet in memory: decoding alone, with the look-up and update of its flow among so many, and the reassembly of
 * segments of 1,448 bytes, in order and with every tenth late.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(TrackingBenchmark.PACKETS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class TrackingBenchmark {
    /** Packets of one invocation. */
    public static final int PACKETS = 1 << 16;
    private static final int FRAME = 64;
    private static final int SEGMENT = 1448;
    private static final int WINDOW = 1 << 16;

    /** Number of flows; packets choose among them at random. */
    @Param({"1000", "100000", "1000000"})
    public int flows;

    private final Arena arena = Arena.ofShared();
    private final PacketCursor cursor = new PacketCursor();
    private final FlowKey key = new FlowKey(FlowKey.VLAN);
    private final BlockPool pool = new BlockPool(16 << 20, BlockPool.DEFAULT_BLOCK);
    private final StreamBuffer stream = new StreamBuffer(pool);
    private MemorySegment frames;
    private MemorySegment data;
    private MemorySegment target;
    private FlowTable table;
    private StreamCursor reader;
    private long position;
    private int next;
    private long time;

    /** Makes frames, and a table with all flows in it. */
    @Setup
    public void setUp() {
        frames = arena.allocate((long) flows * FRAME, 64);
        final SplittableRandom random = new SplittableRandom(1);
        final byte[] frame = new byte[FRAME];
        for (int i = 0; i < flows; i++) {
            ByteBuffer.wrap(frame).putLong(0).putInt(0).putShort((short) 0x0800).putShort((short) 0x4500).putShort((short) 50)
                .putInt(0).putShort((short) 0x4006).putShort((short) 0).putInt(random.nextInt()).putInt(i)
                .putShort((short) random.nextInt()).putShort((short) 80).putInt(1).putInt(1).putShort((short) 0x5010);
            MemorySegment.copy(frame, 0, frames, ValueLayout.JAVA_BYTE, (long) i * FRAME, FRAME);
        }
        table = new FlowTable(new FlowTableOptions(flows).words(4).hash(new FlowHash(1)), (flow, end) -> { });
        for (int i = 0; i < flows; i++) {
            update(packet(i));
        }
        data = arena.allocate(1 << 20);
        target = arena.allocate(1 << 16);
        cursor.region(frames);
        stream.open(0, WINDOW, OverlapPolicy.FIRST, StreamListener.NONE);
        reader = stream.cursor();
    }

    private Packet packet(int number) {
        cursor.region(frames);
        cursor.move((long) number * FRAME, FRAME, FRAME, ++time, 0, LinkType.ETHERNET, 1);
        return cursor.packet();
    }

    private int random() {
        next = next * 1_664_525 + 1_013_904_223;
        return (int) ((next & 0xffff_ffffL) * flows >>> 32);
    }

    private void update(Packet packet) {
        key.set(packet);
        int flow = table.find(key);
        flow = flow == FlowTable.NONE ? table.insert(key, 0, packet.timestamp()) : table.touch(flow, packet.timestamp());
        table.add(flow, key.direction(), 1);
        table.add(flow, 2 + key.direction(), packet.wireLength());
    }

    /** Decoding down to the ports. */
    @Benchmark
    public long decode() {
        long sum = 0;
        for (int i = 0; i < PACKETS; i++) {
            key.set(packet(random()));
            sum += key.lowerPort();
        }
        return sum;
    }

    /** Decoding, look-up, touch, and two counters. */
    @Benchmark
    public int flow() {
        for (int i = 0; i < PACKETS; i++) {
            update(packet(random()));
        }
        return table.size();
    }

    /** Segments in order, read at once. */
    @Benchmark
    public long inOrder() {
        for (int i = 0; i < PACKETS; i++) {
            stream.write(position, data, 0, SEGMENT);
            position += SEGMENT;
            reader.read(target, 0, SEGMENT);
        }
        return reader.position();
    }

    /** Every tenth segment comes three segments late. */
    @Benchmark
    public long late() {
        for (int i = 0; i + 10 <= PACKETS; i += 10) {
            for (int j = 0; j < 10; j++) {
                final int order = j < 6 ? j : j < 9 ? j + 1 : 6;
                stream.write(position + (long) order * SEGMENT, data, 0, SEGMENT);
                reader.read(target, 0, 1 << 16);
            }
            position += 10L * SEGMENT;
        }
        return reader.position();
    }

    /** Frees memory. */
    @TearDown
    public void tearDown() {
        pool.close();
        arena.close();
    }
}
