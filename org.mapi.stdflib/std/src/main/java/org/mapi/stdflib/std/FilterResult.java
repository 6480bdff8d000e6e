package org.mapi.stdflib.std;

import org.mapi.result.Merge;
import org.mapi.result.MergeRule;

/**
 * Result of BPF_FILTER; the original has none.
 *
 * @param unfilterable packets of a link type that the expression does not compile for
 */
public record FilterResult(@Merge(MergeRule.SUM) long unfilterable) { }
