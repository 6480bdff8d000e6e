package org.mapi.function;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * The client side of a function with its own queue: creating it is client init, {@link #read} is client read result,
 * {@link #close} is client cleanup. Used by one client thread at a time.
 *
 * @param <T> what it reads
 */
@ConsumerType
public interface ResultReader<T> extends AutoCloseable {
    /**
     * Reads the next result.
     *
     * @param nanos waits at most so long; 0 does not wait
     * @return the result or null if there was none in that time or none will ever come
     */
    T read(long nanos) throws InterruptedException;

    /** Whether nothing will ever come any more. */
    boolean ended();

    /** Results that were lost because this reader was too slow. */
    long lost();

    /** Frees everything. Idempotent. */
    @Override
    void close();
}
