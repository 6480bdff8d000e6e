package org.mapi.result;

import java.lang.foreign.MemorySegment;
import org.osgi.annotation.versioning.ProviderType;

/** One reader of a result queue, with its own position. Used by one thread at a time. */
@ProviderType
public interface QueueReader extends AutoCloseable {
    /** Takes a record. */
    @FunctionalInterface
    interface RecordConsumer {
        /**
         * One record; the memory is valid only during the call.
         *
         * @param segment memory
         * @param offset  start of the record
         * @param length  its length in bytes
         */
        void accept(MemorySegment segment, long offset, int length);
    }

    /**
     * Hands the next record over, if there is one.
     *
     * @return whether there was one
     */
    boolean poll(RecordConsumer consumer);

    /**
     * Waits until a record is there or the queue ended.
     *
     * @param nanos at most so long; 0 does not wait
     * @return whether a record is there
     */
    boolean await(long nanos) throws InterruptedException;

    /** Whether the writer ended and everything was read. */
    boolean ended();

    /** Records that this reader missed because the ring was full or it was overtaken. */
    long lost();

    /** Gives up the reader; a waiting writer no longer waits for it. Idempotent. */
    @Override
    void close();
}
