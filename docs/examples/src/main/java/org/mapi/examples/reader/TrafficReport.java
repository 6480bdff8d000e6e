package org.mapi.examples.reader;

import java.time.Instant;
import org.mapi.result.Statistics;

/**
 * What a {@link TrafficReader} read.
 *
 * @param time    when it was read
 * @param packets packets since the flow was connected
 * @param bytes   their bytes on the wire
 * @param gaps    the times between them, in nanoseconds
 */
public record TrafficReport(Instant time, long packets, long bytes, Statistics gaps) {
    /** One line for people. */
    public String line() {
        return packets + " packets, " + bytes + " bytes, mean gap " + Math.round(gaps.mean() / 1_000) + " us";
    }
}
