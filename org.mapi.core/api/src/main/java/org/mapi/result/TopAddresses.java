package org.mapi.result;

/**
 * What TOP found: the addresses that most packets or bytes had. Values of several queues
 * are added, row by row.
 *
 * @param count          number of rows
 * @param packets        packets counted since the last reset
 * @param bytes          their bytes behind the link header
 * @param countError     by how many packets a row's count may be too high at most, 0 as long as the table was not full
 * @param bytecountError the same for bytes
 * @param since          time of the first packet counted, nanoseconds since the Unix epoch; 0 before it
 * @param unlistedCount  packets that a value may have had at most that is not listed; of several queues also what a row may have
 *                       had besides
 * @param unlistedBytecount the same for bytes
 * @param rows           the rows, the most frequent first
 */
public record TopAddresses(@Merge(MergeRule.LATEST) int count, @Merge(MergeRule.SUM) long packets,
        @Merge(MergeRule.SUM) long bytes, @Merge(MergeRule.SUM) long countError, @Merge(MergeRule.SUM) long bytecountError,
        @Merge(MergeRule.FIRST) long since, @Merge(MergeRule.UNLISTED) long unlistedCount,
        @Merge(MergeRule.UNLISTED) long unlistedBytecount, @Bound(value = 100, length = "count") TopAddress[] rows) {
    /** Without what is not listed. */
    public TopAddresses(int count, long packets, long bytes, long countError, long bytecountError, long since,
            TopAddress[] rows) {
        this(count, packets, bytes, countError, bytecountError, since, 0, 0, rows);
    }
}
