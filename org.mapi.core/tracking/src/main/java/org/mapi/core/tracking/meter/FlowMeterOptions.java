package org.mapi.core.tracking.meter;

import org.mapi.core.tracking.FlowHash;
import org.mapi.core.tracking.FlowTableOptions;

/** How a {@link FlowMeter} is made. Every setter returns this object. */
public final class FlowMeterOptions {
    private static final long DEFAULT_IDLE = 30_000_000_000L;

    final int capacity;
    boolean bidirectional;
    boolean vlan;
    boolean inner;
    boolean tags = true;
    boolean ipBytes;
    long idle = DEFAULT_IDLE;
    long active = Long.MAX_VALUE;
    long linger = Long.MAX_VALUE;
    FlowHash hash;

    /**
     * Flows of one direction, idle timeout 30 seconds, no active timeout.
     *
     * @param capacity most flows at a time, 1 to {@link FlowTableOptions#MOST_FLOWS}
     */
    public FlowMeterOptions(int capacity) {
        this.capacity = capacity;
    }

    /** Whether both directions of a conversation are one flow. */
    public FlowMeterOptions bidirectional(boolean both) {
        bidirectional = both;
        return this;
    }

    /** Whether VLAN identifiers tell flows apart. */
    public FlowMeterOptions vlan(boolean separate) {
        vlan = separate;
        return this;
    }

    /** Whether flows are those inside tunnels, where a packet has one. */
    public FlowMeterOptions inner(boolean content) {
        inner = content;
        return this;
    }

    /** Whether bytes of VLAN tags and MPLS labels count; they do unless this says no. */
    public FlowMeterOptions countTags(boolean count) {
        tags = count;
        return this;
    }

    /** Whether bytes are those of the IP packet, as NetFlow and IPFIX count, instead of those on the wire. */
    public FlowMeterOptions countIpBytes(boolean ip) {
        ipBytes = ip;
        return this;
    }

    /** After how long without a packet a flow is reported and forgotten, in nanoseconds; {@code Long.MAX_VALUE} is never. */
    public FlowMeterOptions idleTimeout(long nanos) {
        idle = nanos;
        return this;
    }

    /** After how long a flow that goes on is reported, in nanoseconds; {@code Long.MAX_VALUE} is never. */
    public FlowMeterOptions activeTimeout(long nanos) {
        active = nanos;
        return this;
    }

    /**
     * After how long without a packet a TCP connection that has ended is reported, in nanoseconds; {@code Long.MAX_VALUE}: like
     * any other flow.
     */
    public FlowMeterOptions endTimeout(long nanos) {
        linger = nanos;
        return this;
    }

    /** The hash of the table; a secret one unless this is called. */
    public FlowMeterOptions hash(FlowHash newHash) {
        hash = newHash;
        return this;
    }
}
