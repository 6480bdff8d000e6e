package org.mapi.core.tracking.stream;

/** Which bytes win where a segment overlaps bytes that are there already; numbers of mOS. */
public enum OverlapPolicy {
    /** The bytes that came first stay; new ones fill holes only (MOS_OVERLAP_POLICY_FIRST, 0). */
    FIRST,
    /** The bytes that came last replace older ones (MOS_OVERLAP_POLICY_LAST, 1). */
    LAST
}
