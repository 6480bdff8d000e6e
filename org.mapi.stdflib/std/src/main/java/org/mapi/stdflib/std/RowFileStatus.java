package org.mapi.stdflib.std;

import org.mapi.result.Merge;
import org.mapi.result.MergeRule;

/**
 * What RES2FILE did; the original has no result.
 *
 * @param rows    rows written, without the header
 * @param bytes   bytes written, the header included
 * @param failed  rows that could not be written, because the medium was full for instance
 * @param skipped rows of zeros left out after a jump of the clock
 */
public record RowFileStatus(@Merge(MergeRule.SUM) long rows, @Merge(MergeRule.SUM) long bytes, @Merge(MergeRule.SUM) long failed,
                            @Merge(MergeRule.SUM) long skipped) { }
