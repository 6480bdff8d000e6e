package org.mapi.core.engine.memory;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.nio.file.Path;

/** Reads a ring as another process does: own mapping, own position, perhaps overtaken. From the documented layout alone. */
final class ForeignQueueReader implements AutoCloseable {
    private final ForeignFile file;
    private final MemorySegment header;
    private final long capacity;
    private final int maximum;
    private final long ring;
    private final MemorySegment copy;
    private long position;
    private long expected = -1;
    private long overtaken;
    private int length;

    ForeignQueueReader(Path path) throws IOException {
        file = new ForeignFile(path);
        header = file.segment();
        capacity = OrderedMemory.getLong(header, QueueFileDescriptor.CAPACITY);
        maximum = OrderedMemory.getInt(header, QueueFileDescriptor.MAXIMUM_LENGTH);
        ring = OrderedMemory.getLong(header, QueueFileDescriptor.RING_OFFSET);
        copy = Arena.ofAuto().allocate(maximum, 16);
        position = OrderedMemory.getLongAcquire(header, QueueFileDescriptor.OLDEST);
    }

    /** Copies the next record; false when there is none. */
    boolean next() {
        while (true) {
            if (position >= OrderedMemory.getLongAcquire(header, QueueFileDescriptor.PRODUCER)) {
                return false;
            }
            final long at = ring + (position & capacity - 1);
            length = OrderedMemory.getInt(header, at);
            final int type = OrderedMemory.getInt(header, at + RecordDescriptor.TYPE);
            final long number = OrderedMemory.getLong(header, at + RecordDescriptor.NUMBER);
            if (type == RecordDescriptor.TYPE_RECORD && length >= 0 && length <= maximum) {
                MemorySegment.copy(header, at + RecordDescriptor.HEADER_LENGTH, copy, 0, length);
            }
            VarHandle.loadLoadFence();
            final long oldest = OrderedMemory.getLongAcquire(header, QueueFileDescriptor.OLDEST);
            if (oldest > position) {
                position = oldest;
                continue;
            }
            position += RecordDescriptor.room(length);
            if (type == RecordDescriptor.TYPE_RECORD) {
                overtaken += expected < 0 ? 0 : number - expected;
                expected = number + 1;
                return true;
            }
        }
    }

    MemorySegment record() {
        return copy;
    }

    int length() {
        return length;
    }

    /** Records that the writer overwrote before they were read. */
    long overtaken() {
        return overtaken;
    }

    boolean ended() {
        return OrderedMemory.getIntAcquire(header, QueueFileDescriptor.ENDED) != 0;
    }

    @Override
    public void close() {
        file.close();
    }
}
