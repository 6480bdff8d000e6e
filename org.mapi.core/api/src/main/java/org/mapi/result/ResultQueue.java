package org.mapi.result;

import java.lang.foreign.MemorySegment;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The writing side of a queue of results: a ring of records in result memory, read by any number of readers, each with its own
 * position. The queue belongs to the engine and goes on when the library that writes is upgraded.
 *
 * <p>Used by the agent's thread only. Never waits, never allocates.
 */
@ProviderType
public interface ResultQueue {
    /**
     * Reserves room for a record.
     *
     * @param length bytes, at most {@link #maximumLength()}
     * @return offset in {@link #segment()} to write the record at, or -1 when the slowest reader inside the process has not read
     *     enough yet; the caller counts that with {@link #lost(long)}
     */
    long claim(int length);

    /** Memory to write the claimed record into; the object stays the same as long as the queue lives. */
    MemorySegment segment();

    /** Publishes the claimed record. */
    void commit();

    /** Counts records that could not be written. */
    void lost(long records);

    /** How many records of {@link #maximumLength()} can be claimed now without losing any. */
    int free();

    /** Longest record in bytes. */
    int maximumLength();

    /** Tells readers that nothing more will come. */
    void end();

    /**
     * Opens a reader inside the process. Callable from any thread.
     *
     * @return a reader that starts with the oldest record still there
     */
    QueueReader reader();
}
