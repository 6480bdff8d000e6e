package org.mapi.result;

import java.time.Instant;

/**
 * A result as it was read.
 *
 * @param value      the value; a record, a Long, or a map of fields where the reader named no type
 * @param readTime   wall clock when it was read
 * @param packetTime time of the last packet that was accounted, nanoseconds since the Unix epoch; 0 before the first
 * @param sensor     name of the host and device it comes from, {@code localhost:<device>} for local devices
 * @param seen       packets given to the function since the flow was connected
 * @param passed     packets it let through to the next function
 * @param missed     packets that it should have seen but could not (suspended, quarantined)
 * @param <T>        type of the value
 */
public record Result<T>(T value, Instant readTime, long packetTime, String sensor, long seen, long passed, long missed) { }
