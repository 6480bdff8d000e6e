package org.mapi.stdflib.track;

import org.mapi.result.Merge;
import org.mapi.result.MergeRule;

/**
 * What a tracker remembers and what it could not.
 *
 * @param remembered connections in its table now
 * @param recognised connections recognised so far
 * @param evicted    connections forgotten because the table was full, not because they were silent
 * @param announced  data connections that a control connection announced, or hosts that were learnt, so far
 * @param unfollowed beginnings of connections, pieces of control lines, announcements and datagrams in fragments given up: a
 *                   segment was missing, a line was too long, or there was no room
 */
record TrackedConnections(@Merge(MergeRule.SUM) long remembered, @Merge(MergeRule.SUM) long recognised,
                          @Merge(MergeRule.SUM) long evicted, @Merge(MergeRule.SUM) long announced,
                          @Merge(MergeRule.SUM) long unfollowed) { }
