package org.mapi.result;

/** How the values of one field from several queues or sensors become one value. */
public enum MergeRule {
    /** Added (counters). */
    SUM,
    /** The smallest. */
    MIN,
    /** The largest. */
    MAX,
    /** The value of the result that is named last. */
    LATEST,
    /** Cannot be merged: a type with such a field stays listed per queue and sensor. */
    NONE
}
