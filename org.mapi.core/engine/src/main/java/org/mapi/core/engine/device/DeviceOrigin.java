package org.mapi.core.engine.device;

/** How a device came to be known. */
public enum DeviceOrigin {
    /** Configured by name; stays open once it was opened. */
    CONFIGURED,
    /** Named as {@code driver:address} by a flow; closed and forgotten with its last flow. */
    ON_DEMAND,
    /** A trace that is read once. */
    OFFLINE
}
