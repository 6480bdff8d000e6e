package org.mapi.stdflib.std;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.mapi.function.ResultSource;

/** Writes rows of results into a buffer. Allocates nothing but for cells of STATS. */
final class RowFormat {
    private static final int LONGEST_TEXT = 512;
    private static final int LONGEST_NUMBER = 40;
    private static final long SECOND = 1_000_000_000L;
    private static final int DECIMALS = 9;

    private final CellType[] types;
    private final ResultSource[] sources;
    private final MemorySegment copy;
    private final int longest;
    private final byte[] digits = new byte[LONGEST_NUMBER];

    RowFormat(List<CellType> types, List<ResultSource> sources) {
        this.types = types.toArray(CellType[]::new);
        this.sources = sources.toArray(ResultSource[]::new);
        int biggest = Long.BYTES;
        int room = 1;
        for (ResultSource source : sources) {
            biggest = Math.max(biggest, source.size());
            room += LONGEST_TEXT + source.size();
        }
        copy = Arena.ofAuto().allocate(biggest, Long.BYTES);
        longest = room;
    }

    List<ResultSource> sources() {
        return List.of(sources);
    }

    /** No row is longer than this, in bytes. */
    int longest() {
        return longest;
    }

    /** Packets that all sources have seen, added up: changes when one of them sees a packet. */
    long packets() {
        long sum = 0;
        for (ResultSource source : sources) {
            sum += source.packets();
        }
        return sum;
    }

    void reset() {
        for (ResultSource source : sources) {
            source.reset();
        }
    }

    /** Writes a row of the sources' results. */
    void row(RowBuffer buffer) {
        for (int i = 0; i < sources.length; i++) {
            switch (types[i]) {
                case NUMBER -> number(buffer, sources[i].value());
                case SECONDS -> seconds(buffer, sources[i].value());
                case STATS -> {
                    sources[i].copyTo(copy, 0);
                    buffer.text(StatisticsCell.text(copy));
                }
                default -> {
                    final int length = sources[i].copyTo(copy, 0);
                    buffer.integer(length);
                    buffer.bytes(copy, length);
                }
            }
        }
        buffer.put((byte) '\n');
    }

    /** Writes a row for a period without packets. */
    void zeros(RowBuffer buffer) {
        for (int i = 0; i < sources.length; i++) {
            buffer.put((byte) '0');
            buffer.put((byte) ' ');
        }
        buffer.put((byte) '\n');
    }

    private void number(RowBuffer buffer, long value) {
        digits(buffer, value, 1);
        buffer.put((byte) ' ');
    }

    private void seconds(RowBuffer buffer, long nanos) {
        if (nanos < 0) {
            buffer.put((byte) '-');
        }
        digits(buffer, Math.abs(nanos / SECOND), 1);
        buffer.put((byte) '.');
        digits(buffer, Math.abs(nanos % SECOND), DECIMALS);
        buffer.put((byte) '0');
        buffer.put((byte) '0');
        buffer.put((byte) '0');
        buffer.put((byte) ' ');
    }

    private void digits(RowBuffer buffer, long value, int atLeast) {
        int at = LONGEST_NUMBER;
        long rest = value;
        do {
            digits[--at] = (byte) ('0' + Math.abs(rest % 10));
            rest /= 10;
        } while (rest != 0 || LONGEST_NUMBER - at < atLeast);
        if (value < 0) {
            digits[--at] = '-';
        }
        while (at < LONGEST_NUMBER) {
            buffer.put(digits[at++]);
        }
    }
}
