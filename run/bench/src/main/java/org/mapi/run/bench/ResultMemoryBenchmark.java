package org.mapi.run.bench;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.mapi.core.engine.memory.BlockIdentity;
import org.mapi.core.engine.memory.BlockRequest;
import org.mapi.core.engine.memory.ResultMemory;
import org.mapi.core.engine.memory.ResultSlot;
import org.mapi.core.engine.memory.RingQueue;
import org.mapi.core.engine.memory.SlotSnapshot;
import org.mapi.result.QueueReader;
import org.mapi.result.ResultSchema;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The two structures of result memory, written and read by one thread: a counter's block published and copied, a record of a
 * packet's length put into a queue and taken out. Beside each the plain copy of as many bytes.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class ResultMemoryBenchmark {
    /** Bytes of a record: about the mean packet of the traces with its header. */
    static final int RECORD = 448;
    private static final long QUEUE = 1 << 20;
    private static final int BLOCK = 72;

    private Path directory;
    private ResultMemory memory;
    private ResultSlot slot;
    private SlotSnapshot snapshot;
    private RingQueue queue;
    private QueueReader reader;
    private final QueueReader.RecordConsumer taker = this::take;
    private MemorySegment from;
    private MemorySegment to;
    private long number;
    private long taken;
    private long sum;

    /** Makes a file and a queue where results lie. */
    @Setup
    public void setUp() throws IOException {
        final Path shared = Path.of("/dev/shm");
        directory = Files.isWritable(shared) ? Files.createTempDirectory(shared, "mapi-bench-")
            : Files.createTempDirectory("mapi-bench-results-");
        memory = ResultMemory.open(directory);
        slot = memory.createFile("bench", 0, List.of(
            new BlockRequest(new BlockIdentity(1, 1, "PKT_COUNTER", "bench", "1"), ResultSchema.COUNTER))).slot(0);
        snapshot = slot.newSnapshot();
        queue = memory.createQueue("bench", QUEUE, RECORD);
        reader = queue.reader();
        from = Arena.ofAuto().allocate(QUEUE, Long.BYTES);
        to = Arena.ofAuto().allocate(QUEUE, Long.BYTES);
    }

    /** An agent publishes a counter. */
    @Benchmark
    public void publish() {
        slot.begin().setLong(0, ++number);
        slot.end(number, number, number, number, 0);
    }

    /** A reader copies it. */
    @Benchmark
    public Object snapshot() {
        return slot.snapshot(snapshot);
    }

    /** The bytes of a block, copied. */
    @Benchmark
    public void copyBlock() {
        MemorySegment.copy(from, 0, to, 0, BLOCK);
    }

    /** A record goes into the queue and out again: filled, committed, shown to readers, looked at. */
    @Benchmark
    public long queue() {
        final long at = queue.claim(RECORD);
        if (at >= 0) {
            MemorySegment.copy(from, 0, queue.segment(), at, RECORD);
            queue.commit();
            queue.flush();
        }
        if (reader.poll(taker)) {
            taken++;
        }
        return sum;
    }

    private void take(MemorySegment segment, long offset, int length) {
        sum += segment.get(ValueLayout.JAVA_LONG_UNALIGNED, offset) + length;
    }

    /** The bytes of a record, copied through memory of the queue's size. */
    @Benchmark
    public void copyRecord() {
        number = number + RECORD > QUEUE - RECORD ? 0 : number + RECORD;
        MemorySegment.copy(from, 0, to, number, RECORD);
    }

    /** Records that came out of the queue, for the smoke test. */
    long taken() {
        return taken;
    }

    /** What the last copy of the block says, for the smoke test. */
    long copied() {
        return snapshot.payload().get(ValueLayout.JAVA_LONG_UNALIGNED, 0);
    }

    /** Deletes everything. */
    @TearDown
    public void tearDown() throws IOException {
        reader.close();
        queue.close();
        memory.close();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
