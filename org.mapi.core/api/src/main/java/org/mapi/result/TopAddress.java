package org.mapi.result;

import java.net.InetAddress;

/**
 * One row of TOP for a field that is an address (topx_result).
 *
 * @param address   the address
 * @param count     packets with it, at most {@link TopAddresses#countError()} too many
 * @param bytecount their bytes behind the link header, at most {@link TopAddresses#bytecountError()} too many
 */
public record TopAddress(@Merge(MergeRule.KEY) InetAddress address, @Merge(MergeRule.SUM_DESCENDING) long count,
        @Merge(MergeRule.SUM) long bytecount) { }
