package org.mapi;

import java.time.Duration;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * One reader of a function with a queue. Used by one thread at a time.
 *
 * @param <T> type of the entries
 */
@ProviderType
public interface EntryReader<T> extends AutoCloseable {
    /** Takes the next entry; see {@link Applied#poll}. */
    Optional<T> poll(Duration timeout) throws InterruptedException;

    /** Whether everything was read and nothing more will come. */
    boolean ended();

    /** Entries this reader lost because it was too slow. */
    long lost();

    @Override
    void close();
}
