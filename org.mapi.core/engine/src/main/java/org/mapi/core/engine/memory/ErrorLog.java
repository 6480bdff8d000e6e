package org.mapi.core.engine.memory;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Distinct errors in a file that another process can read while this one hangs. Thread-safe. Allocates: for what went wrong, not
 * for what packets bring.
 */
public final class ErrorLog {
    private final NativeFile file;
    private final MemorySegment segment;
    private final int room;
    private final Map<String, Integer> known = new HashMap<>();
    private int used;

    ErrorLog(ResultMemory memory, String fileName, int bytes) throws IOException {
        file = NativeFile.create(memory.directory(), fileName, ErrorLogDescriptor.HEADER_LENGTH + (long) bytes);
        segment = file.segment();
        room = bytes;
        FileHeaderDescriptor.write(segment, FileHeaderDescriptor.ERROR_MAGIC, memory.owner(), "errors", 0, 1);
        OrderedMemory.putInt(segment, ErrorLogDescriptor.ENTRIES_OFFSET, ErrorLogDescriptor.HEADER_LENGTH);
        FileHeaderDescriptor.stateRelease(segment, FileHeaderDescriptor.STATE_LIVE);
        try {
            file.publish();
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    /** Where the log is. */
    public Path path() {
        return file.path();
    }

    /**
     * Counts an error. One whose text is known only gets another count and time.
     *
     * @param text what went wrong; cut at 4096 bytes of UTF-8
     * @param time when, nanoseconds since the Unix epoch
     * @return whether the text is new
     */
    public synchronized boolean record(String text, long time) {
        if (!file.open()) {
            return false;
        }
        final Integer at = known.get(text);
        if (at != null) {
            OrderedMemory.putLongOpaque(segment, at + ErrorLogDescriptor.LAST_TIME, time);
            OrderedMemory.putLongRelease(segment, at + ErrorLogDescriptor.COUNT,
                OrderedMemory.getLong(segment, at + ErrorLogDescriptor.COUNT) + 1);
            return false;
        }
        return append(text, time);
    }

    private boolean append(String text, long time) {
        final byte[] all = text.getBytes(StandardCharsets.UTF_8);
        final byte[] bytes = all.length > ErrorLogDescriptor.LONGEST_TEXT
            ? Arrays.copyOf(all, ErrorLogDescriptor.LONGEST_TEXT) : all;
        final int length = ErrorLogDescriptor.room(bytes.length);
        if (length > room - used) {
            OrderedMemory.putLongOpaque(segment, ErrorLogDescriptor.WITHOUT_ROOM,
                OrderedMemory.getLong(segment, ErrorLogDescriptor.WITHOUT_ROOM) + 1);
            return false;
        }
        final int at = ErrorLogDescriptor.HEADER_LENGTH + used;
        OrderedMemory.putInt(segment, at + ErrorLogDescriptor.ENTRY_LENGTH, length);
        OrderedMemory.putInt(segment, at + ErrorLogDescriptor.TEXT_LENGTH, bytes.length);
        OrderedMemory.putLong(segment, at + ErrorLogDescriptor.COUNT, 1);
        OrderedMemory.putLong(segment, at + ErrorLogDescriptor.FIRST_TIME, time);
        OrderedMemory.putLong(segment, at + ErrorLogDescriptor.LAST_TIME, time);
        MemorySegment.copy(bytes, 0, segment, ValueLayout.JAVA_BYTE, at + ErrorLogDescriptor.TEXT, bytes.length);
        used += length;
        OrderedMemory.putIntRelease(segment, ErrorLogDescriptor.USED, used);
        known.put(text, at);
        return true;
    }

    synchronized void close() throws IOException {
        try {
            file.unlink();
        } finally {
            file.close();
        }
    }
}
