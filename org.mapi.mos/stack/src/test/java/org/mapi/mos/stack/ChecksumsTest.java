package org.mapi.mos.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The sum of RFC 1071, beside the plain loop over bytes. */
class ChecksumsTest {
    private static final int LONGEST = 1600;
    private static final int ALIGNMENTS = 16;

    private final MemorySegment memory = Arena.ofAuto().allocate(LONGEST + ALIGNMENTS, 64);
    private final MemorySegment segment = memory.asReadOnly();

    /** The loop of RFC 1071, 4.1, byte by byte in network order. */
    private long plain(long from, int length) {
        long sum = 0;
        for (int i = 0; i < length; i++) {
            final long value = memory.get(ValueLayout.JAVA_BYTE, from + i) & 0xff;
            sum += (i & 1) == 0 ? value << 8 : value;
        }
        while (sum >>> 16 != 0) {
            sum = (sum & 0xffff) + (sum >>> 16);
        }
        return sum;
    }

    private void compare() {
        for (int from = 0; from < ALIGNMENTS; from++) {
            for (int length = 0; length <= LONGEST; length += length < 300 ? 1 : 7) {
                assertThat(Checksums.sum(segment, from, length)).as("%d bytes from %d", length, from)
                    .isEqualTo(plain(from, length));
            }
        }
    }

    @Test
    void shouldSumAsTheRfcDoesAtEveryLengthAndAlignment() {
        final SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < memory.byteSize(); i++) {
            memory.set(ValueLayout.JAVA_BYTE, i, (byte) random.nextInt());
        }
        compare();
    }

    @Test
    void shouldLoseNoCarryWhereAllBitsAreSet() {
        memory.fill((byte) 0xff);
        compare();
    }

    @Test
    void shouldTellNothingFromZero() {
        assertThat(Checksums.sum(segment, 3, LONGEST)).isZero();
        memory.set(ValueLayout.JAVA_BYTE, 3, (byte) 1);
        assertThat(Checksums.sum(segment, 3, 1)).isEqualTo(0x100);
        assertThat(Checksums.sum(segment, 2, 2)).isEqualTo(1);
    }
}
