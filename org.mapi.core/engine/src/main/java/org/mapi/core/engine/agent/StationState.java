package org.mapi.core.engine.agent;

/** State of a function instance on its agent. */
public enum StationState {
    /** Sees packets. */
    WORKING,
    /** Saved and let go of; the device waits for a replacement for a short time. */
    HELD,
    /** Let go of; packets are counted as missed. */
    SUSPENDED,
    /** It threw; packets are counted as missed. */
    QUARANTINED
}
