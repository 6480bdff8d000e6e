package org.mapi.result;

/**
 * Counters of COOKING.
 *
 * @param segments      TCP segments seen
 * @param connections   connections that began
 * @param blocks        blocks passed on
 * @param bytes         bytes in them
 * @param missing       bytes that were never captured: a block ends in front of them
 * @param repeated      bytes of segments that came again, at least in part
 * @param inconsistent  bytes that came again with other content
 * @param refused       bytes that did not fit: beyond the window, or there was no memory
 * @param lost          bytes that were in order and were not passed on: their memory was needed, or one block was wanted only
 * @param evicted       connections that had to leave a full table or give up their memory
 * @param waiting       connections with a block that waits until what follows has room
 * @param waitingBytes  bytes of memory that hold what was not passed on yet
 */
public record CookingCounters(@Merge(MergeRule.SUM) long segments, @Merge(MergeRule.SUM) long connections,
                              @Merge(MergeRule.SUM) long blocks, @Merge(MergeRule.SUM) long bytes,
                              @Merge(MergeRule.SUM) long missing, @Merge(MergeRule.SUM) long repeated,
                              @Merge(MergeRule.SUM) long inconsistent, @Merge(MergeRule.SUM) long refused,
                              @Merge(MergeRule.SUM) long lost, @Merge(MergeRule.SUM) long evicted,
                              @Merge(MergeRule.SUM) long waiting, @Merge(MergeRule.SUM) long waitingBytes) { }
