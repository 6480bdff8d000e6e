package org.mapi.core.engine.memory;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.mapi.result.ResultSchema;

/**
 * The text area of a result file: per type one line {@code type <id in hex> <payload bytes> <name>}, its field lines as
 * {@link ResultSchema#text()} gives them, and an empty line. Only appended to.
 */
final class SchemaArea {
    private final MemorySegment file;
    private final long offset;
    private final int capacity;
    private final Map<String, Long> known = new HashMap<>();
    private int used;

    SchemaArea(MemorySegment file, long offset, int capacity) {
        this.file = file;
        this.offset = offset;
        this.capacity = capacity;
    }

    /** Start of the type's field lines in the file, or -1 when there is no room. */
    long add(ResultSchema schema) {
        final String head = head(schema);
        final String text = head + schema.text() + '\n';
        final Long at = known.get(text);
        if (at != null) {
            return at;
        }
        final byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > capacity - used) {
            return -1;
        }
        MemorySegment.copy(bytes, 0, file, ValueLayout.JAVA_BYTE, offset + used, bytes.length);
        final long fields = offset + used + head.getBytes(StandardCharsets.UTF_8).length;
        used += bytes.length;
        OrderedMemory.putIntRelease(file, ResultFileDescriptor.SCHEMA_USED, used);
        known.put(text, fields);
        return fields;
    }

    /** Room that a type takes at most. */
    static int room(ResultSchema schema) {
        return length(head(schema)) + length(schema.text()) + 1;
    }

    /** Length of the type's field lines. */
    static int length(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    private static String head(ResultSchema schema) {
        return String.format("type %08x %d %s\n", schema.id(), schema.size(), schema.name().replace('\n', ' '));
    }
}
