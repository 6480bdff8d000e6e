package org.mapi.result;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * The layout of a result type as plain data: it refers to no class, so it may outlive the library that declared it.
 *
 * <p>The text form, one field a line as {@code name:type:offset:count:stride:merge[:length field]}, stands in result memory for
 * readers that are not written in Java.
 */
public final class ResultSchema {
    /** No result at all. */
    public static final ResultSchema NONE = new ResultSchema("none", List.of(), 0);
    /** One 64-bit integer, last value wins. */
    public static final ResultSchema LONG = scalar("long", MergeRule.LATEST);
    /** One 64-bit integer that is added over queues and sensors. */
    public static final ResultSchema COUNTER = scalar("counter", MergeRule.SUM);

    private final String name;
    private final List<Field> fields;
    private final int size;
    private final int id;

    /**
     * Creates a schema.
     *
     * @param name   type name for people
     * @param fields the fields, in order of offset
     * @param size   size of the payload in bytes
     * @throws IllegalArgumentException when a field lies outside the payload or its length field is none
     */
    public ResultSchema(String name, List<Field> fields, int size) {
        this.name = Objects.requireNonNull(name, "name");
        this.fields = List.copyOf(fields);
        this.size = size;
        for (Field field : this.fields) {
            if (field.offset() < 0 || field.count() < 1 || field.stride() < field.type().size() || field.end() > size) {
                throw new IllegalArgumentException("field lies outside the payload: field=" + field + ", size=" + size);
            }
            if (!field.length().isEmpty() && field(field.length()).filter(ResultSchema::counts).isEmpty()) {
                throw new IllegalArgumentException("length is no single integer field: field=" + field.name() + ", length="
                    + field.length());
            }
        }
        final CRC32C crc = new CRC32C();
        crc.update(text().getBytes(StandardCharsets.UTF_8));
        this.id = (int) crc.getValue();
    }

    private static boolean counts(Field field) {
        return switch (field.type()) {
            case I8, I16, I32, I64 -> !field.array();
            case BOOL, I128, F64, ADDRESS, TEXT -> false;
        };
    }

    private static ResultSchema scalar(String name, MergeRule merge) {
        return new ResultSchema(name, List.of(new Field("value", FieldType.I64, 0, 1, 8, merge, false, "")), 8);
    }

    /** Type name for people. */
    public String name() {
        return name;
    }

    /** The fields in order of offset. */
    public List<Field> fields() {
        return fields;
    }

    /** Size of the payload in bytes. */
    public int size() {
        return size;
    }

    /** Hash of the fields: equal layouts have equal ids, also across library versions. */
    public int id() {
        return id;
    }

    /** Whether the type is one single number without a name of its own. */
    public boolean isScalar() {
        return fields.size() == 1 && fields.get(0).name().equals("value") && fields.get(0).type() == FieldType.I64;
    }

    /** The field of a name; the brackets of arrays may be left out. */
    public Optional<Field> field(String fieldName) {
        return fields.stream().filter(field -> field.plainName().equals(Field.plain(fieldName))).findFirst();
    }

    /** Whether values of several queues or sensors can become one. */
    public boolean mergeable() {
        return !fields.isEmpty() && fields.stream().noneMatch(field -> field.merge() == MergeRule.NONE);
    }

    /** One field a line: {@code name:type:offset:count:stride:merge[:length field]}. */
    public String text() {
        final StringBuilder text = new StringBuilder();
        for (Field field : fields) {
            text.append(field.text()).append('\n');
        }
        return text.toString();
    }

    /**
     * The same layout with more or less room in its last array.
     *
     * @param array name of the last component, an array or a text
     * @param bound number of elements or bytes, 1 or more
     * @throws IllegalArgumentException when it is not the last component, or neither array nor text
     */
    public ResultSchema withBound(String array, int bound) {
        return SchemaBounds.resize(this, array, bound);
    }

    /**
     * The same layout with another merge rule of one field.
     *
     * @param field the field; brackets of arrays may be left out
     * @throws IllegalArgumentException when there is no such field
     */
    public ResultSchema withMerge(String field, MergeRule rule) {
        final Field changed = field(field).orElseThrow(() -> new IllegalArgumentException("no such field: field=" + field
            + ", schema=" + name));
        return new ResultSchema(name, fields.stream().map(one -> one != changed ? one : new Field(one.name(), one.type(),
            one.offset(), one.count(), one.stride(), rule, one.hidden(), one.length())).toList(), size);
    }

    /**
     * The value as JSON would show it: a Long for a scalar, otherwise a map in field order; doubles that are whole numbers below
     * 2^53 become Longs.
     *
     * @param payload memory of the payload, native, at least {@link #size()} bytes
     * @return Long, Map, or null for {@link #NONE}
     */
    public Object view(MemorySegment payload) {
        return PayloadView.of(this, payload);
    }

    /** As {@link #view}, a scalar as a map with the one key {@code value}. */
    public Map<String, Object> map(MemorySegment payload) {
        return PayloadView.map(this, payload);
    }

    /**
     * Merges one payload into another by each field's rule.
     *
     * @param into first value, changed
     * @param from second value; LATEST takes this one
     * @throws IllegalStateException when the type is not {@link #mergeable()}
     */
    public void merge(MemorySegment into, MemorySegment from) {
        PayloadMerge.merge(this, into, from);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ResultSchema that && fields.equals(that.fields) && size == that.size;
    }

    @Override
    public int hashCode() {
        return id;
    }

    @Override
    public String toString() {
        return name + "[" + size + " bytes, " + fields.size() + " fields]";
    }
}
