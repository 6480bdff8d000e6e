package org.mapi.core.tracking.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StreamBufferTest {
    private static final int ISN = 0xffff_fff0;

    private final MemorySegment memory = Arena.ofAuto().allocate(1 << 17);
    private final MemorySegment out = Arena.ofAuto().allocate(1 << 17);
    private final List<String> heard = new ArrayList<>();
    private final BlockPool pool = new BlockPool(1 << 20, 64);
    private final StreamBuffer stream = new StreamBuffer(pool);

    @AfterEach
    void close() {
        pool.close();
    }

    private void open(long capacity, OverlapPolicy policy) {
        stream.open(ISN, capacity, policy, new StreamListener() {
            @Override
            public void overrun(StreamBuffer overrun, StreamCursor cursor, long bytes) {
                heard.add("overrun " + bytes);
            }

            @Override
            public void evicted(StreamBuffer evicted) {
                heard.add("evicted");
            }
        });
    }

    private int write(long position, String text) {
        return write(stream, position, text);
    }

    private int write(StreamBuffer to, long position, String text) {
        final byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        MemorySegment.copy(bytes, 0, memory, ValueLayout.JAVA_BYTE, 7, bytes.length);
        return to.write(position, memory, 7, bytes.length);
    }

    private String read(StreamCursor cursor) {
        final long count = cursor.read(out, 3, 1 << 16);
        return count < 0 ? "-" + -count : text(count);
    }

    private String text(long count) {
        final byte[] bytes = new byte[(int) count];
        MemorySegment.copy(out, ValueLayout.JAVA_BYTE, 3, bytes, 0, bytes.length);
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private String peek(long position) {
        return text(stream.peek(position, out, 3, 1 << 16));
    }

    @Test
    void shouldGiveSegmentsOutOfOrderBackInOrder() {
        open(8192, OverlapPolicy.FIRST);
        final StreamCursor cursor = stream.cursor();
        assertThat(write(0, "AAAA")).isEqualTo(StreamBuffer.NEW_DATA | StreamBuffer.STORED);
        assertThat(write(8, "CCCC")).isEqualTo(StreamBuffer.STORED);
        assertThat(read(cursor)).isEqualTo("AAAA");
        assertThat(read(cursor)).isEmpty();
        assertThat(stream.gap()).isEqualTo(4);
        assertThat(stream.pieces()).isEqualTo(2);
        assertThat(peek(8)).isEqualTo("CCCC");
        assertThat(peek(4)).isEmpty();
        assertThat(write(4, "BBBB")).isEqualTo(StreamBuffer.NEW_DATA | StreamBuffer.STORED);
        assertThat(read(cursor)).isEqualTo("BBBBCCCC");
        assertThat(peek(0)).isEqualTo("AAAABBBBCCCC");
        assertThat(stream.received()).isEqualTo(12);
    }

    @Test
    void shouldFillOnlyHolesWhenTheFirstBytesWin() {
        open(8192, OverlapPolicy.FIRST);
        write(0, "AAAA");
        write(6, "CC");
        assertThat(write(2, "bbbbbbbb")).isEqualTo(StreamBuffer.NEW_DATA | StreamBuffer.STORED | StreamBuffer.REPEATED
            | StreamBuffer.INCONSISTENT);
        assertThat(peek(0)).isEqualTo("AAAAbbCCbb");
        assertThat(stream.differingBytes()).isEqualTo(4);
        assertThat(stream.firstDifference()).isEqualTo(2);
    }

    @Test
    void shouldReplaceBytesWhenTheLastOnesWin() {
        open(8192, OverlapPolicy.LAST);
        write(0, "AAAA");
        write(6, "CC");
        write(2, "bbbbbbbb");
        assertThat(peek(0)).isEqualTo("AAbbbbbbbb");
        assertThat(write(0, "AAbb")).isEqualTo(StreamBuffer.REPEATED);
        assertThat(stream.differingBytes()).isZero();
    }

    @Test
    void shouldTellLostBytesOnceAndThenReadFromTheOldestKeptByte() {
        open(8192, OverlapPolicy.FIRST);
        final StreamCursor cursor = stream.cursor();
        final StreamCursor quick = stream.cursor();
        for (int i = 0; i < 20; i++) {
            write(i * 1000L, "x".repeat(1000));
            read(quick);
        }
        assertThat(heard).hasSize(12);
        assertThat(cursor.read(out, 0, 1 << 16)).isEqualTo(-11_808);
        assertThat(cursor.read(out, 0, 1 << 16)).isEqualTo(8192);
        assertThat(cursor.lost()).isEqualTo(11_808);
        assertThat(quick.lost()).isZero();
        assertThat(stream.pushedOut()).isEqualTo(11_808);
    }

    @Test
    void shouldLoseNothingWhenTheReaderDrainsOrGrowsTheBufferOnOverrun() {
        final long[] read = new long[1];
        stream.open(0, 1000, OverlapPolicy.FIRST, new StreamListener() {
            @Override
            public void overrun(StreamBuffer overrun, StreamCursor cursor, long bytes) {
                if (overrun.capacity() < 3000) {
                    overrun.capacity(3000);
                } else {
                    read[0] += cursor.read(out, 0, 1 << 16);
                }
            }
        });
        final StreamCursor cursor = stream.cursor();
        for (int i = 0; i < 10; i++) {
            write(i * 900L, "y".repeat(900));
        }
        read[0] += cursor.read(out, 0, 1 << 16);
        assertThat(read[0]).isEqualTo(9000);
        assertThat(cursor.lost()).isZero();
    }

    @Test
    void shouldRefuseBytesBeyondTheWindow() {
        open(1000, OverlapPolicy.FIRST);
        assertThat(write(20_000, "x".repeat(1000))).isEqualTo(StreamBuffer.BEYOND);
        assertThat(write(900, "x".repeat(200))).isEqualTo(StreamBuffer.STORED | StreamBuffer.BEYOND);
        assertThat(stream.refused()).isEqualTo(1100);
        assertThat(stream.pieceEnd(0)).isEqualTo(1000);
    }

    @Test
    void shouldKeepTheEndOfASegmentThatIsLargerThanTheWindow() {
        open(1000, OverlapPolicy.FIRST);
        final StreamCursor cursor = stream.cursor();
        write(0, "a".repeat(4500) + "b".repeat(1000));
        assertThat(cursor.read(out, 0, 2000)).isEqualTo(-4500);
        assertThat(read(cursor)).isEqualTo("b".repeat(1000));
    }

    @Test
    void shouldSkipWhatNeverCameWhenAsked() {
        open(1000, OverlapPolicy.FIRST);
        final StreamCursor cursor = stream.cursor();
        write(0, "AA");
        write(5, "BB");
        write(9, "C");
        assertThat(stream.skipGap()).isEqualTo(3);
        assertThat(read(cursor)).isEqualTo("AA");
        assertThat(read(cursor)).isEqualTo("-3");
        assertThat(read(cursor)).isEqualTo("BB");
        assertThat(read(cursor)).isEmpty();
        write(2, "xxx");
        assertThat(peek(0)).isEqualTo("AAxxxBB");
        assertThat(stream.expected()).isEqualTo(7);
        stream.skipTo(20);
        assertThat(read(cursor)).isEqualTo("-2");
        assertThat(read(cursor)).isEqualTo("C");
        assertThat(read(cursor)).isEqualTo("-10");
        assertThat(stream.skipped()).isEqualTo(3 + 13);
    }

    @Test
    void shouldFollowSequenceNumbersOverTheirEnd() {
        open(8192, OverlapPolicy.FIRST);
        assertThat(stream.position(ISN)).isZero();
        assertThat(stream.position(4)).isEqualTo(20);
        assertThat(stream.position(ISN - 1)).isEqualTo(-1);
        stream.skipTo(5_000_000_000L);
        assertThat(stream.sequence(5_000_000_007L)).isEqualTo(ISN + (int) 5_000_000_007L);
        assertThat(stream.position(ISN + (int) 5_000_000_007L)).isEqualTo(5_000_000_007L);
        assertThat(TcpSequence.isBefore(0xffff_ffff, 3)).isTrue();
        assertThat(TcpSequence.isWithin(2, 0xffff_fffe, 5)).isTrue();
        assertThat(TcpSequence.isWithin(3, 0xffff_fffe, 5)).isFalse();
    }

    @Test
    void shouldRecogniseBytesThatAreOlderThanTheOldestKept() {
        open(100, OverlapPolicy.FIRST);
        write(0, "x".repeat(150));
        assertThat(write(-1, "k")).isEqualTo(StreamBuffer.OLD);
        assertThat(write(40, "x".repeat(20))).isEqualTo(StreamBuffer.OLD | StreamBuffer.REPEATED);
    }

    @Test
    void shouldGiveUpTheStreamThatWasNotWrittenToForLongest() {
        final BlockPool small = new BlockPool(4 * 64, 64);
        final StreamBuffer a = new StreamBuffer(small);
        final StreamBuffer b = new StreamBuffer(small);
        a.open(0, 1000, OverlapPolicy.FIRST, new StreamListener() {
            @Override
            public void evicted(StreamBuffer evicted) {
                heard.add("a evicted");
            }
        });
        b.open(0, 1000, OverlapPolicy.FIRST, StreamListener.NONE);
        final StreamCursor cursor = a.cursor();
        write(a, 0, "a".repeat(100));
        write(b, 0, "b".repeat(190));
        assertThat(heard).containsExactly("a evicted");
        assertThat(a.memory()).isZero();
        assertThat(a.evictions()).isEqualTo(1);
        assertThat(small.evicted()).isEqualTo(1);
        assertThat(read(cursor)).isEqualTo("-100");
        assertThat(write(b, 190, "c".repeat(200))).isEqualTo(StreamBuffer.NO_MEMORY);
        assertThat(small.refused()).isEqualTo(1);
        assertThat(small.memory()).isEqualTo(256);
        write(a, 100, "d");
        assertThat(read(cursor)).isEqualTo("d");
        small.close();
    }

    @Test
    void shouldBeSpentWhenNothingIsKeptAndEverybodyHasReadEverything() {
        open(1000, OverlapPolicy.LAST);
        assertThat(stream.policy()).isEqualTo(OverlapPolicy.LAST);
        final StreamCursor cursor = stream.cursor();
        assertThat(stream.isSpent()).isTrue();
        write(0, "abc");
        assertThat(stream.isSpent()).isFalse();
        stream.discard(3);
        assertThat(stream.isSpent()).as("unread").isFalse();
        cursor.position(3);
        assertThat(stream.isSpent()).isTrue();
        write(7, "ahead");
        assertThat(stream.isSpent()).as("ahead").isFalse();
        stream.capacity(0);
        assertThat(stream.isSpent()).as("disabled").isFalse();
    }

    @Test
    void shouldBeginWhereAnotherOneEnded() {
        open(1000, OverlapPolicy.FIRST);
        final StreamCursor cursor = stream.cursor();
        stream.begin(5_000_000_000L);
        assertThat(stream.skipped()).isZero();
        assertThat(stream.oldest()).isEqualTo(stream.expected()).isEqualTo(stream.received()).isEqualTo(5_000_000_000L);
        assertThat(read(cursor)).isEmpty();
        assertThat(write(4_999_999_998L, "xxon")).isEqualTo(StreamBuffer.NEW_DATA | StreamBuffer.STORED | StreamBuffer.OLD);
        assertThat(read(cursor)).isEqualTo("on");
    }

    @Test
    void shouldHoldNoMemoryWhenEverythingWasDiscardedOrTheStreamIsDisabled() {
        open(10_000, OverlapPolicy.FIRST);
        write(0, "x".repeat(1010));
        stream.discard(1010);
        assertThat(stream.memory()).isZero();
        write(1010, "y");
        assertThat(stream.memory()).isEqualTo(64);
        stream.capacity(0);
        assertThat(pool.used()).isZero();
        assertThat(write(1011, "z")).isEqualTo(StreamBuffer.DISABLED);
    }

    @Test
    void shouldBoundTheNumberOfPieces() {
        open(100_000, OverlapPolicy.FIRST);
        stream.mostPieces(4);
        for (int i = 1; i <= 4; i++) {
            assertThat(write(i * 10L, "x")).isEqualTo(StreamBuffer.STORED);
        }
        assertThat(write(50, "x")).isEqualTo(StreamBuffer.TOO_MANY_PIECES);
        assertThat(write(11, "x")).isEqualTo(StreamBuffer.STORED);
    }

    @Test
    void shouldRefusePoolsAndWindowsThatMeanNothing() {
        assertThatThrownBy(() -> new BlockPool(1000, 100)).hasMessageContaining("budget=1000, block=100");
        assertThatThrownBy(() -> stream.capacity(-1)).hasMessage("stream: capacity=-1, expected 0 to 2^40");
    }
}
