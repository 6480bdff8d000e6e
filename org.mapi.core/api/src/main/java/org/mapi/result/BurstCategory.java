package org.mapi.result;

/**
 * One size class of BURST (burst_category_t).
 *
 * @param bytes    bytes of the bursts in this class, on the wire
 * @param packets  their packets
 * @param bursts   how many bursts
 * @param gapBytes sum of the gaps of this class, as the bytes that the link could have carried meanwhile
 * @param gaps     how many gaps
 */
public record BurstCategory(@Merge(MergeRule.SUM) long bytes, @Merge(MergeRule.SUM) long packets,
                            @Merge(MergeRule.SUM) long bursts, @Merge(MergeRule.SUM) long gapBytes,
                            @Merge(MergeRule.SUM) long gaps) { }
