package org.mapi.core.trace.read;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/**
 * Memory for one stretch of a trace, with room before it for the start of a record that began in the stretch before.
 *
 * <pre>
 *   0                      START                                                END
 *   +----------------------+-----------------------------------------------------+
 *   |    start of a record | what is read at once                                |
 *   +----------------------+-----------------------------------------------------+
 * </pre>
 */
final class Chunk implements AutoCloseable {
    /** Most bytes of one record with all headers and options. */
    static final int START = 512 * 1024;
    /** Most bytes read at once: what stays in a second-level cache and makes the cost of the call small. */
    static final int LENGTH = 256 * 1024;
    /** Behind the last byte. */
    static final int END = START + LENGTH;
    private static final int CACHE_LINE = 64;

    /** The memory. */
    final MemorySegment segment;
    private final Arena arena = Arena.ofShared();
    private final ByteBuffer view;

    /** Takes the memory. */
    Chunk() {
        segment = arena.allocate(END, CACHE_LINE);
        view = segment.asByteBuffer();
    }

    /** The bytes from a place to another, to be read or filled; the same object each time. */
    ByteBuffer view(int from, int to) {
        return view.limit(to).position(from);
    }

    /** Reads from a source, from a place on; what {@link ByteSource#read} returns. */
    int fill(ByteSource source, int from) throws IOException {
        return source.read(view(from, END));
    }

    @Override
    public void close() {
        arena.close();
    }
}
