package org.mapi.mos;

import org.osgi.annotation.versioning.ProviderType;

/** A timer that was set. */
@ProviderType
public interface MosTimer {
    /**
     * Takes it back; on its worker's thread.
     *
     * @return whether it was still to come
     */
    boolean cancel();
}
