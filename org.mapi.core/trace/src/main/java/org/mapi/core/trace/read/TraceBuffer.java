package org.mapi.core.trace.read;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/**
 * The stretch of a trace that is in memory: one native segment, reused for ever.
 *
 * <pre>
 *   0        from                 to                 capacity
 *   +--------+--------------------+------------------+
 *   | done   | not yet parsed     | free             |
 *   +--------+--------------------+------------------+
 * </pre>
 *
 * <p>{@link #fill} moves the unparsed bytes (less than one record) to the start and reads the next stretch behind them. It
 * is called only when no packet of the buffer is in use: between polls. A record always fits, because it is at most
 * {@value #MAXIMUM_RECORD_LENGTH} bytes.
 */
final class TraceBuffer implements AutoCloseable {
    /** Most bytes fetched at once: what stays in a second-level cache and makes the cost of the call small. */
    static final int CHUNK_LENGTH = 256 * 1024;
    /** Most bytes of a packet that any capture keeps, as in libpcap. */
    static final int MAXIMUM_CAPTURE_LENGTH = 262_144;
    /** Most bytes of one record with all headers and options. */
    static final int MAXIMUM_RECORD_LENGTH = 512 * 1024;

    /** The memory. */
    final MemorySegment segment;
    /** First byte not yet parsed. */
    int from;
    /** Behind the last byte read. */
    int to;

    private final Arena arena = Arena.ofShared();
    private final ByteBuffer view;
    private long base;

    TraceBuffer() {
        segment = arena.allocate(MAXIMUM_RECORD_LENGTH + CHUNK_LENGTH, 64);
        view = segment.asByteBuffer();
    }

    /** Forgets everything: a new file starts. */
    void reset() {
        from = 0;
        to = 0;
        base = 0;
    }

    /** Bytes not yet parsed. */
    int remaining() {
        return to - from;
    }

    /** Position in the (uncompressed) trace of a place in the buffer. */
    long position(int at) {
        return base + at;
    }

    /** Skips up to so many bytes; how many it were. */
    int skip(long count) {
        int skipped = (int) Math.min(count, to - from);
        from += skipped;
        return skipped;
    }

    /**
     * Reads the next stretch. Invalidates every packet of the buffer.
     *
     * @return bytes read, 0 if there are none now, {@link ByteSource#END}
     */
    int fill(ByteSource source) throws IOException {
        int rest = to - from;
        if (from > 0) {
            MemorySegment.copy(segment, from, segment, 0, rest);
            base += from;
            from = 0;
            to = rest;
        }
        int room = Math.min(CHUNK_LENGTH, (int) segment.byteSize() - rest);
        view.limit(rest + room).position(rest);
        int count = source.read(view);
        if (count > 0) {
            to = rest + count;
        }
        return count;
    }

    /** A view of the unparsed bytes. */
    ByteBuffer unparsed() {
        return view.duplicate().limit(to).position(from);
    }

    @Override
    public void close() {
        arena.close();
    }
}
