package org.mapi.result;

/**
 * What TO_FILE did.
 *
 * @param status  11 while it writes, 0 when it has written the packets it was asked for, 1 after an error (the medium was full)
 * @param files   files finished and renamed into place so far
 * @param packets packets written
 * @param bytes   bytes written, file headers included
 * @param failed  packets that could not be written
 */
public record CaptureFileStatus(@Merge(MergeRule.MAX) int status, @Merge(MergeRule.SUM) int files,
                                @Merge(MergeRule.SUM) long packets, @Merge(MergeRule.SUM) long bytes,
                                @Merge(MergeRule.SUM) long failed) { }
