package org.mapi.mos;

import java.time.Duration;
import org.osgi.annotation.versioning.ProviderType;

/** Where packets come from, with the workers that follow their flows. Any thread may call it, but no callback. */
@ProviderType
public interface MosSource extends AutoCloseable {
    /** Its name. */
    String name();

    /** What it is and what it has done so far. */
    SourceInformation information();

    /**
     * Waits until the source is at its end (a trace that was read) and every event was delivered.
     *
     * @return false if the time passed before
     * @throws InterruptedException if the thread was interrupted
     */
    boolean awaitEnd(Duration timeout) throws InterruptedException;

    /** Ends all flows with {@link CloseReason#STOPPED}, stops the workers and lets go of the devices. Idempotent. */
    @Override
    void close();
}
