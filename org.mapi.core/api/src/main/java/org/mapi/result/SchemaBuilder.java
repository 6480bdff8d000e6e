package org.mapi.result;

import java.lang.reflect.RecordComponent;
import java.math.BigInteger;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Lays out the components of a record as a C compiler would. */
final class SchemaBuilder {
    private static final Map<Class<?>, FieldType> TYPES = Map.of(byte.class, FieldType.I8, boolean.class, FieldType.BOOL,
        short.class, FieldType.I16, int.class, FieldType.I32, long.class, FieldType.I64, double.class, FieldType.F64,
        BigInteger.class, FieldType.I128, InetAddress.class, FieldType.ADDRESS, String.class, FieldType.TEXT);

    private final List<Field> fields = new ArrayList<>();
    private int size;

    List<Field> fields() {
        return fields;
    }

    int size() {
        return size + 7 & ~7;
    }

    /** Adds the components of a record whose first byte lies at {@code start}; returns the first byte behind it. */
    int components(String prefix, Class<?> record, int start) {
        int at = start;
        for (RecordComponent component : record.getRecordComponents()) {
            at = component(prefix, component, at);
        }
        final int end = align(at, alignment(record));
        size = Math.max(size, end);
        return end;
    }

    private int component(String prefix, RecordComponent component, int at) {
        final Class<?> type = component.getType();
        final String name = prefix + component.getName();
        if (type.isRecord()) {
            return components(name + ".", type, align(at, alignment(type)));
        }
        if (type.isArray()) {
            return array(name, component, at);
        }
        final FieldType fieldType = typeOf(type, name);
        final int start = align(at, fieldType.size());
        final int elements = fieldType == FieldType.TEXT ? bound(component, name).value() : 1;
        if (fieldType == FieldType.TEXT && name.contains(Field.ARRAY)) {
            throw new IllegalArgumentException("no text inside an array of records: component=" + name);
        }
        fields.add(field(name, component, fieldType, start, elements, ""));
        final int end = start + (fieldType == FieldType.TEXT ? elements : fieldType.size());
        size = Math.max(size, end);
        return end;
    }

    private int array(String name, RecordComponent component, int at) {
        final Bound bound = bound(component, name);
        final Class<?> element = component.getType().getComponentType();
        if (name.contains(Field.ARRAY) || element.isArray()) {
            throw new IllegalArgumentException("no array inside an array: component=" + name);
        }
        if (element.isRecord()) {
            return recordArray(name, element, bound, at);
        }
        final FieldType type = typeOf(element, name);
        final int start = align(at, type.size());
        if (type == FieldType.TEXT) {
            throw new IllegalArgumentException("no array of texts: component=" + name);
        }
        fields.add(field(name + Field.ARRAY, component, type, start, bound.value(), bound.length()));
        final int end = Math.addExact(start, Math.multiplyExact(bound.value(), type.size()));
        size = Math.max(size, end);
        return end;
    }

    private int recordArray(String name, Class<?> element, Bound bound, int at) {
        final int start = align(at, alignment(element));
        final SchemaBuilder inner = new SchemaBuilder();
        final int stride = inner.components(name + Field.ARRAY + ".", element, 0);
        for (Field field : inner.fields) {
            fields.add(new Field(field.name(), field.type(), start + field.offset(), bound.value(), stride, field.merge(),
                field.hidden(), bound.length()));
        }
        final int end = Math.addExact(start, Math.multiplyExact(bound.value(), stride));
        size = Math.max(size, end);
        return end;
    }

    private static Field field(String name, RecordComponent component, FieldType type, int at, int count, String length) {
        final Merge merge = component.getAnnotation(Merge.class);
        return new Field(name, type, at, count, type.size(), merge == null ? MergeRule.NONE : merge.value(),
            component.isAnnotationPresent(Hidden.class), length);
    }

    private static Bound bound(RecordComponent component, String name) {
        final Bound bound = component.getAnnotation(Bound.class);
        if (bound == null || bound.value() < 1) {
            throw new IllegalArgumentException("array or text needs @Bound of 1 or more: component=" + name);
        }
        return bound;
    }

    private static FieldType typeOf(Class<?> type, String name) {
        final FieldType fieldType = TYPES.get(type);
        if (fieldType == null) {
            throw new IllegalArgumentException("no layout for this type: component=" + name + ", type=" + type.getName()
                + ", expected byte, boolean, short, int, long, BigInteger (128 bits), double, InetAddress, String, a record or an"
                + " array of these");
        }
        return fieldType;
    }

    private static int alignment(Class<?> type) {
        if (type.isArray()) {
            return alignment(type.getComponentType());
        }
        if (!type.isRecord()) {
            return typeOf(type, type.getSimpleName()).size();
        }
        int alignment = 1;
        for (RecordComponent component : type.getRecordComponents()) {
            alignment = Math.max(alignment, alignment(component.getType()));
        }
        return alignment;
    }

    private static int align(int at, int alignment) {
        return (at + alignment - 1) / alignment * alignment;
    }
}
