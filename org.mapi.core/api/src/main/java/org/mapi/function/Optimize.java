package org.mapi.function;

/** How instances are shared between flows (the tutorial's global optimisation). */
public enum Optimize {
    /** Never shared (MAPIOPT_NONE). */
    NONE,
    /** Shared between flows that have the same functions with the same arguments up to here (MAPIOPT_AUTO). */
    AUTO,
    /** Shared with the instance that {@link FlowModification#identicalTo} names (MAPIOPT_MANUAL). */
    MANUAL
}
