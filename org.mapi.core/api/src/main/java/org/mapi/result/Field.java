package org.mapi.result;

/**
 * One field of a result type in memory.
 *
 * @param name   name; components of nested records have dotted names
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
    /** The field as it stands in the schema text. */
    String text() {
        return name + ':' + type + ':' + offset + ':' + count + ':' + stride + ':' + merge
            + (length.isEmpty() ? "" : ":" + length);
    }

    /** Whether the field is an element of an array of records. */
    boolean inRecordArray() {
        return type != FieldType.TEXT && count > 1 && stride > type.size();
    }
}
