package org.mapi.core.engine.memory;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A file of result memory as another process sees it: its own mapping, reading only. */
final class ForeignFile implements AutoCloseable {
    private final Arena arena = Arena.ofShared();
    private final MemorySegment segment;

    ForeignFile(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            final MemorySegment mapped = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
            // As everywhere: no segments of the mapped class.
            segment = MemorySegment.ofAddress(mapped.address()).reinterpret(mapped.byteSize(), arena, null);
        }
    }

    MemorySegment segment() {
        return segment;
    }

    int state() {
        return OrderedMemory.getIntAcquire(segment, FileHeaderDescriptor.STATE);
    }

    int successor() {
        return OrderedMemory.getIntAcquire(segment, ResultFileDescriptor.SUCCESSOR);
    }

    String successorName() {
        return FixedText.get(segment, ResultFileDescriptor.SUCCESSOR_NAME, ResultFileDescriptor.SUCCESSOR_NAME_ROOM);
    }

    /** Offset of the entry of a function, or -1. */
    long entry(int flow, int applied) {
        final long start = OrderedMemory.getLong(segment, ResultFileDescriptor.DIRECTORY_OFFSET);
        final int count = OrderedMemory.getInt(segment, ResultFileDescriptor.DIRECTORY_CAPACITY);
        for (long at = start; at < start + (long) count * EntryDescriptor.ENTRY_LENGTH; at += EntryDescriptor.ENTRY_LENGTH) {
            if (OrderedMemory.getIntAcquire(segment, at + EntryDescriptor.STATE) != 0
                && OrderedMemory.getInt(segment, at + EntryDescriptor.FLOW) == flow
                && OrderedMemory.getInt(segment, at + EntryDescriptor.APPLIED) == applied) {
                return at;
            }
        }
        return -1;
    }

    int entryInt(long entry, int field) {
        return OrderedMemory.getInt(segment, entry + field);
    }

    long entryLong(long entry, int field) {
        return OrderedMemory.getLong(segment, entry + field);
    }

    String entryText(long entry, int field, int room) {
        return FixedText.get(segment, entry + field, room);
    }

    String schema(long entry) {
        return FixedText.get(segment, entryLong(entry, EntryDescriptor.SCHEMA_OFFSET),
            entryInt(entry, EntryDescriptor.SCHEMA_LENGTH));
    }

    @Override
    public void close() {
        arena.close();
    }
}
