package org.mapi.function;

import org.osgi.annotation.versioning.ProviderType;

/** Gives back what an older version saved, in order. Reading beyond the end throws IllegalStateException. */
@ProviderType
public interface StateReader {
    /** Bytes left. */
    int remaining();

    /** Reads a byte. */
    byte getByte();

    /** Reads an int. */
    int getInt();

    /** Reads a long. */
    long getLong();

    /** Reads a double. */
    double getDouble();

    /** Reads so many bytes. */
    byte[] getBytes(int length);
}
