package org.mapi.testkit;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.mapi.result.QueueReader;
import org.mapi.result.ResultQueue;

/** A queue of at most so many records of the longest length, with one reader. */
public final class TestQueue implements ResultQueue, QueueReader {
    private final MemorySegment memory;
    private final int[] lengths;
    private final int capacity;
    private final int maximum;
    private long written;
    private long read;
    private int claimed = -1;
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
        this.lengths = new int[capacity];
        this.memory = Arena.ofAuto().allocate((long) capacity * maximum);
    }

    private long place(long number) {
        return number % capacity * maximum;
    }

    @Override
    public long claim(int length) {
        if (length < 0 || length > maximum) {
            throw new IllegalArgumentException("record of a wrong length: length=" + length + ", expected 0 to " + maximum);
        }
        if (written - read == capacity) {
            return -1;
        }
        claimed = length;
        return place(written);
    }

    @Override
    public MemorySegment segment() {
        return memory;
    }

    @Override
    public void commit() {
        if (claimed < 0) {
            throw new IllegalStateException("nothing was claimed");
        }
        lengths[(int) (written++ % capacity)] = claimed;
        claimed = -1;
    }

    @Override
    public void lost(long count) {
        lost += count;
    }

    @Override
    public int free() {
        return (int) (capacity - (written - read));
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
        if (read == written) {
            return false;
        }
        consumer.accept(memory, place(read), lengths[(int) (read % capacity)]);
        read++;
        return true;
    }

    @Override
    public boolean await(long nanos) {
        return read < written;
    }

    @Override
    public boolean ended() {
        return ended && read == written;
    }

    @Override
    public long lost() {
        return lost;
    }

    @Override
    public void close() {
        read = written;
    }
}
