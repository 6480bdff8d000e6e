package org.mapi.result;

import java.util.ArrayList;
import java.util.List;

/** Gives the last array of a schema another bound. */
final class SchemaBounds {
    private SchemaBounds() { }

    static ResultSchema resize(ResultSchema schema, String array, int bound) {
        if (bound < 1) {
            throw new IllegalArgumentException("bound must be 1 or more: bound=" + bound);
        }
        final List<Field> resized = new ArrayList<>();
        int end = 0;
        boolean found = false;
        for (Field field : schema.fields()) {
            final boolean member = field.name().equals(array) || field.name().startsWith(array + ".");
            if (found && !member) {
                throw new IllegalArgumentException("not the last component: array=" + array + ", behind it=" + field.name());
            }
            found |= member;
            final Field kept = member ? new Field(field.name(), field.type(), field.offset(), bound, field.stride(),
                field.merge(), field.hidden(), field.length()) : field;
            resized.add(kept);
            end = Math.max(end, kept.offset() + (kept.count() - 1) * kept.stride() + kept.type().size());
        }
        if (!found) {
            throw new IllegalArgumentException("no such array: array=" + array + ", schema=" + schema.name());
        }
        return new ResultSchema(schema.name(), resized, (end + 7) & ~7);
    }
}
