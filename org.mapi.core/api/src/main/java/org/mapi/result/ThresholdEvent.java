package org.mapi.result;

/**
 * THRESHOLD found its condition true.
 *
 * @param number    1 for the first event
 * @param timestamp time of the packet or of the observation, nanoseconds since the Unix epoch
 * @param value     what was compared with the threshold
 */
public record ThresholdEvent(long number, long timestamp, long value) { }
