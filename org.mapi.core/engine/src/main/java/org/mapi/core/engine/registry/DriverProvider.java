package org.mapi.core.engine.registry;

import org.mapi.capture.CaptureDriver;

/** One capture-driver service; compared by identity, usable from any thread. */
public interface DriverProvider extends ServiceOrigin {
    /** The driver's name, as it stands before the colon of a device name. */
    String name();

    /** One sentence for people, or empty. */
    String description();

    /**
     * Fetches the service object.
     *
     * @throws org.mapi.MapiException MAPI_LIBRARY_LOAD_ERR when the service is gone or its component cannot be made
     */
    CaptureDriver acquire();
}
