package org.mapi.result;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Reads and writes single elements of a payload. */
final class PayloadAccess {
    static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    static final ValueLayout.OfDouble DOUBLE = ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private PayloadAccess() { }

    static Object get(MemorySegment payload, FieldType type, long at, int textLength) {
        return switch (type) {
            case I8 -> payload.get(ValueLayout.JAVA_BYTE, at);
            case BOOL -> payload.get(ValueLayout.JAVA_BYTE, at) != 0;
            case I16 -> payload.get(SHORT, at);
            case I32 -> payload.get(INT, at);
            case I64 -> payload.get(LONG, at);
            case I128 -> BigInteger.valueOf(payload.get(LONG, at + 8)).shiftLeft(64).or(unsigned(payload.get(LONG, at)));
            case F64 -> payload.get(DOUBLE, at);
            case ADDRESS -> AddressText.address(bytes(payload, at));
            case TEXT -> text(payload, at, textLength);
        };
    }

    static void set(MemorySegment payload, FieldType type, long at, int textLength, Object value) {
        switch (type) {
            case I8 -> payload.set(ValueLayout.JAVA_BYTE, at, ((Number) value).byteValue());
            case BOOL -> payload.set(ValueLayout.JAVA_BYTE, at, (byte) (Boolean.TRUE.equals(value) ? 1 : 0));
            case I16 -> payload.set(SHORT, at, ((Number) value).shortValue());
            case I32 -> payload.set(INT, at, ((Number) value).intValue());
            case I64 -> payload.set(LONG, at, ((Number) value).longValue());
            case I128 -> {
                payload.set(LONG, at, ((BigInteger) value).longValue());
                payload.set(LONG, at + 8, ((BigInteger) value).shiftRight(64).longValue());
            }
            case F64 -> payload.set(DOUBLE, at, ((Number) value).doubleValue());
            case ADDRESS -> MemorySegment.copy(AddressText.bytes((InetAddress) value), 0, payload, ValueLayout.JAVA_BYTE, at,
                FieldType.ADDRESS.size());
            case TEXT -> setText(payload, at, textLength, (String) value);
            default -> throw new IllegalArgumentException("unknown type: type=" + type);
        }
    }

    private static byte[] bytes(MemorySegment payload, long at) {
        final byte[] bytes = new byte[FieldType.ADDRESS.size()];
        MemorySegment.copy(payload, ValueLayout.JAVA_BYTE, at, bytes, 0, bytes.length);
        return bytes;
    }

    private static BigInteger unsigned(long word) {
        final BigInteger value = BigInteger.valueOf(word & Long.MAX_VALUE);
        return word < 0 ? value.setBit(63) : value;
    }

    private static String text(MemorySegment payload, long at, int length) {
        final byte[] bytes = new byte[length];
        int used = 0;
        while (used < length) {
            final byte b = payload.get(ValueLayout.JAVA_BYTE, at + used);
            if (b == 0) {
                break;
            }
            bytes[used++] = b;
        }
        return new String(bytes, 0, used, StandardCharsets.UTF_8);
    }

    private static void setText(MemorySegment payload, long at, int length, String value) {
        final byte[] bytes = value == null ? new byte[0] : value.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < length; i++) {
            payload.set(ValueLayout.JAVA_BYTE, at + i, i < bytes.length ? bytes[i] : 0);
        }
    }
}
