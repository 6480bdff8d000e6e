package org.mapi.result;

/** Type of a field in result memory; little endian, two's complement, IEEE 754. */
public enum FieldType {
    /** 8-bit integer. */
    I8(1),
    /** One byte, 0 or 1. */
    BOOL(1),
    /** 16-bit integer. */
    I16(2),
    /** 32-bit integer. */
    I32(4),
    /** 64-bit integer. */
    I64(8),
    /** 128-bit integer, low word first (C's {@code __int128}). */
    I128(16),
    /** 64-bit floating point. */
    F64(8),
    /** IP address: 16 bytes in network order, IPv4 as an IPv4-mapped IPv6 address (::ffff:a.b.c.d). */
    ADDRESS(16),
    /** UTF-8 text padded with zeros: the field's count is its length in bytes. */
    TEXT(1);

    private final int size;

    FieldType(int size) {
        this.size = size;
    }

    /** Size and alignment of one element, in bytes. */
    public int size() {
        return size;
    }
}
