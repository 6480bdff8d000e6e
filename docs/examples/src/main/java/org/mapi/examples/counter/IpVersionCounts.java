package org.mapi.examples.counter;

import org.mapi.result.Merge;
import org.mapi.result.MergeRule;

/**
 * What {@link IpVersions} counts.
 *
 * @param ipv4  IPv4
 * @param ipv6  IPv6
 * @param other everything else (ARP, packets whose IP header was not captured)
 */
public record IpVersionCounts(Traffic ipv4, Traffic ipv6, Traffic other) {
    /**
     * Packets and bytes. The merge rules say that the numbers of several queues or sensors are added.
     *
     * @param packets number of packets
     * @param bytes   their length on the wire
     */
    public record Traffic(@Merge(MergeRule.SUM) long packets, @Merge(MergeRule.SUM) long bytes) { }
}
