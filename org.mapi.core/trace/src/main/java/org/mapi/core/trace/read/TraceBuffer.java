package org.mapi.core.trace.read;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/**
 * The stretch of a trace that is in memory: a {@link Chunk}, used again for ever, or two by turns where another thread reads
 * ahead.
 *
 * <pre>
 *   0                      512 KiB                                              768 KiB
 *   +----------------------+-----------------------------------------------------+
 *   |    start of a record | done        | not yet parsed        | free          |
 *   +----------------------+-----------------------------------------------------+
 *                                        from                    to
 * </pre>
 *
 * <p>{@link #fill} reads behind the unparsed bytes. At the end of the chunk it moves them (less than one record) before the start
 * of the next one, so that each record lies in one piece; a record always fits there, because it is at most
 * {@value #MAXIMUM_RECORD_LENGTH} bytes. Packets are handed out where they lie and must not be in use any more when
 * {@link #fill} is called.
 *
 * <p>Used by one thread at a time.
 */
final class TraceBuffer implements AutoCloseable {
    /** Most bytes of a packet that any capture keeps, as in libpcap. */
    static final int MAXIMUM_CAPTURE_LENGTH = 262_144;
    /** Most bytes of one record with all headers and options. */
    static final int MAXIMUM_RECORD_LENGTH = Chunk.START;

    /** The memory; another one after each {@link #fill}. */
    MemorySegment segment;
    /** First byte not yet parsed. */
    int from = Chunk.START;
    /** Behind the last byte read. */
    int to = from;

    private final ChunkAhead ahead;
    /** Where the segment is; while it is vacated that of the next chunk, of which only the room before its start is used. */
    private Chunk chunk = new Chunk();
    private boolean vacated;
    /** Place in the stream of the segment's first byte, if the stream had run through it up to {@link #from}. */
    private long base = -from;
    /** Place of the file's first byte. */
    private long origin;

    /**
     * An empty buffer.
     *
     * @param ahead what another thread reads; null where none does
     */
    TraceBuffer(ChunkAhead ahead) {
        this.ahead = ahead;
        segment = chunk.segment;
    }

    /** Forgets what is not parsed: a new file starts. */
    void reset() {
        if (ahead != null) {
            ahead.take();
            if (vacated) {
                move(ahead.reclaim());
            }
        }
        from = to;
        origin = base + to;
    }

    /** Bytes not yet parsed. */
    int remaining() {
        return to - from;
    }

    /** Whether the next {@link #fill} begins another chunk. */
    boolean whole() {
        return vacated || to == Chunk.END;
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

    /**
     * Reads the next stretch, or takes what was read ahead. Packets that were handed out are gone.
     *
     * @return bytes read, 0 if there are none now, {@link ByteSource#END}
     */
    int fill(ByteSource source) throws IOException {
        RegularFile file = ahead == null ? null : source.file();
        int count = 0;
        if (whole()) {
            if (file != null && ahead.take()) {
                count = ahead.count();
                source.skip(count);
                take();
            } else {
                move(vacated ? ahead.reclaim() : chunk);
            }
        }
        if (count == 0) {
            count = chunk.fill(source, to);
        }
        if (count > 0) {
            to += count;
            if (file != null && whole()) {
                ahead.offer(file, source.position());
            }
        }
        return count;
    }

    /** Goes on in the chunk that was taken. */
    private void take() {
        Chunk used = vacated ? null : chunk;
        move(ahead.taken());
        ahead.exchange(used);
    }

    /**
     * Moves the unparsed bytes before the start of the next chunk, which somebody may be reading; all other memory is not needed
     * any more.
     *
     * @return the chunk that is free now
     */
    Chunk vacate(Chunk next) {
        Chunk used = chunk;
        move(next);
        vacated = true;
        return used;
    }

    /** Moves the unparsed bytes before the start of a chunk. */
    private void move(Chunk next) {
        vacated = false;
        int rest = to - from;
        int start = Chunk.START - rest;
        MemorySegment.copy(segment, from, next.segment, start, rest);
        base += from - start;
        from = start;
        to = Chunk.START;
        chunk = next;
        segment = next.segment;
    }

    /** A view of the unparsed bytes. */
    ByteBuffer unparsed() {
        return chunk.view(from, to).duplicate();
    }

    @Override
    public void close() {
        if (!vacated) {
            chunk.close();
        }
        if (ahead != null) {
            ahead.close();
        }
    }
}
