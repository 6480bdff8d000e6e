package org.mapi.mos.functions;

import org.mapi.result.Merge;
import org.mapi.result.MergeRule;

/**
 * What MOS_EVENT has seen. All but the first two are of the stack that the functions of a flow share.
 *
 * @param packets       packets that raised the event and passed
 * @param withoutPacket how often the event came without a packet, by timeout or eviction, so that none passed
 * @param connections   connections and pseudo-flows followed now
 * @param evicted       connections forgotten because there were too many
 * @param badChecksum   packets that were not followed because a checksum was wrong
 * @param waiting       1 while the event, a user-defined one, is not defined by anybody or not raised any more
 */
record EventCounters(@Merge(MergeRule.SUM) long packets, @Merge(MergeRule.SUM) long withoutPacket,
                     @Merge(MergeRule.SUM) long connections, @Merge(MergeRule.SUM) long evicted,
                     @Merge(MergeRule.SUM) long badChecksum, @Merge(MergeRule.MAX) long waiting) { }
