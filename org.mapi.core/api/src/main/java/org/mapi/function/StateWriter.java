package org.mapi.function;

import org.osgi.annotation.versioning.ProviderType;

/** Takes the bytes that an instance saves for its successor. Grows as needed up to 16 MiB. */
@ProviderType
public interface StateWriter {
    /** Appends a byte. */
    void putByte(byte value);

    /** Appends an int. */
    void putInt(int value);

    /** Appends a long. */
    void putLong(long value);

    /** Appends a double. */
    void putDouble(double value);

    /** Appends bytes, without their length. */
    void putBytes(byte[] value);
}
