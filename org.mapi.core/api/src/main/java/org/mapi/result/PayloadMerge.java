package org.mapi.result;

import java.lang.foreign.MemorySegment;
import java.math.BigInteger;
import java.util.List;

/** Merges payloads field by field. */
final class PayloadMerge {
    private static final String UNLISTED = "unlisted";

    private PayloadMerge() { }

    static void merge(ResultSchema schema, MemorySegment into, MemorySegment from) {
        if (!schema.mergeable()) {
            throw new IllegalStateException("result type cannot be merged: type=" + schema.name());
        }
        final List<PayloadRows> rows = PayloadRows.of(schema);
        rows.forEach(one -> one.merge(into, from));
        for (Field field : schema.fields()) {
            if (rows.stream().anyMatch(one -> one.holds(field))) {
                continue;
            }
            final int elements = field.type() == FieldType.TEXT ? 1 : field.count();
            for (int i = 0; i < elements; i++) {
                element(field, into, from, field.offset() + (long) i * field.stride());
            }
            if (field.merge() == MergeRule.UNLISTED) {
                addCut(field, rows, into);
            }
        }
    }

    private static void addCut(Field field, List<PayloadRows> rows, MemorySegment into) {
        final String column = field.name().substring(UNLISTED.length());
        final String name = Character.toLowerCase(column.charAt(0)) + column.substring(1);
        final long cut = rows.stream().mapToLong(one -> one.cut(name)).max().orElse(0);
        final long value = ((Number) PayloadAccess.get(into, field.type(), field.offset(), 1)).longValue();
        PayloadAccess.set(into, field.type(), field.offset(), 1, value + cut);
    }

    private static void element(Field field, MemorySegment into, MemorySegment from, long at) {
        final Object a = PayloadAccess.get(into, field.type(), at, field.count());
        final Object b = PayloadAccess.get(from, field.type(), at, field.count());
        PayloadAccess.set(into, field.type(), at, field.count(), combine(field, a, b));
    }

    static Object combine(Field field, Object a, Object b) {
        if (!(a instanceof Number x) || !(b instanceof Number y)) {
            return b;
        }
        if (a instanceof BigInteger p && b instanceof BigInteger q) {
            return exact(field.merge(), p, q);
        }
        final boolean real = field.type() == FieldType.F64;
        return switch (field.merge()) {
            case SUM, SUM_DESCENDING, UNLISTED -> real ? (Number) (x.doubleValue() + y.doubleValue())
                : (Number) (x.longValue() + y.longValue());
            case MIN -> real ? (Number) Math.min(x.doubleValue(), y.doubleValue())
                : (Number) Math.min(x.longValue(), y.longValue());
            case MAX -> real ? (Number) Math.max(x.doubleValue(), y.doubleValue())
                : (Number) Math.max(x.longValue(), y.longValue());
            case FIRST -> x.longValue() == 0 ? y : y.longValue() == 0 ? x
                : (Number) Math.min(x.longValue(), y.longValue());
            case LATEST, NONE, KEY -> y;
        };
    }

    private static BigInteger exact(MergeRule rule, BigInteger a, BigInteger b) {
        return switch (rule) {
            case SUM, SUM_DESCENDING, UNLISTED -> a.add(b);
            case MIN -> a.min(b);
            case MAX -> a.max(b);
            case FIRST -> a.signum() == 0 ? b : b.signum() == 0 ? a : a.min(b);
            case LATEST, NONE, KEY -> b;
        };
    }
}
