package org.mapi.core.engine.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mapi.MapiError;
import org.mapi.MapiException;
import org.mapi.result.Bound;
import org.mapi.result.ResultBlock;
import org.mapi.result.ResultLayout;
import org.mapi.result.ResultSchema;

/** A value whose parts hang together, x and x times i, is never seen in parts. */
class ResultSlotStressTest {
    record Square(@Bound(2) long[] multiples) { }

    private static final long NANOS = TimeUnit.MILLISECONDS.toNanos(700);
    private static final int FEWEST_READINGS = 200;
    private static final int FEWEST_MOVES = 5;
    /** How long the writer goes on for readers that find no processor. */
    private static final long DEADLINE = TimeUnit.SECONDS.toNanos(300);

    @TempDir
    private Path dir;
    private ResultMemory memory;
    private volatile boolean stop;
    private final List<AtomicLong> readings = new CopyOnWriteArrayList<>();

    @BeforeEach
    void open() throws IOException {
        memory = ResultMemory.open(dir);
    }

    @AfterEach
    void close() throws IOException {
        memory.close();
    }

    static ResultSchema square(int multiples) {
        return ResultLayout.of(Square.class).schema().withBound("multiples", multiples);
    }

    private static BlockRequest request(int flow, int multiples) {
        return new BlockRequest(new BlockIdentity(flow, 1, "SQUARE", "test", "1"), square(multiples));
    }

    private static void publish(ResultSlot slot, int multiples, long x) {
        final ResultBlock block = slot.begin();
        for (int i = 0; i < multiples; i++) {
            block.setLong(8 * i, x * (i + 1));
        }
        slot.end(x, 2 * x, 3 * x, 4 * x, 5 * x);
    }

    private static void check(MemorySegment image, int multiples) {
        final long x = OrderedMemory.getLong(image, BlockDescriptor.CAPTURE_TIME);
        for (int i = 2; i <= 5; i++) {
            if (OrderedMemory.getLong(image, 8L * i) != i * x) {
                throw new AssertionError("torn header: x=" + x + ", field=" + i);
            }
        }
        for (int i = 0; i < multiples; i++) {
            if (OrderedMemory.getLong(image, BlockDescriptor.HEADER_LENGTH + 8L * i) != x * (i + 1)) {
                throw new AssertionError("torn payload: x=" + x + ", element=" + i);
            }
        }
    }

    /** One more reader's counter. */
    private AtomicLong counter() {
        final AtomicLong counter = new AtomicLong();
        readings.add(counter);
        return counter;
    }

    /** Whether the writer goes on: for some time, and until each reader has read enough, however busy the machine is. */
    private boolean goesOn(long start, List<Future<Long>> readers) {
        final long time = System.nanoTime() - start;
        return time < NANOS || time < DEADLINE && readers.stream().noneMatch(Future::isDone)
            && readings.stream().anyMatch(reader -> reader.get() <= FEWEST_READINGS);
    }

    private long readInside(ResultSlot slot, int multiples, AtomicLong readings) {
        final SlotSnapshot snapshot = slot.newSnapshot();
        long last = 0;
        while (!stop) {
            if (slot.snapshot(snapshot) == ReadOutcome.READ) {
                check(snapshot.image(), multiples);
                if (snapshot.publication() < last) {
                    throw new AssertionError("went back: publication=" + snapshot.publication() + ", before=" + last);
                }
                last = snapshot.publication();
                readings.incrementAndGet();
            }
        }
        return readings.get();
    }

    /** What a foreign process does, with its own mapping, from the documented layout alone. */
    private long readForeign(Path path, int multiples, AtomicLong readings) throws IOException {
        final SlotSnapshot snapshot = new SlotSnapshot(8 * multiples);
        try (ForeignFile file = new ForeignFile(path)) {
            final long entry = file.entry(1, 1);
            final long block = file.entryLong(entry, EntryDescriptor.BLOCK_OFFSET);
            final int slots = file.entryInt(entry, EntryDescriptor.SLOTS);
            final int stride = file.entryInt(entry, EntryDescriptor.SLOT_STRIDE);
            while (!stop) {
                final long number = OrderedMemory.getLongAcquire(file.segment(), block) / 2;
                MemorySegment.copy(file.segment(), block + number % slots * stride, snapshot.image(), 0, 64 + 8L * multiples);
                VarHandle.loadLoadFence();
                if (OrderedMemory.getLongAcquire(file.segment(), block) < 2 * number + 2 * slots - 1) {
                    check(snapshot.image(), multiples);
                    readings.incrementAndGet();
                }
            }
        }
        return readings.get();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 8, 512, 513, 4000})
    void shouldNeverShowAMixOfTwoValues(int multiples) throws Exception {
        final ResultFile file = memory.createFile("eth0", 0, List.of(request(1, multiples)));
        try (ExecutorService threads = Executors.newCachedThreadPool()) {
            final List<Future<Long>> readers = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                final AtomicLong counter = counter();
                readers.add(threads.submit(() -> readInside(file.slot(0), multiples, counter)));
            }
            final AtomicLong foreign = counter();
            readers.add(threads.submit(() -> readForeign(file.path(), multiples, foreign)));
            long x = 0;
            for (final long start = System.nanoTime(); goesOn(start, readers);) {
                publish(file.slot(0), multiples, ++x);
            }
            finish(readers);
        }
    }

    private void finish(List<Future<Long>> readers) throws InterruptedException, ExecutionException {
        stop = true;
        for (Future<Long> reader : readers) {
            assertThat(reader.get()).isGreaterThan(FEWEST_READINGS);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 1000})
    void shouldNeverShowAMixWhileBlocksMoveToSuccessors(int multiples) throws Exception {
        ResultFile file = memory.createFile("eth0", 0, List.of(request(1, multiples)));
        final ResultSlot slot = file.slot(0);
        try (ExecutorService threads = Executors.newCachedThreadPool()) {
            final List<Future<Long>> readers = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                final AtomicLong counter = counter();
                readers.add(threads.submit(() -> readInside(slot, multiples, counter)));
            }
            long x = 0;
            for (final long start = System.nanoTime(); goesOn(start, readers) || file.generation() <= FEWEST_MOVES;) {
                final Successor next = file.successor(List.of());
                for (int i = 0; i < 100; i++) {
                    publish(slot, multiples, ++x);
                }
                next.activate();
                publish(slot, multiples, ++x);
                next.retire();
                file = next.file();
            }
            finish(readers);
        }
    }

    @Test
    void shouldReportBusyWhenTheWriterStopsHalfWay() throws IOException {
        final ResultFile file = memory.createFile("eth0", 0, List.of(request(1, 4), request(2, 1000)));
        for (int i = 0; i < 2; i++) {
            final ResultSlot slot = file.slot(i);
            publish(slot, i == 0 ? 4 : 1000, 9);
            final SlotLocation at = slot.location();
            OrderedMemory.putLong(at.file(), at.offset(), 3);
            assertThat(slot.snapshot(slot.newSnapshot())).isEqualTo(i == 0 ? ReadOutcome.BUSY : ReadOutcome.READ);
        }
        assertThatExceptionOfType(MapiException.class)
            .isThrownBy(() -> file.slot(0).read())
            .withMessageStartingWith("the result was being written each time it was read: type=Square, attempts=1000 or 100 ms")
            .satisfies(e -> assertThat(e.error()).isEqualTo(MapiError.MAPI_RESULT_BUSY));
    }

    /** A slot whose writer has stopped half way. */
    private ResultSlot stopped() throws IOException {
        final ResultSlot slot = memory.createFile("eth0", 0, List.of(request(1, 4))).slot(0);
        publish(slot, 4, 9);
        OrderedMemory.putLong(slot.location().file(), slot.location().offset(), 3);
        return slot;
    }

    @Test
    void shouldGiveUpByTimeWhereEachTurnOfAReaderTakesLong() throws IOException {
        final ResultSlot slot = stopped();
        final AtomicLong clock = new AtomicLong(Long.MAX_VALUE - 1);
        final AtomicLong looks = new AtomicLong();
        assertThat(slot.snapshot(slot.newSnapshot(), () -> {
            looks.incrementAndGet();
            return clock.getAndAdd(TimeUnit.MILLISECONDS.toNanos(40));
        })).isEqualTo(ReadOutcome.BUSY);
        assertThat(looks).as("0, 40, 80 and 120 ms").hasValue(4);
    }

    @Test
    void shouldGiveUpAfterAThousandAttemptsWhereTheyTakeNoTime() throws IOException {
        final ResultSlot slot = stopped();
        final AtomicLong looks = new AtomicLong();
        assertThat(slot.snapshot(slot.newSnapshot(), () -> {
            looks.incrementAndGet();
            return 0;
        })).isEqualTo(ReadOutcome.BUSY);
        assertThat(looks).hasValue(900);
    }

    @Test
    void shouldTryOnceMoreAfterATurnThatTookAllTheTime() throws IOException {
        final ResultSlot slot = stopped();
        final SlotSnapshot snapshot = slot.newSnapshot();
        final AtomicLong clock = new AtomicLong();
        assertThat(slot.snapshot(snapshot, () -> {
            publish(slot, 4, 10);
            return clock.getAndAdd(TimeUnit.SECONDS.toNanos(1));
        })).isEqualTo(ReadOutcome.READ);
        check(snapshot.image(), 4);
        assertThat(snapshot.publication()).isEqualTo(2);
    }

    @Test
    void shouldAllocateNothingWhenItPublishesOrReads() throws IOException {
        final ResultFile file = memory.createFile("eth0", 0, List.of(request(1, 4), request(2, 1000)));
        final SlotSnapshot snapshot = file.slot(0).newSnapshot();
        final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        final ResultSlot small = file.slot(0);
        final ResultSlot large = file.slot(1);
        long allocated = Long.MAX_VALUE;
        // Interpreted code may allocate; the compiled must not. Compilation comes when it comes, so: in some round, nothing.
        for (final long start = System.nanoTime(); allocated != 0 && System.nanoTime() - start < DEADLINE;) {
            final long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < 2000; i++) {
                publish(small, 4, i);
                publish(large, 10, i);
                file.heartbeat(i);
                file.counter(AgentCounter.PACKETS, i);
                small.snapshot(snapshot);
            }
            allocated = threads.getCurrentThreadAllocatedBytes() - before;
        }
        assertThat(allocated).isZero();
    }
}
