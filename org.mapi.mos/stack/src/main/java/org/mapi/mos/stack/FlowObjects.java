package org.mapi.mos.stack;

import java.util.Arrays;
import org.mapi.core.tracking.stream.StreamBuffer;
import org.mapi.core.tracking.stream.StreamCursor;

/**
 * What only some flows need beside their words: streams, values, registrations of their own. Reused for other flows. Many flows
 * have no more than a value: the pairs by side are made when they are written first, before that all share empty ones.
 */
final class FlowObjects {
    private static final StreamBuffer[] NO_STREAMS = new StreamBuffer[2];
    private static final Coverage[] NO_COVERAGE = new Coverage[2];
    private static final StreamCursor[][] NO_CURSORS = new StreamCursor[2][];
    private static final RecordedFrame[] NO_FRAMES = new RecordedFrame[2];
    private static final StreamEdits[] NO_EDITS = new StreamEdits[2];
    private static final long[] NOTHING_DROPPED = {Long.MAX_VALUE, Long.MAX_VALUE};
    /** Never changed but by taking bits away. */
    private static final long[] NOTHING_STOPPED = new long[2];
    private static final Object[] NO_VALUES = new Object[0];

    /** By receiving side; null where nobody reads. Set with {@link #stream}. */
    StreamBuffer[] streams = NO_STREAMS;
    /** What came ahead of missing bytes, by receiving side; null before it was needed first. Set with {@link #coverage(int)}. */
    Coverage[] coverage = NO_COVERAGE;
    /** Readers by receiving side and slot of the monitor. Set with {@link #cursor(int, int, StreamCursor)}. */
    StreamCursor[][] cursors = NO_CURSORS;
    /** Slots of the monitors that stopped a side. Set with {@link #stop}. */
    long[] stopped = NOTHING_STOPPED;
    /** The last frame that a side sent; null before one was recorded. Set with {@link #frame(int, RecordedFrame)}. */
    RecordedFrame[] frames = NO_FRAMES;
    /** What was put into and taken out of what a side sends; null before that was done first. Set with {@link #edits(int)}. */
    StreamEdits[] edits = NO_EDITS;
    /**
     * First byte, by receiving side, that an application did not let through; {@code Long.MAX_VALUE} if it let all through. Set
     * with {@link #drop}.
     */
    long[] dropped = NOTHING_DROPPED;
    /** What applications have asked for in this flow only; null if nothing. */
    StreamWishes wishes;
    /** Up to where unread bytes, by receiving side, were counted as lost because the memory was needed; null before that. */
    long[] evicted;
    /** Registrations of this flow only, by slot of the monitor; null entries: those of the monitor. */
    DispatchTable[] tables;
    /** Values by number of the key. */
    private Object[] values = NO_VALUES;

    Object value(int key) {
        return key < values.length ? values[key] : null;
    }

    void value(int key, Object value) {
        if (key >= values.length) {
            values = Arrays.copyOf(values, key + 1);
        }
        values[key] = value;
    }

    int valueCount() {
        return values.length;
    }

    Coverage coverage(int side) {
        if (coverage[side] == null) {
            coverage = coverage == NO_COVERAGE ? new Coverage[2] : coverage;
            coverage[side] = new Coverage();
        }
        return coverage[side];
    }

    StreamEdits edits(int side) {
        if (edits[side] == null) {
            edits = edits == NO_EDITS ? new StreamEdits[2] : edits;
            edits[side] = new StreamEdits();
        }
        return edits[side];
    }

    void stream(int side, StreamBuffer stream) {
        streams = streams == NO_STREAMS ? new StreamBuffer[2] : streams;
        streams[side] = stream;
    }

    void frame(int side, RecordedFrame frame) {
        frames = frames == NO_FRAMES ? new RecordedFrame[2] : frames;
        frames[side] = frame;
    }

    /** Monitors, given as bits, want no more of a side. */
    void stop(int side, long slots) {
        stopped = stopped == NOTHING_STOPPED ? new long[2] : stopped;
        stopped[side] |= slots;
    }

    /** Says from which byte on a side does not receive everything; {@code Long.MAX_VALUE}: it does. */
    void drop(int side, long position) {
        dropped = dropped == NOTHING_DROPPED ? NOTHING_DROPPED.clone() : dropped;
        dropped[side] = position;
    }

    /** Slots of the monitors that have stopped a side, or read it no more. */
    long unread(int side) {
        return wishes == null ? stopped[side] : stopped[side] | wishes.ended[side];
    }

    StreamWishes wishes() {
        wishes = wishes == null ? new StreamWishes() : wishes;
        return wishes;
    }

    boolean isCovered(int side) {
        return coverage[side] != null && !coverage[side].isEmpty();
    }

    StreamCursor cursor(int side, int slot) {
        final StreamCursor[] readers = cursors[side];
        return readers == null || slot >= readers.length ? null : readers[slot];
    }

    void cursor(int side, int slot, StreamCursor cursor) {
        cursors = cursors == NO_CURSORS ? new StreamCursor[2][] : cursors;
        if (cursors[side] == null) {
            cursors[side] = new StreamCursor[slot + 1];
        } else if (slot >= cursors[side].length) {
            cursors[side] = Arrays.copyOf(cursors[side], slot + 1);
        }
        cursors[side][slot] = cursor;
    }

    DispatchTable table(int slot) {
        return tables == null || slot >= tables.length ? null : tables[slot];
    }

    void table(int slot, DispatchTable table) {
        if (tables == null) {
            tables = new DispatchTable[slot + 1];
        } else if (slot >= tables.length) {
            tables = Arrays.copyOf(tables, slot + 1);
        }
        tables[slot] = table;
    }

    /** Ready for another flow; streams were taken out before. */
    void clear() {
        for (int side = 0; side < 2; side++) {
            if (coverage[side] != null) {
                coverage[side].clear();
            }
            if (cursors[side] != null) {
                Arrays.fill(cursors[side], null);
            }
            if (frames[side] != null) {
                frames[side].clear();
            }
            if (edits[side] != null) {
                edits[side].clear();
            }
            stopped[side] = 0;
        }
        if (dropped != NOTHING_DROPPED) {
            Arrays.fill(dropped, Long.MAX_VALUE);
        }
        tables = null;
        wishes = null;
        evicted = null;
        Arrays.fill(values, null);
    }
}
