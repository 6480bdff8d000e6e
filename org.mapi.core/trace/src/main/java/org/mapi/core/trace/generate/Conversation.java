package org.mapi.core.trace.generate;

/** Something that sends packets now and then until it is over. */
abstract class Conversation {
    /** Returned by {@link #next}: that was the last packet. */
    static final long OVER = -1;
    static final long MICROSECOND = 1_000;
    static final long MILLISECOND = 1_000_000;
    static final long SECOND = 1_000_000_000;

    /** The two ends. */
    final Peers peers;
    /** Where chance comes from: the trace's only source. */
    final GeneratorRandom random;
    private int identification;

    Conversation(GeneratorRandom random, Peers peers) {
        this.random = random;
        this.peers = peers;
        identification = random.below(0x10000);
    }

    /**
     * Builds the next packet.
     *
     * @param frame where
     * @param now   its time
     * @return nanoseconds until the packet after it, or {@link #OVER}
     */
    abstract long next(FrameBuilder frame, long now);

    /** IPv4 identification (counted up) or IPv6 flow label (constant) of the next packet. */
    final int identification() {
        return peers.version6 ? identification : identification++ & 0xffff;
    }

    /** A time from half to one and a half of another. */
    final long about(long nanos) {
        return nanos / 2 + (nanos * random.below(1 << 16) >>> 16);
    }
}
