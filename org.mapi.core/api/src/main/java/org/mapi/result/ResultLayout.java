package org.mapi.result;

import java.lang.foreign.MemorySegment;
import java.lang.reflect.Array;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * The layout of a result type together with its Java class: {@code Long}, or a record whose components are byte, boolean, short,
 * int, long, BigInteger (128 bits), double, InetAddress, text or arrays (with a {@link Bound}), nested records or arrays of
 * records.
 *
 * <p>Components lie in order of declaration with the alignment of a C struct, so that a C program can declare the same struct.
 *
 * @param <T> the Java type
 */
public final class ResultLayout<T> {
    /** One 64-bit integer, last value wins. */
    public static final ResultLayout<Long> LONG = new ResultLayout<>(Long.class, ResultSchema.LONG);
    /** One 64-bit integer that is added over queues and sensors. */
    public static final ResultLayout<Long> COUNTER = new ResultLayout<>(Long.class, ResultSchema.COUNTER);

    private final Class<T> type;
    private final ResultSchema schema;
    /** The records that values are made of, looked at once. */
    private final Map<Class<?>, Shape> shapes = new ConcurrentHashMap<>();
    private volatile Located located;

    /** How a record is made. */
    private record Shape(Constructor<?> constructor, String[] names, Class<?>[] types) { }

    /** The fields of a schema by name. */
    private record Located(ResultSchema schema, Map<String, Field> fields) { }

    private ResultLayout(Class<T> type, ResultSchema schema) {
        this.type = type;
        this.schema = schema;
    }

    /**
     * The layout of a type.
     *
     * @param type {@code Long.class} or a record
     * @throws IllegalArgumentException naming the component that has no layout
     */
    @SuppressWarnings("unchecked")
    public static <T> ResultLayout<T> of(Class<T> type) {
        if (type == Long.class) {
            return (ResultLayout<T>) LONG;
        }
        if (!type.isRecord()) {
            throw new IllegalArgumentException("result type must be Long or a record: type=" + type.getName());
        }
        final SchemaBuilder builder = new SchemaBuilder();
        builder.components("", type, 0);
        return new ResultLayout<>(type, new ResultSchema(type.getSimpleName(), builder.fields(), builder.size()));
    }

    /** The layout as plain data. */
    public ResultSchema schema() {
        return schema;
    }

    /**
     * Offset of a field in the payload.
     *
     * @param field the field's name; dotted for components of nested records, the brackets of arrays may be left out
     * @throws IllegalArgumentException when there is none of that name
     */
    public int offset(String field) {
        return schema.field(field).orElseThrow(() -> new IllegalArgumentException(
            "no such field: field=" + field + ", type=" + schema.name())).offset();
    }

    /**
     * Makes the Java value of a payload.
     *
     * @param payload native memory
     * @param actual  the schema the payload was written with: equal to {@link #schema()} but for the bound of its last array
     */
    public T decode(MemorySegment payload, ResultSchema actual) {
        if (type == Long.class) {
            return type.cast(payload.get(PayloadAccess.LONG, 0));
        }
        return type.cast(record("", type, payload, actual, -1));
    }

    /** Makes the Java value of a payload written with this very layout. */
    public T decode(MemorySegment payload) {
        return decode(payload, schema);
    }

    /**
     * Whether a payload of another schema can be decoded: the same fields, the last array perhaps with another bound.
     */
    public boolean accepts(ResultSchema actual) {
        if (type == Long.class) {
            return actual.isScalar();
        }
        if (actual.fields().size() != schema.fields().size()) {
            return false;
        }
        for (int i = 0; i < schema.fields().size(); i++) {
            final Field mine = schema.fields().get(i);
            final Field other = actual.fields().get(i);
            final boolean bounded = mine.array() || mine.type() == FieldType.TEXT;
            if (!mine.name().equals(other.name()) || mine.type() != other.type() || mine.offset() != other.offset()
                || mine.stride() != other.stride() || !bounded && mine.count() != other.count()) {
                return false;
            }
        }
        return true;
    }

    private Object record(String prefix, Class<?> record, MemorySegment payload, ResultSchema actual, int index) {
        final Shape shape = shapes.computeIfAbsent(record, ResultLayout::shape);
        final Object[] values = new Object[shape.names().length];
        for (int i = 0; i < values.length; i++) {
            final String name = shape.names()[i];
            values[i] = component(prefix.isEmpty() ? name : prefix + name, shape.types()[i], payload, actual, index);
        }
        try {
            return shape.constructor().newInstance(values);
        } catch (InvocationTargetException e) {
            throw new IllegalStateException("result record refuses its values: type=" + record.getName() + ", values="
                + Arrays.toString(values), e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("result record cannot be made: type=" + record.getName(), e);
        }
    }

    private static Shape shape(Class<?> record) {
        final RecordComponent[] components = record.getRecordComponents();
        final Class<?>[] types = Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        try {
            final Constructor<?> constructor = record.getDeclaredConstructor(types);
            constructor.setAccessible(true);
            return new Shape(constructor, Arrays.stream(components).map(RecordComponent::getName).toArray(String[]::new), types);
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException("result record cannot be made: type=" + record.getName(), e);
        }
    }

    private Field field(ResultSchema actual, String name) {
        Located found = located;
        if (found == null || found.schema() != actual) {
            found = new Located(actual, actual.fields().stream().collect(Collectors.toUnmodifiableMap(Field::plainName,
                field -> field, (first, second) -> first)));
            located = found;
        }
        final Field field = found.fields().get(name);
        if (field == null) {
            throw new NoSuchElementException("no such field: field=" + name + ", type=" + actual.name());
        }
        return field;
    }

    private Object component(String name, Class<?> kind, MemorySegment payload, ResultSchema actual, int index) {
        if (kind.isRecord()) {
            return record(name + ".", kind, payload, actual, index);
        }
        if (kind.isArray() && kind.getComponentType().isRecord()) {
            return records(name, kind.getComponentType(), payload, actual);
        }
        final Field field = field(actual, name);
        if (kind.isArray()) {
            final int used = PayloadView.used(actual, payload, field);
            final Object array = Array.newInstance(kind.getComponentType(), used);
            for (int i = 0; i < used; i++) {
                Array.set(array, i, PayloadAccess.get(payload, field.type(), field.offset() + (long) i * field.stride(), 0));
            }
            return array;
        }
        final long at = field.offset() + (long) Math.max(index, 0) * field.stride();
        return PayloadAccess.get(payload, field.type(), at, field.count());
    }

    private Object records(String name, Class<?> element, MemorySegment payload, ResultSchema actual) {
        final List<Field> members = actual.fields().stream().filter(field -> field.plainName().startsWith(name + "."))
            .toList();
        final int used = PayloadView.used(actual, payload, members.get(0));
        final List<Object> rows = new ArrayList<>(used);
        for (int i = 0; i < used; i++) {
            rows.add(record(name + ".", element, payload, actual, i));
        }
        return rows.toArray((Object[]) Array.newInstance(element, 0));
    }
}
