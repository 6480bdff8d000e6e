package org.mapi.stdflib.std;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;

/** Bytes on their way to a file. */
final class RowBuffer {
    private static final int ROOM = 64 << 10;

    private final ByteBuffer bytes;
    private final MemorySegment memory;
    private final int longestRow;

    /** A buffer that has room for some rows. */
    RowBuffer(int longestRow) {
        this.longestRow = longestRow;
        this.bytes = ByteBuffer.allocateDirect(Math.max(ROOM, 2 * longestRow)).order(ByteOrder.LITTLE_ENDIAN);
        this.memory = MemorySegment.ofBuffer(bytes);
    }

    /** Whether one more row may not fit. */
    boolean full() {
        return bytes.remaining() < longestRow;
    }

    /** Bytes held. */
    int length() {
        return bytes.position();
    }

    void put(byte value) {
        bytes.put(value);
    }

    void integer(long value) {
        bytes.putLong(value);
    }

    void text(String text) {
        for (int i = 0; i < text.length(); i++) {
            bytes.put((byte) text.charAt(i));
        }
    }

    void bytes(MemorySegment from, int length) {
        MemorySegment.copy(from, 0, memory, bytes.position(), length);
        bytes.position(bytes.position() + length);
    }

    /** Writes everything to a file; what could not be written is dropped. */
    void write(FileChannel file) throws IOException {
        bytes.flip();
        try {
            while (bytes.hasRemaining()) {
                file.write(bytes);
            }
        } finally {
            bytes.clear();
        }
    }

    /** The bytes of a line. */
    static ByteBuffer line(String text) {
        return StandardCharsets.UTF_8.encode(text + "\n");
    }
}
