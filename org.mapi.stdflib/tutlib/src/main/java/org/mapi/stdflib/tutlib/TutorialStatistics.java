package org.mapi.stdflib.tutlib;

/**
 * Result of the tutorial's STATS. Readers see it by field name: the class itself leaves with the library.
 *
 * @param count number of values
 * @param sum   their sum
 * @param sum2  sum of their squares
 * @param max   largest value
 * @param min   smallest value
 */
public record TutorialStatistics(long count, double sum, double sum2, double max, double min) { }
