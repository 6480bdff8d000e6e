package org.mapi.result;

import java.util.ArrayList;
import java.util.List;

/** Gives the last array or text of a schema another bound. */
final class SchemaBounds {
    private SchemaBounds() { }

    static ResultSchema resize(ResultSchema schema, String array, int bound) {
        if (bound < 1) {
            throw new IllegalArgumentException("bound must be 1 or more: bound=" + bound);
        }
        final List<Field> resized = new ArrayList<>();
        long end = 0;
        int alignment = Long.BYTES;
        boolean found = false;
        for (Field field : schema.fields()) {
            final boolean member = member(field, Field.plain(array));
            if (found && !member) {
                throw new IllegalArgumentException("not the last component: array=" + array + ", behind it=" + field.name());
            }
            found |= member;
            final Field kept = member ? new Field(field.name(), field.type(), field.offset(), bound, field.stride(),
                field.merge(), field.hidden(), field.length()) : field;
            resized.add(kept);
            end = Math.max(end, kept.end());
            alignment = Math.max(alignment, field.type().size());
        }
        if (!found) {
            throw new IllegalArgumentException("no such array or text: array=" + array + ", schema=" + schema.name());
        }
        final long size = (end + alignment - 1) / alignment * alignment;
        if (size > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("payload is too long: array=" + array + ", bound=" + bound + ", size=" + size);
        }
        return new ResultSchema(schema.name(), resized, (int) size);
    }

    private static boolean member(Field field, String array) {
        final int brackets = field.name().indexOf(Field.ARRAY);
        return brackets < 0 ? field.type() == FieldType.TEXT && field.name().equals(array)
            : field.name().substring(0, brackets).equals(array);
    }
}
