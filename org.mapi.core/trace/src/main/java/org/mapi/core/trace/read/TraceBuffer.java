package org.mapi.core.trace.read;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/**
 * The stretch of a trace that is in memory: one native segment, reused for ever.
 *
 * <pre>
 *   0                      512 KiB                                              capacity
 *   +----------------------+-----------------------------------------------------+
 *   |    start of a record | ring: done | not yet parsed | free or still in use  |
 *   +----------------------+-----------------------------------------------------+
 *                                       from             to
 * </pre>
 *
 * <p>{@link #fill} reads behind the unparsed bytes, a chunk at a time. At the end of the ring it moves them (less than one
 * record) before its start, so that each record lies in one piece; a record always fits there, because it is at most
 * {@value #MAXIMUM_RECORD_LENGTH} bytes. Packets are handed out where they lie: nothing is overwritten before it is
 * {@linkplain #release released}.
 *
 * <p>Places are counted in bytes of the stream, from the first byte ever read, whatever the file: a byte's place says where in
 * the ring it lies. Used by one thread at a time, but any may release.
 */
final class TraceBuffer implements AutoCloseable {
    /** Most bytes of a packet that any capture keeps, as in libpcap. */
    static final int MAXIMUM_CAPTURE_LENGTH = 262_144;
    /** Most bytes of one record with all headers and options. */
    static final int MAXIMUM_RECORD_LENGTH = 512 * 1024;
    /** Chunks that a reader of a file's start may need at most. */
    private static final int START_CHUNKS = 3;

    /** The memory. */
    final MemorySegment segment;
    /** First byte not yet parsed. */
    int from;
    /** Behind the last byte read. */
    int to;

    private final Arena arena = Arena.ofShared();
    private final ByteBuffer view;
    private final int ring;
    private final int chunk;
    /** Place of the segment's first byte, if the stream had run through it up to {@link #from}. */
    private long base;
    /** Place of the file's first byte. */
    private long origin;
    /** Place behind the last packet that was handed out. */
    private long used;
    private volatile long released;

    /**
     * An empty buffer.
     *
     * @param ring  bytes of the ring, a multiple of a chunk
     * @param chunk most bytes to read at once
     */
    TraceBuffer(int ring, int chunk) {
        this.ring = ring;
        this.chunk = chunk;
        segment = arena.allocate(MAXIMUM_RECORD_LENGTH + ring, 64);
        view = segment.asByteBuffer();
        from = MAXIMUM_RECORD_LENGTH;
        to = from;
        base = -from;
    }

    /** Forgets what is not parsed: a new file starts. */
    void reset() {
        from = to;
        origin = base + to;
    }

    /** Bytes not yet parsed. */
    int remaining() {
        return to - from;
    }

    /** Position in the (uncompressed) trace of a place in the buffer. */
    long position(int at) {
        return base + at - origin;
    }

    /** Skips up to so many bytes; how many it were. */
    int skip(long count) {
        int skipped = (int) Math.min(count, to - from);
        from += skipped;
        return skipped;
    }

    /** Packets up to {@link #from} have been handed out. */
    void use() {
        used = base + from;
    }

    /** Place behind the last packet that was handed out. */
    long used() {
        return used;
    }

    /** Says that packets before this place are not used any more. Any thread, one at a time. */
    void release(long place) {
        released = place;
    }

    /** Whether a file can be opened without waiting for packets to be released. */
    boolean roomy() {
        return free(START_CHUNKS * chunk);
    }

    private boolean free(int bytes) {
        long place = released;
        return place >= used || place >= base + to + bytes - ring;
    }

    /**
     * Reads the next stretch. Packets that are not released stay where they are.
     *
     * @return bytes read, 0 if there are none now or no room for them, {@link ByteSource#END}
     */
    int fill(ByteSource source) throws IOException {
        if (!free(chunk)) {
            return 0;
        }
        int rest = to - from;
        if (to == MAXIMUM_RECORD_LENGTH + ring) {
            int start = MAXIMUM_RECORD_LENGTH - rest;
            MemorySegment.copy(segment, from, segment, start, rest);
            base += from - start;
            from = start;
            to = MAXIMUM_RECORD_LENGTH;
        }
        view.limit(Math.min(to + chunk, MAXIMUM_RECORD_LENGTH + ring)).position(to);
        int count = source.read(view);
        if (count > 0) {
            to += count;
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
