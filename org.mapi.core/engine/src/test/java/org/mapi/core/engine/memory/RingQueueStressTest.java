package org.mapi.core.engine.memory;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mapi.result.QueueReader;

/** Readers of different speed see every record whole and in order; what is missing is counted. */
class RingQueueStressTest {
    private static final int LONGEST = 200;
    private static final int SHORTEST = 16;
    private static final int RECORDS = 150_000;
    private static final long DEADLINE = TimeUnit.SECONDS.toNanos(300);

    @TempDir
    private Path dir;
    private ResultMemory memory;
    private RingQueue queue;
    private volatile boolean done;

    @BeforeEach
    void open() throws IOException {
        memory = ResultMemory.open(dir);
        queue = memory.createQueue("q", 16384, LONGEST);
    }

    @AfterEach
    void close() throws IOException {
        memory.close();
    }

    /** What one reader found. */
    private static final class Findings {
        private long records;
        private long last = -1;
        private long gaps;
        /** What is done before the first record is looked at. */
        private final Runnable atFirst;

        Findings(Runnable atFirst) {
            this.atFirst = atFirst;
        }

        /** Checks one record: number, length and a pattern made of both. */
        void accept(MemorySegment segment, long offset, int length) {
            if (records == 0) {
                atFirst.run();
            }
            final long number = OrderedMemory.getLong(segment, offset);
            if (OrderedMemory.getLong(segment, offset + 8) != ~number) {
                throw new AssertionError("torn record: number=" + number);
            }
            for (int i = SHORTEST; i < length; i++) {
                if (segment.get(ValueLayout.JAVA_BYTE, offset + i) != (byte) (number + i)) {
                    throw new AssertionError("torn record: number=" + number + ", byte=" + i);
                }
            }
            if (number <= last) {
                throw new AssertionError("out of order: number=" + number + ", last=" + last);
            }
            gaps += last < 0 ? 0 : number - last - 1;
            last = number;
            records++;
        }
    }

    private static RandomGenerator random(long seed) {
        return RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    }

    /** Writes records; one that finds no room is lost or, with patience, written later. Returns how many were written. */
    private long write(long seed, int records, boolean patient) {
        return write(seed, 0, records, patient);
    }

    private long write(long seed, int first, int records, boolean patient) {
        final RandomGenerator random = random(seed);
        final long deadline = System.nanoTime() + DEADLINE;
        long written = 0;
        for (long number = first; number < records; number++) {
            final int length = random.nextInt(SHORTEST, LONGEST + 1);
            long at = queue.claim(length);
            while (at < 0 && patient && System.nanoTime() < deadline) {
                queue.flush();
                Thread.yield();
                at = queue.claim(length);
            }
            if (at < 0) {
                queue.lost(1);
            } else {
                fill(at, number, length);
                queue.commit();
                written++;
            }
            if (random.nextInt(64) == 0) {
                queue.flush();
            }
        }
        queue.end();
        return written;
    }

    private void fill(long at, long number, int length) {
        final MemorySegment ring = queue.segment();
        OrderedMemory.putLong(ring, at, number);
        OrderedMemory.putLong(ring, at + 8, ~number);
        for (int i = SHORTEST; i < length; i++) {
            ring.set(ValueLayout.JAVA_BYTE, at + i, (byte) (number + i));
        }
    }

    /** Waits until a reader of this queue that has just read its first record has certainly missed some. */
    private void awaitOvertaken() {
        final long deadline = System.nanoTime() + DEADLINE;
        while (queue.producerAcquire() < 2 * queue.capacity() && System.nanoTime() < deadline) {
            Thread.yield();
        }
    }

    private static Findings readAll(QueueReader reader, long seed, int laziness) throws InterruptedException {
        return readAll(reader, seed, laziness, () -> { });
    }

    private static Findings readAll(QueueReader reader, long seed, int laziness, Runnable atFirst) throws InterruptedException {
        final RandomGenerator random = random(seed);
        final Findings findings = new Findings(atFirst);
        while (!reader.ended()) {
            if (!reader.poll(findings::accept)) {
                reader.await(TimeUnit.MILLISECONDS.toNanos(50));
            } else if (laziness > 0 && random.nextInt(1000) == 0) {
                LockSupport.parkNanos(random.nextInt(laziness));
            }
        }
        return findings;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void shouldGiveEveryRecordToEveryReaderWhenTheWriterWaits(long seed) throws Exception {
        try (ExecutorService threads = Executors.newCachedThreadPool()) {
            final List<Future<Findings>> readers = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                final QueueReader reader = queue.reader();
                final int laziness = i * 50_000;
                final long readerSeed = seed * 10 + i;
                readers.add(threads.submit(() -> readAll(reader, readerSeed, laziness)));
            }
            assertThat(write(seed, RECORDS, true)).isEqualTo(RECORDS);
            for (Future<Findings> reader : readers) {
                assertThat(reader.get().records).isEqualTo(RECORDS);
                assertThat(reader.get().gaps).isZero();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {4, 5})
    void shouldCountWhatASlowReaderCostsEveryReader(long seed) throws Exception {
        try (ExecutorService threads = Executors.newCachedThreadPool()) {
            final List<QueueReader> readers = List.of(queue.reader(), queue.reader());
            final List<Future<Findings>> findings = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                final int number = i;
                findings.add(threads.submit(() -> readAll(readers.get(number), seed + number, number * 2_000_000)));
            }
            final long written = write(seed, RECORDS, false);
            for (int i = 0; i < 2; i++) {
                assertThat(findings.get(i).get().records).isEqualTo(written);
                assertThat(readers.get(i).lost()).isEqualTo(RECORDS - written);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {6, 7})
    void shouldStayWholeWhileReadersComeAndGo(long seed) throws Exception {
        queue.reader().close();
        try (ExecutorService threads = Executors.newCachedThreadPool()) {
            final List<Future<Long>> visitors = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                final long visitorSeed = seed * 10 + i;
                visitors.add(threads.submit(() -> visit(visitorSeed)));
            }
            write(seed, RECORDS / 5, true);
            done = true;
            for (Future<Long> visitor : visitors) {
                assertThat(visitor.get()).as("visits").isPositive();
            }
        }
    }

    private long visit(long seed) {
        final RandomGenerator random = random(seed);
        long visits = 0;
        while (!done || visits == 0) {
            try (QueueReader reader = queue.reader()) {
                final Findings findings = new Findings(() -> { });
                for (int i = random.nextInt(1, 2000); i > 0 && !reader.ended(); i--) {
                    if (!reader.poll(findings::accept)) {
                        Thread.yield();
                    }
                }
                if (findings.gaps > reader.lost()) {
                    throw new AssertionError("gaps=" + findings.gaps + ", lost=" + reader.lost());
                }
            }
            visits++;
        }
        return visits;
    }

    private void writeFirst() {
        fill(queue.claim(SHORTEST), 0, SHORTEST);
        queue.commit();
    }

    @Test
    void shouldReadWholeRecordsBeforeTheWriterKnowsTheReader() throws Exception {
        queue.reader().close();
        try (ExecutorService threads = Executors.newCachedThreadPool()) {
            final RingReader unknown = new RingReader(queue, queue.segment(), queue.capacity(), 0, false);
            unknown.heededFrom(Integer.MAX_VALUE);
            final Future<Findings> reading = threads.submit(() -> readAll(unknown, 9, 200_000, this::awaitOvertaken));
            // The reader is at work before the writer outruns it, however busy the machine is.
            writeFirst();
            final long deadline = System.nanoTime() + DEADLINE;
            while (unknown.positionAcquire() == 0 && System.nanoTime() < deadline) {
                Thread.yield();
            }
            assertThat(write(9, 1, RECORDS, false)).isEqualTo(RECORDS - 1);
            assertThat(reading.get().last).isEqualTo(RECORDS - 1);
            assertThat(reading.get().gaps).isPositive().isEqualTo(unknown.lost());
        }
    }

    @Test
    void shouldDetectThatAForeignReaderIsOvertaken() throws Exception {
        queue.reader().close();
        try (ForeignQueueReader foreign = new ForeignQueueReader(queue.path());
             ExecutorService threads = Executors.newCachedThreadPool()) {
            final CountDownLatch begun = new CountDownLatch(1);
            final Future<Findings> reading = threads.submit(() -> readForeign(foreign, () -> {
                begun.countDown();
                awaitOvertaken();
            }));
            writeFirst();
            assertThat(begun.await(DEADLINE, TimeUnit.NANOSECONDS)).isTrue();
            final long written = write(8, 1, RECORDS, false);
            assertThat(written).as("a foreign reader never delays the writer").isEqualTo(RECORDS - 1);
            final Findings findings = reading.get();
            assertThat(findings.last).isEqualTo(RECORDS - 1);
            assertThat(findings.gaps).isPositive().isEqualTo(foreign.overtaken());
            assertThat(findings.records).isPositive();
        }
    }

    private static Findings readForeign(ForeignQueueReader foreign, Runnable atFirst) {
        final Findings findings = new Findings(atFirst);
        final RandomGenerator random = random(99);
        boolean more = true;
        while (more) {
            final boolean ended = foreign.ended();
            more = foreign.next();
            if (more) {
                findings.accept(foreign.record(), 0, foreign.length());
                if (random.nextInt(500) == 0) {
                    LockSupport.parkNanos(500_000);
                }
            }
            more |= !ended;
        }
        return findings;
    }

    @Test
    void shouldAllocateNothingPerRecord() {
        final QueueReader reader = queue.reader();
        final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        final QueueReader.RecordConsumer consumer = (segment, offset, length) -> { };
        long allocated = Long.MAX_VALUE;
        // Interpreted code may allocate; the compiled must not. So: in some round, nothing.
        for (final long start = System.nanoTime(); allocated != 0 && System.nanoTime() - start < DEADLINE;) {
            final long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < 5000; i++) {
                fill(queue.claim(32), i, 32);
                queue.commit();
                queue.free();
                queue.flush();
                reader.poll(consumer);
            }
            allocated = threads.getCurrentThreadAllocatedBytes() - before;
        }
        assertThat(allocated).isZero();
    }
}
