package org.mapi.testkit;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.Deque;
import org.mapi.result.QueueReader;
import org.mapi.result.ResultQueue;

/** A queue of at most so many records of the longest length, with one reader. */
public final class TestQueue implements ResultQueue, QueueReader {
    private final MemorySegment memory;
    private final Deque<long[]> records = new ArrayDeque<>();
    private final int capacity;
    private final int maximum;
    private long next;
    private long[] claimed;
    private long lost;
    private boolean ended;

    /**
     * A queue.
     *
     * @param bytes   room
     * @param maximum longest record
     */
    public TestQueue(long bytes, int maximum) {
        this.maximum = maximum;
        this.capacity = (int) (bytes / maximum);
        this.memory = Arena.ofAuto().allocate((long) capacity * maximum);
    }

    @Override
    public long claim(int length) {
        if (records.size() == capacity) {
            return -1;
        }
        claimed = new long[] {next++ % capacity * maximum, length};
        return claimed[0];
    }

    @Override
    public MemorySegment segment() {
        return memory;
    }

    @Override
    public void commit() {
        records.add(claimed);
    }

    @Override
    public void lost(long count) {
        lost += count;
    }

    @Override
    public int free() {
        return capacity - records.size();
    }

    @Override
    public int maximumLength() {
        return maximum;
    }

    @Override
    public void end() {
        ended = true;
    }

    @Override
    public QueueReader reader() {
        return this;
    }

    @Override
    public boolean poll(RecordConsumer consumer) {
        final long[] record = records.poll();
        if (record != null) {
            consumer.accept(memory, record[0], (int) record[1]);
        }
        return record != null;
    }

    @Override
    public boolean await(long nanos) {
        return !records.isEmpty();
    }

    @Override
    public boolean ended() {
        return ended && records.isEmpty();
    }

    @Override
    public long lost() {
        return lost;
    }

    @Override
    public void close() {
        records.clear();
    }
}
