package org.mapi.core.tracking.fragment;

/** What a {@link Defragmenter} has seen. Every fragment that did not become part of a datagram is in one of the counters. */
public final class FragmentCounters {
    long fragments;
    long atomic;
    long complete;
    long timedOut;
    long evicted;
    long overlaps;
    long discarded;
    long repeated;
    long tiny;
    long invalid;
    long tooLong;
    long cut;
    long noMemory;

    FragmentCounters() { }

    /** Fragments that were given. */
    public long fragments() {
        return fragments;
    }

    /** IPv6 packets with a fragment header that are whole (RFC 6946): passed as they are. */
    public long atomic() {
        return atomic;
    }

    /** Datagrams that were put together. */
    public long complete() {
        return complete;
    }

    /** Datagrams given up because a fragment did not come in time. */
    public long timedOut() {
        return timedOut;
    }

    /** Datagrams given up because others needed their place or memory. */
    public long evicted() {
        return evicted;
    }

    /** Fragments that overlapped another one with at least a byte that was new or different. */
    public long overlaps() {
        return overlaps;
    }

    /** Datagrams given up because of an overlap (policy DISCARD) or of two different ends; later fragments count as repeated. */
    public long discarded() {
        return discarded;
    }

    /** Fragments that brought nothing new, and fragments of a datagram that was given up. */
    public long repeated() {
        return repeated;
    }

    /** First fragments too short for a whole transport header; taken like others. */
    public long tiny() {
        return tiny;
    }

    /**
     * Fragments that cannot be: empty, or not the last and no multiple of eight bytes long, or without a place for their
     * header.
     */
    public long invalid() {
        return invalid;
    }

    /** Fragments that reach beyond the longest datagram (the ping of death). */
    public long tooLong() {
        return tooLong;
    }

    /** Fragments that were not captured whole. */
    public long cut() {
        return cut;
    }

    /** Fragments for which there was no memory, or that made more pieces than are kept of one datagram. */
    public long noMemory() {
        return noMemory;
    }
}
