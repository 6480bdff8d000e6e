package org.mapi.mos;

/** Which bytes count where segments overlap. The numbers are those of the original. */
public enum OverlapPolicy {
    /** The bytes that came first (MOS_OVERLAP_POLICY_FIRST, 0); the default. */
    FIRST,
    /** The bytes that came last (MOS_OVERLAP_POLICY_LAST, 1). */
    LAST;

    /** The original's number, 0 or 1. */
    public int number() {
        return ordinal();
    }
}
