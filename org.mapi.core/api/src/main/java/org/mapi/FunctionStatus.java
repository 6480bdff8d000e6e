package org.mapi;

/** State of an applied function. */
public enum FunctionStatus {
    /** Applied, not initialised (MAPIFUNC_UNINIT). */
    UNINITIALIZED,
    /** Working (MAPIFUNC_INIT). */
    INITIALIZED,
    /** Its library is being replaced: the device waits for the new one for a short time. */
    HELD,
    /** Its library is gone: packets are counted as missed, it resumes when the library comes back. */
    SUSPENDED,
    /** It threw: packets are counted as missed until it is applied anew or its library is upgraded. */
    QUARANTINED,
    /** Deleted by another function of the flow. */
    DELETED,
    /** Its flow is closed. */
    CLOSED
}
