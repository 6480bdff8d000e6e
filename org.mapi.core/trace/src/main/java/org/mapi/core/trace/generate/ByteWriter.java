package org.mapi.core.trace.generate;

import java.util.Arrays;

/** Builds a message of numbers in network byte order whose inner lengths are filled in afterwards. */
final class ByteWriter {
    private byte[] bytes = new byte[512];
    private int length;

    ByteWriter u8(int value) {
        if (length == bytes.length) {
            bytes = Arrays.copyOf(bytes, 2 * length);
        }
        bytes[length++] = (byte) value;
        return this;
    }

    ByteWriter u16(int value) {
        return u8(value >>> 8).u8(value);
    }

    ByteWriter u32(int value) {
        return u16(value >>> 16).u16(value);
    }

    ByteWriter raw(byte[] value) {
        for (byte one : value) {
            u8(one);
        }
        return this;
    }

    /** So many bytes of chance. */
    ByteWriter random(GeneratorRandom random, int count) {
        for (int i = 0; i < count; i++) {
            u8(random.below(256));
        }
        return this;
    }

    /** Reserves room for a length of so many bytes; the place is to be given to {@link #close}. */
    int open(int width) {
        int at = length;
        for (int i = 0; i < width; i++) {
            u8(0);
        }
        return at;
    }

    /** Fills in the number of bytes since {@link #open}. */
    ByteWriter close(int at, int width) {
        int value = length - at - width;
        for (int i = 0; i < width; i++) {
            bytes[at + i] = (byte) (value >>> 8 * (width - 1 - i));
        }
        return this;
    }

    /** A copy of what was written; the writer starts anew. */
    byte[] take() {
        byte[] result = Arrays.copyOf(bytes, length);
        length = 0;
        return result;
    }
}
