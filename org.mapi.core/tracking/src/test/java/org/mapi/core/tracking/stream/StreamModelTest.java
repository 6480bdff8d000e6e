package org.mapi.core.tracking.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Streams of random segments - lost, repeated, late, overlapping - against a model of one array. */
class StreamModelTest {
    private static final int LENGTH = 20_000;

    private final SplittableRandom random = new SplittableRandom(20_260_102);
    private final MemorySegment segment = Arena.ofAuto().allocate(4096);
    private final MemorySegment out = Arena.ofAuto().allocate(LENGTH);
    private final BlockPool pool = new BlockPool(64 << 20, 256);
    private final StreamBuffer stream = new StreamBuffer(pool);
    private byte[] bytes;
    private boolean[] there;

    @Test
    void shouldKeepTheSameBytesAsAnArray() {
        for (int round = 0; round < 300; round++) {
            final OverlapPolicy policy = OverlapPolicy.values()[round & 1];
            bytes = new byte[LENGTH];
            there = new boolean[LENGTH];
            final int first = random.nextInt();
            stream.open(first, LENGTH, policy, StreamListener.NONE);
            stream.mostPieces(Integer.MAX_VALUE);
            final StreamCursor cursor = stream.cursor();
            long read = 0;
            int wave = 0;
            for (int i = 0; i < 200; i++) {
                final int start = Math.min(LENGTH - 1, Math.max(0, wave + random.nextInt(4000) - 2000));
                final int length = 1 + random.nextInt(Math.min(1500, LENGTH - start));
                final int result = write(first, start, length, policy);
                assertThat(result & (StreamBuffer.BEYOND | StreamBuffer.NO_MEMORY | StreamBuffer.TOO_MANY_PIECES)).isZero();
                wave += 100;
                assertState();
                read = read(cursor, read, policy);
            }
            stream.remove(cursor);
        }
        stream.close();
        assertThat(pool.used()).isZero();
        assertThat(pool.memory()).isLessThan(LENGTH + 64 * 256 + 1);
    }

    private int write(int first, int start, int length, OverlapPolicy policy) {
        int differing = 0;
        int repeated = 0;
        int fresh = 0;
        for (int i = 0; i < length; i++) {
            final boolean same = random.nextInt(50) != 0;
            final byte value = there[start + i] && same ? bytes[start + i] : (byte) random.nextInt();
            segment.set(ValueLayout.JAVA_BYTE, i, value);
            if (there[start + i]) {
                repeated++;
                differing += value == bytes[start + i] ? 0 : 1;
            } else {
                fresh++;
            }
            if (!there[start + i] || policy == OverlapPolicy.LAST) {
                bytes[start + i] = value;
            }
            there[start + i] = true;
        }
        final int result = stream.write(stream.position(first + start), segment, 0, length);
        assertThat((result & StreamBuffer.REPEATED) != 0).isEqualTo(repeated > 0);
        assertThat((result & StreamBuffer.STORED) != 0).isEqualTo(fresh > 0);
        assertThat((result & StreamBuffer.INCONSISTENT) != 0).isEqualTo(differing > 0);
        assertThat(stream.differingBytes()).isEqualTo(differing);
        return result;
    }

    private void assertState() {
        int expected = 0;
        while (expected < LENGTH && there[expected]) {
            expected++;
        }
        assertThat(stream.expected()).isEqualTo(expected);
        int gap = expected;
        while (gap < LENGTH && !there[gap]) {
            gap++;
        }
        assertThat(stream.gap()).isEqualTo(gap == LENGTH ? 0 : gap - expected);
        final int position = random.nextInt(LENGTH);
        final int count = stream.peek(position, out, 0, LENGTH);
        for (int i = 0; i < count; i++) {
            assertThat(out.get(ValueLayout.JAVA_BYTE, i)).isEqualTo(bytes[position + i]);
        }
        assertThat(there[position]).isEqualTo(count > 0);
        assertThat(position + count == LENGTH || !there[position + count]).isTrue();
    }

    private long read(StreamCursor cursor, long from, OverlapPolicy policy) {
        final long count = cursor.read(out, 0, LENGTH);
        for (int i = 0; i < count; i++) {
            assertThat(out.get(ValueLayout.JAVA_BYTE, i)).isEqualTo(bytes[(int) from + i]);
        }
        assertThat(cursor.position()).isEqualTo(from + count).isEqualTo(stream.expected());
        return from + count;
    }

    @Test
    void shouldDeliverEveryByteOfATransferThroughASmallWindow() {
        for (int round = 0; round < 50; round++) {
            bytes = new byte[LENGTH];
            for (int i = 0; i < LENGTH; i++) {
                bytes[i] = (byte) random.nextInt();
            }
            final int window = 3000 + random.nextInt(4000);
            stream.open(round * 0x1234_5678, window, OverlapPolicy.FIRST, StreamListener.NONE);
            final StreamCursor cursor = stream.cursor();
            int read = 0;
            while (read < LENGTH) {
                final int start = (int) Math.max(0, stream.expected() - 500 + random.nextInt(1500));
                final int length = Math.min(LENGTH - start, 1 + random.nextInt(1400));
                if (length > 0) {
                    MemorySegment.copy(bytes, start, segment, ValueLayout.JAVA_BYTE, 0, length);
                    stream.write(start, segment, 0, length);
                    assertThat(stream.memory()).isLessThanOrEqualTo(window + 512L);
                }
                final int count = (int) cursor.read(out, 0, LENGTH);
                for (int i = 0; i < count; i++) {
                    assertThat(out.get(ValueLayout.JAVA_BYTE, i)).isEqualTo(bytes[read + i]);
                }
                read += count;
                if (random.nextBoolean()) {
                    stream.discard(read);
                }
            }
            assertThat(cursor.lost()).isZero();
            stream.recycle();
        }
    }
}
