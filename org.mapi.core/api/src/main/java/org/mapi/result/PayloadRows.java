package org.mapi.result;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Merges an array of rows that have a key: rows with equal keys become one, the largest come first, and what there is no room for
 * is cut off.
 */
final class PayloadRows {
    private final Field key;
    private final List<Field> columns;
    private final Field length;
    private final Field order;
    /** Largest value of a column among the rows that were cut off, by the column's name. */
    private final Map<String, Long> cut = new HashMap<>();

    private PayloadRows(ResultSchema schema, Field key) {
        this.key = key;
        columns = schema.fields().stream().filter(field -> prefix(field).equals(prefix(key))).toList();
        length = schema.field(key.length()).orElseThrow(() -> new IllegalStateException("rows with a key need a length: field="
            + key.name()));
        order = columns.stream().filter(field -> field.merge() == MergeRule.SUM_DESCENDING).findFirst().orElse(null);
    }

    /** The arrays of a schema that are merged by key. */
    static List<PayloadRows> of(ResultSchema schema) {
        return schema.fields().stream().filter(field -> field.merge() == MergeRule.KEY && field.array())
            .map(field -> new PayloadRows(schema, field)).toList();
    }

    private static String prefix(Field field) {
        final int end = field.name().indexOf(Field.ARRAY);
        return end < 0 ? "" : field.name().substring(0, end);
    }

    /** Whether a field is one of these, or tells their number. */
    boolean holds(Field field) {
        return columns.contains(field) || field.equals(length);
    }

    /** The largest value that a column had in a row that was cut off; 0 for none. */
    long cut(String column) {
        return cut.getOrDefault(column, 0L);
    }

    void merge(MemorySegment into, MemorySegment from) {
        final Map<Object, Object[]> rows = new LinkedHashMap<>();
        add(rows, into);
        add(rows, from);
        final List<Object[]> sorted = new ArrayList<>(rows.values());
        if (order != null) {
            final int at = columns.indexOf(order);
            sorted.sort((a, b) -> Long.compare(((Number) b[at]).longValue(), ((Number) a[at]).longValue()));
        }
        final int room = Math.min(key.count(), sorted.size());
        for (int row = 0; row < room; row++) {
            write(into, row, sorted.get(row));
        }
        PayloadAccess.set(into, length.type(), length.offset(), 1, room);
        sorted.subList(room, sorted.size()).forEach(this::note);
    }

    private void add(Map<Object, Object[]> rows, MemorySegment payload) {
        final long used = Math.clamp(((Number) PayloadAccess.get(payload, length.type(), length.offset(), 1)).longValue(), 0,
            key.count());
        for (int row = 0; row < used; row++) {
            final int number = row;
            final Object[] values = columns.stream().map(column -> value(payload, column, number)).toArray();
            final Object name = values[columns.indexOf(key)];
            rows.merge(name == null ? "" : name, values, this::combined);
        }
    }

    private static Object value(MemorySegment payload, Field column, int row) {
        return PayloadAccess.get(payload, column.type(), at(column, row), column.count());
    }

    private static long at(Field column, int row) {
        return column.offset() + (long) row * column.stride();
    }

    private Object[] combined(Object[] a, Object[] b) {
        final Object[] both = Arrays.copyOf(a, a.length);
        for (int i = 0; i < both.length; i++) {
            if (columns.get(i) != key) {
                both[i] = PayloadMerge.combine(columns.get(i), a[i], b[i]);
            }
        }
        return both;
    }

    private void write(MemorySegment into, int row, Object[] values) {
        for (int i = 0; i < values.length; i++) {
            PayloadAccess.set(into, columns.get(i).type(), at(columns.get(i), row), columns.get(i).count(), values[i]);
        }
    }

    private void note(Object[] values) {
        for (int i = 0; i < values.length; i++) {
            if (columns.get(i) != key && values[i] instanceof Number number) {
                final String column = columns.get(i).name();
                cut.merge(column.substring(column.lastIndexOf('.') + 1), number.longValue(), Math::max);
            }
        }
    }
}
