package org.mapi.result;

/**
 * One row of TOP (topx_result).
 *
 * @param value     the field's value, unsigned, host order
 * @param count     packets with it, at most {@link TopValues#countError()} too many
 * @param bytecount their bytes behind the link header, at most {@link TopValues#bytecountError()} too many
 */
public record TopValue(@Merge(MergeRule.KEY) long value, @Merge(MergeRule.SUM_DESCENDING) long count,
        @Merge(MergeRule.SUM) long bytecount) { }
