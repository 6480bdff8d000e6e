package org.mapi.result;

import java.math.BigInteger;

/**
 * What STATS found (stats_t).
 *
 * @param count     number of values
 * @param sum       their sum
 * @param sum2      sum of their squares
 * @param max       largest value, 0 before the first
 * @param min       smallest value, 0 before the first
 * @param sumExact  the sum, exact to 128 bits
 * @param sum2Exact the sum of squares, exact to 128 bits
 */
public record Statistics(@Merge(MergeRule.SUM) long count, @Merge(MergeRule.SUM) double sum, @Merge(MergeRule.SUM) double sum2,
                         @Merge(MergeRule.MAX) double max, @Merge(MergeRule.MIN) double min,
                         @Hidden @Merge(MergeRule.SUM) BigInteger sumExact,
                         @Hidden @Merge(MergeRule.SUM) BigInteger sum2Exact) {
    /** Mean of the values, NaN when there are none. */
    public double mean() {
        return count == 0 ? Double.NaN : sum / count;
    }

    /** Standard deviation of the values (population), NaN when there are none. */
    public double standardDeviation() {
        return count == 0 ? Double.NaN : Math.sqrt(Math.max(0, sum2 / count - mean() * mean()));
    }
}
