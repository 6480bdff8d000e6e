package org.mapi.result;

import java.lang.foreign.MemorySegment;
import java.math.BigInteger;

/** Merges payloads field by field. */
final class PayloadMerge {
    private PayloadMerge() { }

    static void merge(ResultSchema schema, MemorySegment into, MemorySegment from) {
        if (!schema.mergeable()) {
            throw new IllegalStateException("result type cannot be merged: type=" + schema.name());
        }
        for (Field field : schema.fields()) {
            final int elements = field.type() == FieldType.TEXT ? 1 : field.count();
            for (int i = 0; i < elements; i++) {
                element(field, into, from, field.offset() + (long) i * field.stride());
            }
        }
    }

    private static void element(Field field, MemorySegment into, MemorySegment from, long at) {
        final Object a = PayloadAccess.get(into, field.type(), at, field.count());
        final Object b = PayloadAccess.get(from, field.type(), at, field.count());
        PayloadAccess.set(into, field.type(), at, field.count(), combine(field, a, b));
    }

    private static Object combine(Field field, Object a, Object b) {
        if (!(a instanceof Number x) || !(b instanceof Number y)) {
            return b;
        }
        if (a instanceof BigInteger p && b instanceof BigInteger q) {
            return exact(field.merge(), p, q);
        }
        final boolean real = field.type() == FieldType.F64;
        return switch (field.merge()) {
            case SUM -> real ? (Number) (x.doubleValue() + y.doubleValue()) : (Number) (x.longValue() + y.longValue());
            case MIN -> real ? (Number) Math.min(x.doubleValue(), y.doubleValue())
                : (Number) Math.min(x.longValue(), y.longValue());
            case MAX -> real ? (Number) Math.max(x.doubleValue(), y.doubleValue())
                : (Number) Math.max(x.longValue(), y.longValue());
            case LATEST, NONE -> y;
        };
    }

    private static BigInteger exact(MergeRule rule, BigInteger a, BigInteger b) {
        return switch (rule) {
            case SUM -> a.add(b);
            case MIN -> a.min(b);
            case MAX -> a.max(b);
            case LATEST, NONE -> b;
        };
    }
}
