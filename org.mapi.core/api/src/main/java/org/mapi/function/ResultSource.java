package org.mapi.function;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Map;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The result of another function, as seen by an instance that reads it (arguments {@code r f} or {@code S}).
 *
 * <p>On the same device queue the value is what the source computed for the last packet it saw: a function behind its source in
 * the same flow sees this packet's value. Across devices it is the last published snapshot, without a promise of order. The
 * handle stays valid when the source's library is upgraded and when its flow closes. Used on the agent's thread; never waits.
 */
@ProviderType
public interface ResultSource {
    /** Whether the source is still there; when it is gone the values stay as they were last. */
    boolean available();

    /** The value: of a Long result the number, of a record its first 64-bit integer. */
    long value();

    /** Number of packets the source has seen: changes exactly when a new value may have been made. */
    long packets();

    /** Asks the source to reset its result: at once on the same agent, otherwise soon. */
    void reset();

    /** Size of the result in bytes. */
    int size();

    /**
     * Copies the whole result as it lies in result memory (docs/layouts.md): {@link #size()} bytes in C struct order, little
     * endian. Allocates nothing on the same device queue.
     *
     * @param target native memory
     * @param at     where in the target the first byte goes; there must be room for {@link #size()} bytes
     * @return how many bytes were copied; 0 when there is no value yet
     */
    default int copyTo(MemorySegment target, long at) {
        target.set(ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN), at, value());
        return Long.BYTES;
    }

    /** The whole result as a map, for functions that print results. Allocates. */
    Map<String, Object> map();

    /** Which function this is. */
    FunctionReference reference();
}
