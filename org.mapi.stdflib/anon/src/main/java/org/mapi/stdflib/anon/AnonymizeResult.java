package org.mapi.stdflib.anon;

import org.mapi.result.Merge;
import org.mapi.result.MergeRule;

/**
 * What ANONYMIZE did.
 *
 * @param changed  packets that had the field, and have a new value
 * @param misfits  new values that were cut because the packet would have become too long, or that could not be remembered
 * because
 *                 the table was full
 */
record AnonymizeResult(@Merge(MergeRule.SUM) long changed, @Merge(MergeRule.SUM) long misfits) { }
