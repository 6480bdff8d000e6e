package org.mapi.result;

/**
 * One field of a result type in memory.
 *
 * @param name   name; components of nested records have dotted names, arrays and arrays of records are marked by brackets:
 *               {@code limits.low}, {@code buckets[]}, {@code rows[].count}
 * @param type   element type
 * @param offset from the start of the payload, in bytes
 * @param count  number of elements (bytes for TEXT), 1 for a single value
 * @param stride distance of two elements in bytes; more than the type's size inside an array of records
 * @param merge  merge rule
 * @param hidden whether the JSON view leaves it out
 * @param length name of the field that tells how many elements are in use, or empty
 */
public record Field(String name, FieldType type, int offset, int count, int stride, MergeRule merge, boolean hidden,
                    String length) {
    /** Marks the name of an array. */
    static final String ARRAY = "[]";

    /** The field as it stands in the schema text. */
    String text() {
        return name + ':' + type + ':' + offset + ':' + count + ':' + stride + ':' + merge
            + (length.isEmpty() ? "" : ":" + length);
    }

    /** Whether the field is an array, or a component of the records of an array. */
    boolean array() {
        return name.contains(ARRAY);
    }

    /** The name without brackets, as callers may write it. */
    String plainName() {
        return plain(name);
    }

    static String plain(String name) {
        return name.replace(ARRAY, "");
    }

    /** First byte behind the last element. */
    long end() {
        return offset + (count - 1L) * stride + (type == FieldType.TEXT ? 1 : type.size());
    }
}
