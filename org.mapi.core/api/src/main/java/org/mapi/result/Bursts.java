package org.mapi.result;

/**
 * What BURST found: bursts and the gaps between them by size.
 *
 * @param categories number of classes
 * @param min        size in bytes where class 1 begins; class 0 is everything smaller
 * @param step       width of the classes 1, 2, ... in bytes; the last class is everything bigger
 * @param data       the classes
 */
public record Bursts(@Merge(MergeRule.LATEST) int categories, @Merge(MergeRule.LATEST) int min,
                     @Merge(MergeRule.LATEST) int step,
                     @Bound(value = 32, length = "categories") BurstCategory[] data) { }
