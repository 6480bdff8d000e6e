package org.mapi.result;

/**
 * What TOP found: the values of a header field that most packets or bytes had. Not merged over queues and sensors: what is seldom
 * everywhere may be frequent in all.
 *
 * @param count          number of rows
 * @param packets        packets counted since the last reset
 * @param bytes          their bytes behind the link header
 * @param countError     by how many packets a row's count may be too high at most, and what is not listed may have had; 0 as long
 *                       as the table was not full
 * @param bytecountError the same for bytes
 * @param since          time of the first packet counted, nanoseconds since the Unix epoch; 0 before it
 * @param rows           the rows, the most frequent first
 */
public record TopValues(int count, long packets, long bytes, long countError, long bytecountError, long since,
                        @Bound(value = 100, length = "count") TopValue[] rows) { }
