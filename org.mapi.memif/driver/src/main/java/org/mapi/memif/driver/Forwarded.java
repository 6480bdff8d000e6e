package org.mapi.memif.driver;

import org.mapi.result.Merge;
import org.mapi.result.MergeRule;

/**
 * Result of TO_MEMIF.
 *
 * @param sent    packets that the interface took
 * @param dropped packets that it could not take: ring full, no peer, wrong link type, too long
 */
public record Forwarded(@Merge(MergeRule.SUM) long sent, @Merge(MergeRule.SUM) long dropped) { }
