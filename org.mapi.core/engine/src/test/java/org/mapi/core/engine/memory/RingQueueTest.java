package org.mapi.core.engine.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mapi.result.QueueReader;

class RingQueueTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    @TempDir
    private Path dir;
    private ResultMemory memory;

    @BeforeEach
    void open() throws IOException {
        memory = ResultMemory.open(dir);
    }

    @AfterEach
    void close() throws IOException {
        memory.close();
    }

    private static boolean write(RingQueue queue, int length, long value) {
        final long at = queue.claim(length);
        if (at < 0) {
            queue.lost(1);
            return false;
        }
        OrderedMemory.putLong(queue.segment(), at, value);
        queue.commit();
        return true;
    }

    private static List<Long> drain(QueueReader reader) {
        final List<Long> values = new ArrayList<>();
        while (reader.poll((segment, offset, length) -> values.add(OrderedMemory.getLong(segment, offset)))) {
            assertThat(values).hasSizeLessThan(1_000_000);
        }
        return values;
    }

    private static List<Long> range(long from, long to) {
        final List<Long> values = new ArrayList<>();
        for (long i = from; i < to; i++) {
            values.add(i);
        }
        return values;
    }

    @Test
    void shouldRoundTheRoomUpToAPowerOfTwo() throws IOException {
        assertThat(memory.createQueue("a", 1, 8).capacity()).isEqualTo(4096);
        assertThat(memory.createQueue("b", 4096, 8).capacity()).isEqualTo(4096);
        assertThat(memory.createQueue("c", 4097, 8).capacity()).isEqualTo(8192);
        assertThat(memory.createQueue("d", 1, 2048).capacity()).as("four longest records").isEqualTo(16384);
        assertThatIllegalArgumentException().isThrownBy(() -> memory.createQueue("e", 0, 8))
            .withMessageStartingWith("no such ring: bytes=0, maximumRecordLength=8");
        assertThatIllegalArgumentException().isThrownBy(() -> memory.createQueue("f", 1, 0));
    }

    @Test
    void shouldKeepTheNewestRecordsAndCountTheOthersWhenItWasTiredOfWaitingForAReader() throws IOException {
        final RingQueue queue = memory.createQueue("q", 4096, 16);
        for (int i = 0; i < 130; i++) {
            write(queue, 16, i);
        }
        queue.stopWaiting();
        assertThat(queue.free()).isGreaterThanOrEqualTo(128);
        for (int i = 130; i < 1_000; i++) {
            assertThat(write(queue, 16, i)).isTrue();
        }
        final QueueReader reader = queue.reader();
        final List<Long> got = drain(reader);
        assertThat(got).isEqualTo(range(1_000 - got.size(), 1_000)).hasSizeGreaterThan(120);
        assertThat(reader.lost()).isEqualTo(1_000 - got.size());
        queue.stopWaiting();
        int written = 0;
        while (write(queue, 16, 0)) {
            written++;
        }
        assertThat(written).isLessThanOrEqualTo(128);
    }

    @Test
    void shouldKeepWhatComesBeforeTheFirstReaderAndCountTheRest() throws IOException {
        final RingQueue queue = memory.createQueue("q", 4096, 16);
        for (int i = 0; i < 200; i++) {
            assertThat(write(queue, 16, i)).isEqualTo(i < 128);
        }
        final QueueReader reader = queue.reader();
        assertThat(drain(reader)).isEqualTo(range(0, 128));
        assertThat(reader.lost()).isEqualTo(72);
        assertThat(write(queue, 16, 200)).isTrue();
        assertThat(drain(reader)).containsExactly(200L);
        assertThat(reader.lost()).isEqualTo(72);
    }

    @Test
    void shouldHandOutRecordsInOrderAcrossTheEndOfTheRing() throws IOException {
        final RingQueue queue = memory.createQueue("q", 4096, 1000);
        final QueueReader reader = queue.reader();
        long written = 0;
        for (int length = 8; length <= 1000; length += 7) {
            final int count = 1 + length % 3;
            for (int i = 0; i < count; i++) {
                assertThat(write(queue, length, written + i)).isTrue();
            }
            assertThat(drain(reader)).isEqualTo(range(written, written + count));
            written += count;
        }
        assertThat(reader.lost()).isZero();
    }

    @Test
    void shouldGiveEachReaderEveryRecord() throws IOException {
        final RingQueue queue = memory.createQueue("q", 4096, 16);
        final QueueReader first = queue.reader();
        final QueueReader second = queue.reader();
        for (int i = 0; i < 100; i++) {
            write(queue, 8, i);
        }
        assertThat(drain(first)).isEqualTo(range(0, 100));
        final QueueReader third = queue.reader();
        assertThat(drain(third)).as("starts with the oldest").isEqualTo(range(0, 100));
        for (int i = 100; i < 200; i++) {
            assertThat(write(queue, 8, i)).as("held up by the second: " + i).isEqualTo(i < 128);
        }
        assertThat(drain(second)).isEqualTo(range(0, 128));
        assertThat(second.lost()).isEqualTo(72);
        assertThat(drain(first)).isEqualTo(range(100, 128));
        assertThat(first.lost()).isEqualTo(72);
        assertThat(drain(third)).isEqualTo(range(100, 128));
    }

    @Test
    void shouldNotWaitForReadersThatAreClosed() throws IOException {
        final RingQueue queue = memory.createQueue("q", 4096, 16);
        final QueueReader slow = queue.reader();
        final QueueReader fast = queue.reader();
        slow.close();
        slow.close();
        for (int i = 0; i < 1000; i++) {
            assertThat(write(queue, 8, i)).isTrue();
            assertThat(drain(fast)).containsExactly((long) i);
        }
        assertThat(slow.poll((segment, offset, length) -> { })).isFalse();
        assertThat(slow.ended()).isTrue();
    }

    @Test
    void shouldRunFreelyWithoutReadersAndHeedOneThatComes() throws IOException {
        final RingQueue queue = memory.createQueue("q", 4096, 16);
        queue.reader().close();
        for (int i = 0; i < 1000; i++) {
            assertThat(write(queue, 8, i)).isTrue();
        }
        final QueueReader reader = queue.reader();
        assertThat(drain(reader)).as("before the writer knows it").isEqualTo(range(872, 1000));
        for (int i = 1000; i < 1200; i++) {
            assertThat(write(queue, 8, i)).isEqualTo(i < 1128);
        }
        assertThat(drain(reader)).isEqualTo(range(1000, 1128));
        assertThat(reader.lost()).isEqualTo(72);
    }

    @Test
    void shouldMoveAReaderUpThatWasOvertakenBeforeTheWriterKnewIt() throws IOException {
        final RingQueue queue = memory.createQueue("q", 4096, 16);
        queue.reader().close();
        for (int i = 0; i < 128; i++) {
            write(queue, 8, i);
        }
        final RingReader late = new RingReader(queue, queue.segment(), queue.capacity(), 0, false);
        late.heededFrom(Integer.MAX_VALUE);
        final long[] seen = {-1};
        assertThat(late.poll((segment, offset, length) -> seen[0] = OrderedMemory.getLong(segment, offset))).isTrue();
        assertThat(seen[0]).isZero();
        for (int i = 128; i < 200; i++) {
            write(queue, 8, i);
        }
        assertThat(late.poll((segment, offset, length) -> seen[0] = OrderedMemory.getLong(segment, offset))).isTrue();
        assertThat(seen[0]).isEqualTo(72);
        assertThat(late.lost()).as("1 to 71").isEqualTo(71);
    }

    @Test
    void shouldTellHowManyRecordsCanBeClaimed() throws IOException {
        final RingQueue queue = memory.createQueue("q", 4096, 500);
        final QueueReader reader = queue.reader();
        int written = 0;
        for (int round = 0; round < 100; round++) {
            final int free = queue.free();
            assertThat(free).isBetween(round == 0 ? 7 : 6, 7);
            for (int i = 0; i < free; i++) {
                assertThat(write(queue, round % 2 == 0 ? 500 : 8 + (round * 37 + i * 91) % 492, written++)).isTrue();
            }
            assertThat(drain(reader)).hasSize(free);
        }
        reader.close();
        assertThat(queue.free()).isEqualTo(Integer.MAX_VALUE);
    }

    @Test
    void shouldRefuseWrongUse() throws IOException {
        final RingQueue queue = memory.createQueue("q", 4096, 16);
        assertThatIllegalArgumentException().isThrownBy(() -> queue.claim(17))
            .withMessage("record of a wrong length: length=17, expected 0 to 16");
        assertThatIllegalArgumentException().isThrownBy(() -> queue.claim(-1));
        assertThatIllegalStateException().isThrownBy(queue::commit).withMessage("nothing was claimed");
        queue.claim(0);
        queue.commit();
        assertThatIllegalStateException().isThrownBy(queue::commit);
        final int[] lengths = {-1};
        assertThat(queue.reader().poll((segment, offset, length) -> lengths[0] = length)).isTrue();
        assertThat(lengths[0]).isZero();
        assertThat(queue.maximumLength()).isEqualTo(16);
    }

    @Test
    void shouldForgetAClaimThatIsNotCommitted() throws IOException {
        final RingQueue queue = memory.createQueue("q", 4096, 16);
        final QueueReader reader = queue.reader();
        OrderedMemory.putLong(queue.segment(), queue.claim(8), 1);
        assertThat(drain(reader)).isEmpty();
        write(queue, 8, 2);
        assertThat(drain(reader)).containsExactly(2L);
    }

    @Test
    void shouldCountARecordAsReadWhenItsConsumerThrows() throws IOException {
        final RingQueue queue = memory.createQueue("q", 4096, 16);
        final QueueReader reader = queue.reader();
        write(queue, 8, 1);
        write(queue, 8, 2);
        assertThatIllegalStateException().isThrownBy(() -> reader.poll((segment, offset, length) -> {
            throw new IllegalStateException("mine");
        })).withMessage("mine");
        assertThat(drain(reader)).containsExactly(2L);
    }

    @Test
    void shouldNotHangWhenAFunctionWritesBeyondItsRecord() throws IOException {
        final RingQueue queue = memory.createQueue("q", 4096, 16);
        final QueueReader reader = queue.reader();
        for (int i = 0; i < 10; i++) {
            write(queue, 8, i);
        }
        queue.segment().asSlice(32, 256).fill((byte) 0xFF);
        assertThat(drain(reader)).containsExactly(0L);
        for (int i = 10; i < 1000; i++) {
            write(queue, 8, i);
            assertThat(drain(reader)).containsExactly((long) i);
        }
        assertThat(reader.lost()).isEqualTo(9);
    }

    @Test
    void shouldSkipARecordThatSeemsToReachBeyondTheRing() throws IOException {
        final RingQueue queue = memory.createQueue("q", 4096, 200);
        final QueueReader heeded = queue.reader();
        final RingReader copying = new RingReader(queue, queue.segment(), queue.capacity(), 0, false);
        copying.heededFrom(Integer.MAX_VALUE);
        final int room = RecordDescriptor.room(8);
        final int last = (int) queue.capacity() / room - 1;
        for (int i = 0; i < last; i++) {
            write(queue, 8, i);
            assertThat(drain(heeded)).containsExactly((long) i);
            assertThat(drain(copying)).containsExactly((long) i);
        }
        for (int i = last; i < last + 20; i++) {
            write(queue, 8, i);
        }
        queue.segment().set(ValueLayout.JAVA_INT, (long) last * room + RecordDescriptor.LENGTH, 200);
        assertThat(drain(heeded)).isEmpty();
        assertThat(drain(copying)).isEmpty();
        write(queue, 8, last + 20);
        assertThat(drain(heeded)).containsExactly(last + 20L);
        assertThat(drain(copying)).containsExactly(last + 20L);
        assertThat(heeded.lost()).isEqualTo(20);
    }

    @Test
    void shouldSayWhenNothingMoreComes() throws Exception {
        final RingQueue queue = memory.createQueue("q", 4096, 16);
        final QueueReader reader = queue.reader();
        write(queue, 8, 1);
        assertThat(reader.ended()).isFalse();
        queue.end();
        assertThat(reader.ended()).as("a record is left").isFalse();
        assertThat(reader.await(SECOND)).isTrue();
        drain(reader);
        assertThat(reader.ended()).isTrue();
        assertThat(reader.await(1000 * SECOND)).isFalse();
    }

    @Test
    void shouldWaitForARecordUntilTheBatchEnds() throws Exception {
        final RingQueue queue = memory.createQueue("q", 4096, 16);
        final QueueReader reader = queue.reader();
        assertThat(reader.await(0)).isFalse();
        assertThat(reader.await(1_000_000)).isFalse();
        final CompletableFuture<Boolean> waiting = CompletableFuture.supplyAsync(() -> {
            try {
                return reader.await(1000 * SECOND);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        write(queue, 8, 1);
        queue.flush();
        assertThat(waiting.get(120, TimeUnit.SECONDS)).isTrue();
        final CompletableFuture<Boolean> atEnd = CompletableFuture.supplyAsync(() -> {
            try {
                drain(reader);
                return reader.await(1000 * SECOND);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        queue.end();
        assertThat(atEnd.get(120, TimeUnit.SECONDS)).isFalse();
    }

    @Test
    void shouldStopWaitingWhenInterrupted() throws Exception {
        final QueueReader reader = memory.createQueue("q", 4096, 16).reader();
        final AtomicReference<Exception> thrown = new AtomicReference<>();
        final Thread waiting = new Thread(() -> {
            try {
                reader.await(1000 * SECOND);
            } catch (InterruptedException e) {
                thrown.set(e);
            }
        });
        waiting.start();
        waiting.interrupt();
        waiting.join(120_000);
        assertThat(thrown.get()).isInstanceOf(InterruptedException.class).hasMessage("interrupted while waiting for a record");
    }

    @Test
    void shouldEndReadersWhenClosed() throws Exception {
        final RingQueue queue = memory.createQueue("q", 4096, 16);
        final QueueReader reader = queue.reader();
        write(queue, 8, 1);
        try (ForeignQueueReader foreign = new ForeignQueueReader(queue.path())) {
            queue.close();
            queue.close();
            assertThat(foreign.next()).as("mapped is mapped").isTrue();
            assertThat(foreign.ended()).isTrue();
        }
        assertThat(reader.poll((segment, offset, length) -> { })).isFalse();
        assertThat(reader.ended()).isTrue();
        assertThat(reader.await(SECOND)).isFalse();
        assertThat(reader.lost()).isZero();
        reader.close();
        assertThat(queue.path()).doesNotExist();
        assertThatExceptionOfType(IllegalStateException.class).isThrownBy(queue::reader)
            .withMessage("queue is closed: file=" + queue.path());
    }

    @Test
    void shouldTellAForeignReaderHowManyItMissed() throws IOException {
        final RingQueue queue = memory.createQueue("q", 4096, 16);
        queue.reader().close();
        try (ForeignQueueReader foreign = new ForeignQueueReader(queue.path())) {
            for (int i = 0; i < 50; i++) {
                write(queue, 8, i);
            }
            for (int i = 0; i < 10; i++) {
                assertThat(foreign.next()).isTrue();
                assertThat(OrderedMemory.getLong(foreign.record(), 0)).isEqualTo(i);
            }
            for (int i = 50; i < 500; i++) {
                assertThat(write(queue, 8, i)).as("never delayed by a foreign reader").isTrue();
            }
            assertThat(foreign.next()).isTrue();
            assertThat(OrderedMemory.getLong(foreign.record(), 0)).isEqualTo(372);
            assertThat(foreign.overtaken()).isEqualTo(362);
            assertThat(foreign.length()).isEqualTo(8);
        }
    }

    @Test
    void shouldShowItselfToOtherProcesses() throws IOException {
        final RingQueue queue = memory.createQueue("packets of flow 1", 4096, 16);
        write(queue, 8, 5);
        queue.lost(3);
        try (ForeignFile file = new ForeignFile(queue.path())) {
            final MemorySegment segment = file.segment();
            assertThat(segment.byteSize()).isEqualTo(512 + 4096);
            assertThat(OrderedMemory.getLong(segment, 0)).isEqualTo(FileHeaderDescriptor.QUEUE_MAGIC);
            assertThat(FixedText.get(segment, 128, 128)).isEqualTo("packets of flow 1");
            assertThat(OrderedMemory.getLong(segment, 256)).isEqualTo(4096);
            assertThat(OrderedMemory.getInt(segment, 264)).isEqualTo(16);
            assertThat(OrderedMemory.getInt(segment, 268)).isEqualTo(16);
            assertThat(OrderedMemory.getLong(segment, 272)).isEqualTo(512);
            assertThat(OrderedMemory.getLong(segment, 384)).isEqualTo(32);
            assertThat(OrderedMemory.getLong(segment, 392)).isZero();
            assertThat(OrderedMemory.getLong(segment, 400)).isEqualTo(1);
            assertThat(OrderedMemory.getLong(segment, 408)).isEqualTo(3);
            assertThat(OrderedMemory.getInt(segment, 512)).isEqualTo(8);
            assertThat(OrderedMemory.getInt(segment, 516)).isEqualTo(1);
            assertThat(OrderedMemory.getLong(segment, 520)).isZero();
            assertThat(OrderedMemory.getLong(segment, 528)).isEqualTo(5);
        }
    }
}
