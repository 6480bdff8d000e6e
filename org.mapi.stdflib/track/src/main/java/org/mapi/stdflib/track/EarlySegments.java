package org.mapi.stdflib.track;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.mapi.core.tracking.stream.BlockPool;
import org.mapi.core.tracking.stream.OverlapPolicy;
import org.mapi.core.tracking.stream.StreamBuffer;
import org.mapi.core.tracking.stream.StreamCursor;
import org.mapi.core.tracking.stream.StreamListener;
import org.mapi.packet.Layers;

/**
 * Segments of control connections that came before those in front of them. Each direction of a connection that waits for a
 * segment has a place, with a window of bytes.
 */
final class EarlySegments implements AutoCloseable {
    static final int NONE = -1;
    /** Most directions that wait at a time. */
    static final int MOST = 32;
    /** Most bytes that a direction keeps. */
    static final int WINDOW = 8192;

    private static final long PATIENCE = 5_000_000_000L;
    private static final int BLOCK = 1024;
    private static final int REFUSED = StreamBuffer.BEYOND | StreamBuffer.NO_MEMORY | StreamBuffer.TOO_MANY_PIECES
        | StreamBuffer.DISABLED;

    private final BlockPool pool = new BlockPool((long) MOST * (WINDOW + 2 * BLOCK), BLOCK);
    private final Arena arena = Arena.ofShared();
    private final MemorySegment read = arena.allocate(WINDOW);
    private final StreamBuffer[] streams = new StreamBuffer[MOST];
    private final StreamCursor[] cursors = new StreamCursor[MOST];
    private final long[] since = new long[MOST];
    private final boolean[] used = new boolean[MOST];
    private int waiting;

    EarlySegments() {
        for (int place = 0; place < MOST; place++) {
            streams[place] = new StreamBuffer(pool);
            cursors[place] = streams[place].cursor();
            streams[place].open(0, WINDOW, OverlapPolicy.FIRST, StreamListener.NONE);
            streams[place].write(0L, read, 0, WINDOW);   // takes the memory now
        }
        for (StreamBuffer stream : streams) {
            stream.close();
        }
    }

    /**
     * A place for a direction that waits for a segment.
     *
     * @param next  its sequence number
     * @param owner a number by which the caller knows the direction
     * @param now   time
     * @return the place, or {@link #NONE} if all are taken
     */
    int begin(int next, int owner, long now) {
        for (int place = 0; waiting < MOST && place < MOST; place++) {
            if (!used[place]) {
                used[place] = true;
                waiting++;
                since[place] = now;
                streams[place].open(next, WINDOW, OverlapPolicy.FIRST, StreamListener.NONE);
                streams[place].owner(owner);
                return place;
            }
        }
        return NONE;
    }

    /** Gives a place back. */
    void end(int place) {
        used[place] = false;
        waiting--;
        streams[place].close();
    }

    /** Keeps a packet's payload; false if there is no room for all of it. */
    boolean write(int place, Layers layers, int sequence) {
        return (streams[place].write(sequence, layers.packet(), layers.payloadOffset(), layers.payloadLength()) & REFUSED) == 0;
    }

    /** Takes bytes that are in order now; 0 if there are none. */
    int read(int place, byte[] target) {
        long count = cursors[place].read(read, 0, target.length);
        while (count < 0) {
            count = cursors[place].read(read, 0, target.length);
        }
        MemorySegment.copy(read, ValueLayout.JAVA_BYTE, 0, target, 0, (int) count);
        return (int) count;
    }

    /** Whether a segment is still missing in front of others. */
    boolean waits(int place) {
        return streams[place].gap() > 0;
    }

    /** Waits for it no more. */
    void skip(int place) {
        streams[place].skipGap();
    }

    /** Sequence number of the next byte. */
    int next(int place) {
        return streams[place].sequence(streams[place].expected());
    }

    /** A place that has waited too long, or {@link #NONE}. */
    int overdue(long now) {
        for (int place = 0; waiting > 0 && place < MOST; place++) {
            if (used[place] && now - since[place] >= PATIENCE) {
                return place;
            }
        }
        return NONE;
    }

    /** The number of a place's owner. */
    int owner(int place) {
        return (int) streams[place].owner();
    }

    @Override
    public void close() {
        pool.close();
        if (arena.scope().isAlive()) {
            arena.close();
        }
    }
}
