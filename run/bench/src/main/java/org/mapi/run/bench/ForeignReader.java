package org.mapi.run.bench;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;

/**
 * The other process of {@link ForeignRead}: maps a result file read-only and reads the block of one function again and again, by
 * nothing but {@code docs/layouts.md}. A block is read as that page says: sequence, slot, copy, sequence again.
 *
 * <p>Arguments: file, flow, applied id, reads per round, rounds. One line a round: nanoseconds per read, nanoseconds per plain
 * copy of as many bytes, attempts that had to be repeated, different values seen, the last value.
 */
public final class ForeignReader {
    private static final VarHandle SEQUENCE = ValueLayout.JAVA_LONG.varHandle();
    private static final VarHandle NUMBER = ValueLayout.JAVA_INT.varHandle();
    private static final int DIRECTORY = 256;
    private static final int CAPACITY = 264;
    private static final int ENTRY_LENGTH = 268;
    private static final int SUCCESSOR = 320;
    private static final int STATE = 4;
    private static final int FLOW = 8;
    private static final int APPLIED = 12;
    private static final int SLOTS = 20;
    private static final int BLOCK = 24;
    private static final int PAYLOAD = 40;
    private static final int STRIDE = 44;
    private static final int HEADER = 64;
    private static final int ATTEMPTS = 1_000;

    private final MemorySegment file;
    private final long entry;
    private final long block;
    private final int slots;
    private final int stride;
    private final int length;
    private final MemorySegment image;
    private long repeated;

    /**
     * Finds a block.
     *
     * @param file    a result file, mapped
     * @param flow    the flow
     * @param applied the function's number in it
     * @throws IOException when the file has no such function
     */
    ForeignReader(MemorySegment file, int flow, int applied) throws IOException {
        this.file = file;
        entry = entry(file, flow, applied);
        slots = file.get(ValueLayout.JAVA_INT, entry + SLOTS);
        block = file.get(ValueLayout.JAVA_LONG, entry + BLOCK);
        stride = file.get(ValueLayout.JAVA_INT, entry + STRIDE);
        length = HEADER + file.get(ValueLayout.JAVA_INT, entry + PAYLOAD);
        image = Arena.ofAuto().allocate(length, HEADER);
    }

    private static long entry(MemorySegment file, int flow, int applied) throws IOException {
        final long start = file.get(ValueLayout.JAVA_LONG, DIRECTORY);
        final int step = file.get(ValueLayout.JAVA_INT, ENTRY_LENGTH);
        for (int i = 0; i < file.get(ValueLayout.JAVA_INT, CAPACITY); i++) {
            final long at = start + (long) i * step;
            if (file.get(ValueLayout.JAVA_INT, at + STATE) != 0 && file.get(ValueLayout.JAVA_INT, at + FLOW) == flow
                    && file.get(ValueLayout.JAVA_INT, at + APPLIED) == applied) {
                return at;
            }
        }
        throw new IOException("no such function in the file: flow=" + flow + ", applied=" + applied);
    }

    /**
     * The block's first 64-bit number, read whole.
     *
     * @return -1 when the writer was at work each time, or the block or the file is no longer the one
     */
    long read() {
        final int known = (int) NUMBER.getAcquire(file, entry);
        if ((int) NUMBER.getAcquire(file, (long) SUCCESSOR) != 0) {
            return -1;
        }
        for (int i = 0; i < ATTEMPTS; i++) {
            final long number = (long) SEQUENCE.getAcquire(file, block) >> 1;
            MemorySegment.copy(file, block + number % slots * stride, image, 0, length);
            VarHandle.loadLoadFence();
            if ((long) SEQUENCE.getOpaque(file, block) < 2 * number + 2L * slots - 1) {
                return (int) NUMBER.getOpaque(file, entry) == known ? image.get(ValueLayout.JAVA_LONG, HEADER) : -1;
            }
            repeated++;
        }
        return -1;
    }

    private long copy() {
        MemorySegment.copy(file, block, image, 0, length);
        return image.get(ValueLayout.JAVA_LONG, HEADER);
    }

    private String round(int reads) {
        repeated = 0;
        long different = 0;
        long last = -1;
        final long start = System.nanoTime();
        for (int i = 0; i < reads; i++) {
            final long value = read();
            different += value == last ? 0 : 1;
            last = value;
        }
        final long between = System.nanoTime();
        long sum = 0;
        for (int i = 0; i < reads; i++) {
            sum += copy();
        }
        final long end = System.nanoTime();
        return String.format(Locale.ROOT, "%.2f %.2f %d %d %d%s", (double) (between - start) / reads,
            (double) (end - between) / reads, repeated, different, last, sum == 0 ? " empty" : "");
    }

    /** Runs it. */
    public static void main(String[] arguments) throws IOException {
        final int reads = Integer.parseInt(arguments[3]);
        try (Arena arena = Arena.ofConfined();
             FileChannel channel = FileChannel.open(Path.of(arguments[0]), StandardOpenOption.READ)) {
            final MemorySegment file = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
            final ForeignReader reader = new ForeignReader(file, Integer.parseInt(arguments[1]), Integer.parseInt(arguments[2]));
            for (int i = 0; i < Integer.parseInt(arguments[4]); i++) {
                System.out.println(reader.round(reads));
            }
        }
    }
}
