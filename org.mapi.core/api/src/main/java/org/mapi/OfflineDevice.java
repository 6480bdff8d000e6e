package org.mapi;

import java.time.Duration;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** A trace file as a device: SETUP, READING, FINISHED, DELETED; it is read once and cannot be restarted. */
@ProviderType
public interface OfflineDevice extends AutoCloseable {
    /** The name to create flows on: {@code <path>@<n>}. */
    String name();

    /** The state. */
    OfflineStatus status();

    /**
     * Starts reading; flows that are connected now take part.
     *
     * @throws MapiException MAPI_OFFLINE_DEVICE_STARTED the second time, MAPID_NO_DEVICE when it is deleted
     */
    void start();

    /**
     * Waits until everything is read.
     *
     * @param timeout how long at most
     * @return whether it is FINISHED or DELETED
     */
    boolean awaitFinished(Duration timeout) throws InterruptedException;

    /** Why reading ended early (a corrupt or cut file), or empty. */
    Optional<MapiException> failure();

    /** Deletes the device (mapi_delete_offline_device) and closes its flows. Idempotent. */
    @Override
    void close();
}
