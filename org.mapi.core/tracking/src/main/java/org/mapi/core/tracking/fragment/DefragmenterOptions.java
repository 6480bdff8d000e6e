package org.mapi.core.tracking.fragment;

import org.mapi.core.tracking.FlowHash;

/** How a {@link Defragmenter} is made. Every setter returns this object. */
public final class DefragmenterOptions {
    private static final int DEFAULT_DATAGRAMS = 16_384;
    private static final long DEFAULT_BUDGET = 16L << 20;
    private static final long DEFAULT_TIMEOUT = 30_000_000_000L;
    private static final int MOST_DATAGRAMS = 1 << 20;

    int datagrams = DEFAULT_DATAGRAMS;
    long budget = DEFAULT_BUDGET;
    long timeout = DEFAULT_TIMEOUT;
    FragmentPolicy ipv4 = FragmentPolicy.FIRST;
    FragmentPolicy ipv6 = FragmentPolicy.DISCARD;
    FlowHash hash;

    /** 16,384 datagrams, 16 MiB, 30 seconds, FIRST for IPv4, DISCARD for IPv6. */
    public DefragmenterOptions() { }

    /** Most incomplete datagrams at a time, 1 to 2^20; the oldest is given up for a new one. */
    public DefragmenterOptions datagrams(int most) {
        if (most < 1 || most > MOST_DATAGRAMS) {
            throw new IllegalArgumentException("defragmenter: datagrams=" + most + ", expected 1 to " + MOST_DATAGRAMS);
        }
        datagrams = most;
        return this;
    }

    /** Most bytes of memory for pieces, 64 KiB or more. */
    public DefragmenterOptions budget(long bytes) {
        if (bytes < 1 << 16) {
            throw new IllegalArgumentException("defragmenter: budget=" + bytes + ", expected 65536 or more");
        }
        budget = bytes;
        return this;
    }

    /** How long a datagram is waited for from its first fragment on, in nanoseconds of packet time. */
    public DefragmenterOptions timeout(long nanos) {
        if (nanos < 1) {
            throw new IllegalArgumentException("defragmenter: timeout=" + nanos + ", expected 1 or more");
        }
        timeout = nanos;
        return this;
    }

    /** What happens when fragments of IPv4 overlap. */
    public DefragmenterOptions ipv4(FragmentPolicy policy) {
        ipv4 = policy;
        return this;
    }

    /** What happens when fragments of IPv6 overlap. */
    public DefragmenterOptions ipv6(FragmentPolicy policy) {
        ipv6 = policy;
        return this;
    }

    /** The hash of the table of datagrams; a secret one unless this is called. */
    public DefragmenterOptions hash(FlowHash newHash) {
        hash = newHash;
        return this;
    }
}
