package org.mapi.result;

/**
 * What DIST found (dist_t): how many values lay in each interval.
 *
 * @param min       lower end of the first interval
 * @param max       upper end of the last interval, included
 * @param intervals number of intervals
 * @param interval  width of an interval; the last one may be narrower
 * @param below     values less than min
 * @param above     values greater than max
 * @param data      values per interval: number k counts the values from min + k * interval on that are less than
 *                  min + (k + 1) * interval; the last one counts max as well
 */
public record Distribution(@Merge(MergeRule.LATEST) long min, @Merge(MergeRule.LATEST) long max,
                           @Merge(MergeRule.LATEST) int intervals, @Merge(MergeRule.LATEST) long interval,
                           @Merge(MergeRule.SUM) long below, @Merge(MergeRule.SUM) long above,
                           @Merge(MergeRule.SUM) @Bound(value = 64, length = "intervals") long[] data) { }
