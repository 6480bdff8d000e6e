package org.mapi.run.bench;

/**
 * What a job cost.
 *
 * @param wall elapsed nanoseconds
 * @param cpu  processor time, user and system, in nanoseconds: hardly disturbed by what else runs on the machine
 */
public record Cost(double wall, double cpu) {
    /** The cost of one of so many. */
    public Cost per(long count) {
        return new Cost(wall / count, cpu / count);
    }
}
