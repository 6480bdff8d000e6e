package org.mapi.core.tracking.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Streams in records: what they do by themselves, and that a buffer goes on where one was. */
class PlainStreamsTest {
    private static final int BLOCK = 64;
    private static final int READER = 5;

    private final SplittableRandom random = new SplittableRandom(20_260_107);
    private final MemorySegment segment = Arena.ofAuto().allocate(4096);
    private final MemorySegment out = Arena.ofAuto().allocate(1 << 17);
    private final BlockPool pool = new BlockPool(1 << 20, BLOCK);
    private final List<Integer> evicted = new ArrayList<>();
    private final PlainStreams streams = new PlainStreams(pool, evicted::add);

    @AfterEach
    void close() {
        pool.close();
    }

    /** The byte at a position of a stream. */
    private static byte at(int stream, long position) {
        return (byte) (position * 31 + (position >> 8) * 7 + stream * 101);
    }

    private MemorySegment bytes(int stream, long position, int length) {
        for (int i = 0; i < length; i++) {
            segment.set(ValueLayout.JAVA_BYTE, i + 3, at(stream, position + i));
        }
        return segment;
    }

    private boolean append(PlainStreams to, int stream, long position, int length) {
        return to.append(stream, position, bytes(stream, position, length), 3, length);
    }

    private void assertBytes(int stream, long position, long count) {
        int wrong = 0;
        for (int i = 0; i < count; i++) {
            wrong += out.get(ValueLayout.JAVA_BYTE, i + 1) == at(stream, position + i) ? 0 : 1;
        }
        assertThat(wrong).as("wrong bytes of stream %d from %d on", stream, position).isZero();
    }

    private int begin(long position, long capacity) {
        return streams.begin(77, 1000, position, capacity, OverlapPolicy.LAST, READER);
    }

    @Test
    void shouldRememberHowAStreamWasBegun() {
        final int stream = streams.begin(-2, 0xffff_fff0, 1L << 41, 1L << 40, OverlapPolicy.LAST, PlainStreams.MOST_READER);
        final int other = streams.begin(Integer.MAX_VALUE, 7, 0, 1, OverlapPolicy.FIRST, 0);
        assertThat(streams.owner(stream)).isEqualTo(-2);
        assertThat(streams.firstSequence(stream)).isEqualTo(0xffff_fff0);
        assertThat(streams.capacity(stream)).isEqualTo(1L << 40);
        assertThat(streams.policy(stream)).isEqualTo(OverlapPolicy.LAST);
        assertThat(streams.reader(stream)).isEqualTo(PlainStreams.MOST_READER);
        assertThat(streams.oldest(stream)).isEqualTo(streams.expected(stream)).isEqualTo(streams.position(stream))
            .isEqualTo(1L << 41);
        assertThat(streams.owner(other)).isEqualTo(Integer.MAX_VALUE);
        assertThat(streams.policy(other)).isEqualTo(OverlapPolicy.FIRST);
        assertThat(streams.capacity(other)).isEqualTo(1);
        assertThat(streams.reader(other)).isZero();
        assertThat(streams.size()).isEqualTo(2);
        streams.end(other);
        assertThat(streams.begin(0, 0, 0, 1, OverlapPolicy.FIRST, 0)).as("used again").isEqualTo(other);
    }

    @Test
    void shouldRefuseWhatIsNotNextAndChangeNothing() {
        final int stream = begin(100, 1000);
        assertThat(append(streams, stream, 100, 500)).isTrue();
        assertThat(append(streams, stream, 601, 1)).as("ahead").isFalse();
        assertThat(append(streams, stream, 599, 5)).as("repeated").isFalse();
        assertThat(append(streams, stream, 600, 501)).as("the reader would lose a byte").isFalse();
        assertThat(streams.read(stream, out, 1, 1)).isOne();
        assertThat(append(streams, stream, 600, 501)).isTrue();
        assertThat(append(streams, stream, 1101, 1001)).as("more than is kept").isFalse();
        assertThat(streams.oldest(stream)).isEqualTo(101);
        assertThat(streams.expected(stream)).isEqualTo(1101);
        assertThat(streams.peek(stream, 100, out, 1, 10)).as("pushed out").isZero();
        assertThat(streams.peek(stream, 1101, out, 1, 10)).as("to come").isZero();
        assertThat(streams.peek(stream, 101, out, 1, 2000)).isEqualTo(1000);
        assertBytes(stream, 101, 1000);
    }

    @Test
    void shouldChangeNothingWhenThereIsNoMemory() {
        final BlockPool small = new BlockPool(4 * BLOCK, BLOCK);
        final PlainStreams few = new PlainStreams(small, evicted::add);
        final int stream = few.begin(0, 0, 10, 1000, OverlapPolicy.FIRST, 0);
        assertThat(append(few, stream, 10, 4 * BLOCK)).as("from the middle of a block on").isFalse();
        assertThat(small.used()).isZero();
        assertThat(append(few, stream, 10, 3 * BLOCK)).isTrue();
        assertThat(append(few, stream, 10 + 3 * BLOCK, BLOCK)).isFalse();
        assertThat(small.used()).isEqualTo(4 * BLOCK);
        assertThat(append(few, stream, 10 + 3 * BLOCK, BLOCK - 10)).isTrue();
        assertThat(few.read(stream, out, 1, 1000)).isEqualTo(4 * BLOCK - 10);
        assertBytes(stream, 10, 4 * BLOCK - 10);
        assertThat(evicted).isEmpty();
        few.end(stream);
        assertThat(small.used()).isZero();
        small.close();
    }

    @Test
    void shouldGiveUpTheStreamThatWasNotWrittenToForLongestWhateverItIs() {
        final BlockPool small = new BlockPool(6 * BLOCK, BLOCK);
        final PlainStreams few = new PlainStreams(small, evicted::add);
        final int[] plain = new int[2];
        for (int i = 0; i < 2; i++) {
            plain[i] = few.begin(i, 0, 0, 1000, OverlapPolicy.FIRST, 0);
        }
        final StreamBuffer buffer = new StreamBuffer(small);
        final StreamBuffer unfolded = new StreamBuffer(small);
        buffer.open(0, 1000, OverlapPolicy.FIRST, StreamListener.NONE);
        assertThat(append(few, plain[1], 0, 2 * BLOCK)).isTrue();
        buffer.write(0, segment, 0, 2 * BLOCK);
        assertThat(append(few, plain[0], 0, 2 * BLOCK)).isTrue();
        few.unfold(plain[1], unfolded, StreamListener.NONE);
        assertThat(append(few, plain[0], 2 * BLOCK, 2 * BLOCK)).isTrue();
        assertThat(unfolded.memory()).as("it has not become newer").isZero();
        assertThat(unfolded.evictions()).isOne();
        assertThat(evicted).isEmpty();
        assertThat(buffer.write(2 * BLOCK, segment, 0, BLOCK)).isEqualTo(StreamBuffer.NEW_DATA | StreamBuffer.STORED);
        assertThat(evicted).containsExactly(plain[0]);
        assertThat(few.oldest(plain[0])).isEqualTo(few.expected(plain[0])).isEqualTo(4 * BLOCK);
        assertThat(few.position(plain[0])).as("the reader has not read it").isZero();
        assertThat(small.used()).isEqualTo(3 * BLOCK);
        small.close();
    }

    @Test
    void shouldLeaveABufferThatGoesOn() {
        for (int length : new int[] {0, 1, BLOCK - 10, BLOCK, 5 * BLOCK, 20 * BLOCK + 7}) {
            final int stream = begin(10, 50L * BLOCK);
            assertThat(length == 0 || append(streams, stream, 10, length)).isTrue();
            final StreamBuffer buffer = new StreamBuffer(pool);
            streams.unfold(stream, buffer, StreamListener.NONE);
            assertThat(buffer.owner()).isEqualTo(77);
            assertThat(buffer.sequence(0)).isEqualTo(1000);
            assertThat(buffer.policy()).isEqualTo(OverlapPolicy.LAST);
            assertThat(buffer.oldest()).isEqualTo(10);
            assertThat(buffer.expected()).isEqualTo(buffer.received()).isEqualTo(10 + length);
            assertThat(buffer.skipped() + buffer.refused()).isZero();
            assertThat(buffer.pieces()).isEqualTo(length == 0 ? 0 : 1);
            buffer.write(10 + length + 100, bytes(stream, 10 + length + 100, 50), 3, 50);
            buffer.write(10, bytes(stream, 10, length + 100), 3, length + 100);
            assertThat(buffer.differingBytes()).isZero();
            assertThat(buffer.cursor().read(out, 1, 10_000)).isEqualTo(length + 150);
            assertBytes(stream, 10, length + 150);
            buffer.close();
            assertThat(pool.used()).isZero();
            assertThat(streams.size()).isZero();
        }
    }

    /** A stream of the model: what it is, and what is known of it. */
    private static final class Modelled {
        int stream = PlainStreams.NONE;
        long begin;
        long end;
        long read;
        long kept;
    }

    @Test
    void shouldKeepWhatAModelKeepsWhileOthersTakeMemoryAway() {
        final BlockPool small = new BlockPool(150 * BLOCK, BLOCK);
        final Modelled[] all = new Modelled[12];
        final PlainStreams few = new PlainStreams(small, stream -> {
            for (Modelled one : all) {
                one.kept = one.stream == stream ? one.end : one.kept;
            }
        });
        for (int i = 0; i < all.length; i++) {
            all[i] = new Modelled();
        }
        for (int step = 0; step < 60_000; step++) {
            final int number = random.nextInt(all.length);
            final Modelled one = all[number];
            if (one.stream == PlainStreams.NONE) {
                one.begin = random.nextBoolean() ? 0 : random.nextLong(1L << 42);
                one.kept = one.end = one.read = one.begin;
                one.stream = few.begin(number, 0, one.begin, capacity(number), OverlapPolicy.FIRST, 0);
            }
            step(few, one, number);
            if (random.nextInt(100) == 0) {
                few.end(one.stream);
                one.stream = PlainStreams.NONE;
            } else if (random.nextInt(200) == 0) {
                unfold(few, small, one, number);
            }
        }
        for (Modelled one : all) {
            if (one.stream != PlainStreams.NONE) {
                few.end(one.stream);
            }
        }
        assertThat(small.used()).isZero();
        assertThat(few.size()).isZero();
        assertThat(small.evicted()).isGreaterThan(100);
        small.close();
    }

    private static int capacity(int number) {
        return 100 + number * 150;
    }

    private void step(PlainStreams few, Modelled one, int number) {
        final int capacity = capacity(number);
        final int length = 1 + random.nextInt(random.nextInt(5) == 0 ? capacity + 50 : 200);
        final boolean late = Math.max(one.end + length - capacity, one.kept) > one.read || length > capacity;
        final boolean taken = few.append(one.stream, one.end, bytes(number, one.end, length), 3, length);
        if (one.kept > one.read) {
            one.read = one.kept;   // the pool took unread bytes: such a stream must be unfolded, here it is begun anew
            few.end(one.stream);
            one.stream = few.begin(number, 0, one.end, capacity, OverlapPolicy.FIRST, 0);
            one.kept = one.read = one.end;
            return;
        }
        assertThat(taken).isEqualTo(!late);
        if (taken) {
            one.end += length;
            one.kept = Math.max(one.kept, one.end - capacity);
        }
        assertThat(few.oldest(one.stream)).isEqualTo(one.kept);
        assertThat(few.expected(one.stream)).isEqualTo(one.end);
        if (random.nextInt(3) > 0) {
            final int count = few.read(one.stream, out, 1, 1 + random.nextInt(600));
            assertBytes(number, one.read, count);
            one.read += count;
        }
        assertThat(few.position(one.stream)).isEqualTo(one.read);
        final long place = one.begin + random.nextLong(one.end - one.begin + 10);
        final int peeked = few.peek(one.stream, place, out, 1, 300);
        assertThat(peeked).isEqualTo(place < one.kept ? 0 : Math.clamp(one.end - place, 0, 300));
        assertBytes(number, place, peeked);
    }

    private void unfold(PlainStreams few, BlockPool small, Modelled one, int number) {
        final StreamBuffer buffer = new StreamBuffer(small);
        few.unfold(one.stream, buffer, StreamListener.NONE);
        assertThat(buffer.oldest()).isEqualTo(one.kept);
        assertThat(buffer.expected()).isEqualTo(one.end);
        assertThat(buffer.peek(one.kept, out, 1, 1 << 16)).isEqualTo((int) (one.end - one.kept));
        assertBytes(number, one.kept, one.end - one.kept);
        buffer.close();
        one.stream = PlainStreams.NONE;
    }
}
