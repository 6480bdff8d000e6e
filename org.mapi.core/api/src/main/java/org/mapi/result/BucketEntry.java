package org.mapi.result;

/**
 * What BUCKET tells at the end of a period, or at a packet (bucket_data).
 *
 * @param timestamp end of the period, or time of the packet; nanoseconds since the Unix epoch
 * @param value     the source's value then; 0 for a period in which the source saw no packet
 */
public record BucketEntry(long timestamp, long value) { }
