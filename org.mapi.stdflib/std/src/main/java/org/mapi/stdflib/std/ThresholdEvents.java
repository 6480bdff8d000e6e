package org.mapi.stdflib.std;

import java.lang.foreign.MemorySegment;
import org.mapi.function.InstanceContext;
import org.mapi.function.RecordReader;
import org.mapi.function.ResultReader;
import org.mapi.function.StateReader;
import org.mapi.function.StateWriter;
import org.mapi.result.ResultQueue;
import org.mapi.result.ThresholdEvent;

/** Judges observations and queues events. */
final class ThresholdEvents {
    private final Bound bound;
    private final long threshold;
    private final long limit;
    private final int entries;
    private ResultQueue queue;
    private MemorySegment memory;
    private long number;
    private boolean observed;
    private long previous;

    ThresholdEvents(Bound bound, long threshold, long limit, int entries) {
        this.bound = bound;
        this.threshold = threshold;
        this.limit = limit;
        this.entries = entries;
    }

    void init(InstanceContext context) {
        // The ring needs some bytes more per record than the record itself.
        queue = context.queue(2L * entries * ThresholdEventDescriptor.LENGTH, ThresholdEventDescriptor.LENGTH);
        memory = queue.segment();
    }

    /** Takes an observation; whether it met the bound. */
    boolean observe(long timestamp, long value) {
        final boolean comparable = observed || !bound.difference();
        final long compared = bound.difference() ? value - previous : value;
        previous = value;
        observed = true;
        if (!comparable || !bound.meets(compared, threshold)) {
            return false;
        }
        raise(timestamp, compared);
        return true;
    }

    private void raise(long timestamp, long compared) {
        if (limit > 0 && number >= limit) {
            return;
        }
        number++;
        final long at = queue.claim(ThresholdEventDescriptor.LENGTH);
        if (at < 0) {
            queue.lost(1);
        } else {
            ThresholdEventDescriptor.write(memory, at, number, timestamp, compared);
            queue.commit();
        }
        if (number == limit) {
            queue.end();
        }
    }

    /** Begins to count events anew. */
    void reset() {
        if (limit == 0 || number < limit) {
            number = 0;
        }
    }

    void end() {
        queue.end();
    }

    ResultReader<ThresholdEvent> openReader() {
        return new RecordReader<>(queue.reader(), (memory, at, length) -> ThresholdEventDescriptor.read(memory, at));
    }

    void save(StateWriter state) {
        state.putLong(number);
        state.putByte((byte) (observed ? 1 : 0));
        state.putLong(previous);
    }

    void restore(StateReader state) {
        number = state.getLong();
        observed = state.getByte() != 0;
        previous = state.getLong();
    }
}
