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
    /** The smallest that is not 0 (the earliest time; 0 stands for none). */
    FIRST,
    /**
     * For a component of the records of an array with a length: tells rows apart. Rows with equal keys become one, whose other
     * components are merged by their rules; what there is no room for is cut off.
     */
    KEY,
    /** As SUM, for a component of rows with a key: the rows are ordered by it, the largest first. */
    SUM_DESCENDING,
    /**
     * How much of a component of rows with a key something may have that is not listed; the name is {@code unlisted} and that of
     * the component ({@code unlistedCount} for {@code rows.count}). Added, and with it the largest value that was cut off.
     */
    UNLISTED,
    /** Cannot be merged: a type with such a field stays listed per queue and sensor. */
    NONE
}
