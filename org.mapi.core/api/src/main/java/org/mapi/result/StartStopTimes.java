package org.mapi.result;

/**
 * What STARTSTOP let through (startstop_t). Times are nanoseconds since the Unix epoch, 0 before there is one.
 *
 * @param first          time of the first packet seen
 * @param firstProcessed time of the first packet that passed
 * @param last           time of the last packet that passed
 * @param state          0 before the start, 1 between start and stop, 2 after the stop
 */
public record StartStopTimes(@Merge(MergeRule.LATEST) long first, @Merge(MergeRule.LATEST) long firstProcessed,
                             @Merge(MergeRule.MAX) long last, @Merge(MergeRule.MAX) int state) { }
