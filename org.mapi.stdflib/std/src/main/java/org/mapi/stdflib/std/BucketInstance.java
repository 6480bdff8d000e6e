package org.mapi.stdflib.std;

import java.lang.foreign.MemorySegment;
import org.mapi.function.FunctionInstance;
import org.mapi.function.InstanceContext;
import org.mapi.function.RecordReader;
import org.mapi.function.ResultReader;
import org.mapi.function.ResultSource;
import org.mapi.result.BucketEntry;
import org.mapi.result.ResultQueue;

/** What the modes of BUCKET have in common: the queue. */
abstract class BucketInstance implements FunctionInstance {
    final ResultSource source;
    private final boolean reset;
    private final int entries;
    private ResultQueue queue;
    private MemorySegment memory;

    BucketInstance(ResultSource source, boolean reset, int entries) {
        this.source = source;
        this.reset = reset;
        this.entries = entries;
    }

    @Override
    public void init(InstanceContext context) {
        // The ring needs some bytes more per record than the record itself.
        queue = context.queue(2L * entries * BucketEntryDescriptor.LENGTH, BucketEntryDescriptor.LENGTH);
        memory = queue.segment();
    }

    /** Queues an entry and resets the source if that was asked for. */
    final void put(long timestamp, long value) {
        add(timestamp, value);
        if (reset) {
            source.reset();
        }
    }

    /** Queues an entry. */
    final void add(long timestamp, long value) {
        final long at = queue.claim(BucketEntryDescriptor.LENGTH);
        if (at < 0) {
            queue.lost(1);
        } else {
            BucketEntryDescriptor.write(memory, at, timestamp, value);
            queue.commit();
        }
    }

    final void lost(long count) {
        queue.lost(count);
    }

    @Override
    public void end() {
        queue.end();
    }

    @Override
    public ResultReader<BucketEntry> openReader() {
        return new RecordReader<>(queue.reader(), (memory, at, length) -> BucketEntryDescriptor.read(memory, at));
    }
}
