package org.mapi.result;

import java.lang.foreign.MemorySegment;
import java.math.BigInteger;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Shows a payload as maps, lists, numbers and text. */
final class PayloadView {
    private static final double LARGEST_WHOLE = 1L << 53;

    private PayloadView() { }

    static Object of(ResultSchema schema, MemorySegment payload) {
        if (schema.fields().isEmpty()) {
            return null;
        }
        final Map<String, Object> map = map(schema, payload);
        return schema.isScalar() ? map.get("value") : map;
    }

    static Map<String, Object> map(ResultSchema schema, MemorySegment payload) {
        final Map<String, Object> map = new LinkedHashMap<>();
        for (Field field : schema.fields()) {
            if (!field.hidden()) {
                place(map, schema, payload, field);
            }
        }
        return map;
    }

    private static void place(Map<String, Object> root, ResultSchema schema, MemorySegment payload, Field field) {
        final int used = used(schema, payload, field);
        final int row = field.name().indexOf(Field.ARRAY + ".");
        if (row < 0) {
            put(root, field.plainName(), value(payload, field, used));
            return;
        }
        final List<Map<String, Object>> rows = rows(root, field.name().substring(0, row));
        for (int i = 0; i < used; i++) {
            if (rows.size() == i) {
                rows.add(new LinkedHashMap<>());
            }
            put(rows.get(i), field.name().substring(row + Field.ARRAY.length() + 1), element(payload, field, i));
        }
    }

    private static Object value(MemorySegment payload, Field field, int used) {
        if (!field.array()) {
            return element(payload, field, 0);
        }
        final List<Object> list = new ArrayList<>(used);
        for (int i = 0; i < used; i++) {
            list.add(element(payload, field, i));
        }
        return list;
    }

    static int used(ResultSchema schema, MemorySegment payload, Field field) {
        if (field.length().isEmpty()) {
            return field.count();
        }
        final Field length = schema.field(field.length()).orElse(null);
        if (length == null) {
            return field.count();
        }
        final long value = ((Number) PayloadAccess.get(payload, length.type(), length.offset(), 0)).longValue();
        return Math.clamp(value, 0, field.count());
    }

    private static void put(Map<String, Object> root, String name, Object value) {
        final String[] path = name.split("\\.");
        descend(root, path).put(path[path.length - 1], value);
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> descend(Map<String, Object> root, String[] path) {
        Map<String, Object> map = root;
        for (int i = 0; i < path.length - 1; i++) {
            map = (Map<String, Object>) map.computeIfAbsent(path[i], key -> new LinkedHashMap<String, Object>());
        }
        return map;
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> rows(Map<String, Object> root, String name) {
        final String[] path = name.split("\\.");
        return (List<Map<String, Object>>) descend(root, path)
            .computeIfAbsent(path[path.length - 1], key -> new ArrayList<Map<String, Object>>());
    }

    private static Object element(MemorySegment payload, Field field, int index) {
        final long at = field.offset() + (long) index * field.stride();
        final Object value = PayloadAccess.get(payload, field.type(), at, field.count());
        if (value instanceof Double number) {
            return number == Math.rint(number) && Math.abs(number) < LARGEST_WHOLE ? (Object) (long) (double) number : number;
        }
        if (value instanceof InetAddress address) {
            return AddressText.of(address);
        }
        if (value instanceof Boolean || value instanceof String || value instanceof BigInteger) {
            return value;
        }
        return ((Number) value).longValue();
    }
}
