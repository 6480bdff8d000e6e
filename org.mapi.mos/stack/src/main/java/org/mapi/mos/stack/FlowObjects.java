package org.mapi.mos.stack;

import java.util.Arrays;
import org.mapi.core.tracking.stream.StreamBuffer;
import org.mapi.core.tracking.stream.StreamCursor;

/** What only some flows need beside their words: streams, values, registrations of their own. Reused for other flows. */
final class FlowObjects {
    /** By receiving side; null where nobody reads. */
    final StreamBuffer[] streams = new StreamBuffer[2];
    /** What came ahead of missing bytes, by receiving side; null before it was needed first. */
    final Coverage[] coverage = new Coverage[2];
    /** Readers by receiving side and slot of the monitor. */
    final StreamCursor[][] cursors = new StreamCursor[2][];
    /** Slots of the monitors that stopped a side. */
    final long[] stopped = new long[2];
    /** The last frame that a side sent; null before one was recorded. */
    final RecordedFrame[] frames = new RecordedFrame[2];
    /** What was put into and taken out of what a side sends; null before that was done first. */
    final StreamEdits[] edits = new StreamEdits[2];
    /** First byte, by receiving side, that an application did not let through; {@code Long.MAX_VALUE} if it let all through. */
    final long[] dropped = {Long.MAX_VALUE, Long.MAX_VALUE};
    /** Registrations of this flow only, by slot of the monitor; null entries: those of the monitor. */
    DispatchTable[] tables;
    /** Values by number of the key. */
    private Object[] values = new Object[0];

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
            coverage[side] = new Coverage();
        }
        return coverage[side];
    }

    StreamEdits edits(int side) {
        if (edits[side] == null) {
            edits[side] = new StreamEdits();
        }
        return edits[side];
    }

    boolean isCovered(int side) {
        return coverage[side] != null && !coverage[side].isEmpty();
    }

    StreamCursor cursor(int side, int slot) {
        final StreamCursor[] readers = cursors[side];
        return readers == null || slot >= readers.length ? null : readers[slot];
    }

    void cursor(int side, int slot, StreamCursor cursor) {
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
            dropped[side] = Long.MAX_VALUE;
            stopped[side] = 0;
        }
        tables = null;
        Arrays.fill(values, null);
    }
}
