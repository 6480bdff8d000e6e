package org.mapi.mos;

import org.osgi.annotation.versioning.ProviderType;

/** An application that was attached without the whiteboard. */
@ProviderType
public interface MonitorHandle extends AutoCloseable {
    /** What it does. */
    MonitorInformation information();

    /** Detaches it; returns when no callback runs any more, at once if called from a callback. Idempotent. */
    @Override
    void close();
}
