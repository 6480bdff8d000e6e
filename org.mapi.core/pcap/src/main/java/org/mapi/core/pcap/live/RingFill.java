package org.mapi.core.pcap.live;

/**
 * How full the kernel's buffer of a live device is, estimated: libpcap does not tell.
 *
 * <p>It does tell how many packets the kernel has put into the buffer and how many it dropped. Those that were put there and not
 * fetched yet are in it, each with its recent mean length and {@value #OVERHEAD} bytes of header and padding. Besides, the kernel
 * closes a block ({@value #BLOCK} bytes) that is not full when the timeout is over, so that a slow stream of packets uses the
 * buffer up by time. The larger of both is the estimate. A packet that was dropped since the last poll says that it is full.
 *
 * <p>Packets that libpcap leaves out itself (each one on {@code lo} goes by twice, one direction is wanted) count as put there
 * as well. They are found out when polls find nothing.
 *
 * <p>Written by the polling thread, read by any.
 */
final class RingFill {
    /** Header of a packet in the buffer, with the address behind it and the padding. */
    static final int OVERHEAD = 112;
    /** Bytes of a block, libpcap's choice. */
    static final int BLOCK = 128 * 1024;
    /** Least room that a packet takes where each has a place of its own (immediate mode): that of an Ethernet frame. */
    static final int FRAME = 1600;
    private static final int WEIGHT = 8;
    private static final long MILLI = 1_000_000;

    private final double buffer;
    private final double blockNanos;
    private final boolean frames;
    private volatile long fetched;
    private volatile int mean = FRAME;
    private volatile long leftOut;
    private long differenceBefore;
    private volatile long dropped;
    private volatile long droppedBefore;
    private volatile long polled;

    /**
     * An empty buffer.
     *
     * @param buffer    its bytes
     * @param timeout   milliseconds after which a block that is not full is closed
     * @param immediate whether there are no blocks
     * @param now       {@link System#nanoTime()}
     */
    RingFill(int buffer, int timeout, boolean immediate, long now) {
        this.buffer = buffer;
        this.blockNanos = timeout * (double) MILLI;
        this.frames = immediate;
        this.polled = now;
    }

    /**
     * A poll has fetched packets, or found none.
     *
     * @param packets how many
     * @param bytes   their captured bytes
     * @param now     {@link System#nanoTime()}
     */
    void fetched(int packets, long bytes, long now) {
        polled = now;
        droppedBefore = dropped;
        if (packets > 0) {
            final long sum = fetched + packets;
            fetched = sum;
            final int before = mean;
            mean = before + ((int) (bytes / packets) - before) / WEIGHT;
        }
    }

    /** The kernel has dropped so many packets so far. */
    void dropped(long packets) {
        dropped = packets;
    }

    /**
     * A poll found nothing: the buffer is empty but for a block that the kernel has not closed yet. What is in that one will have
     * been fetched the next time, so the smaller of two differences is what libpcap leaves out.
     *
     * @param accepted packets that the kernel has put into it so far
     */
    void empty(long accepted) {
        final long difference = accepted - fetched;
        leftOut = Math.min(difference, differenceBefore);
        differenceBefore = difference;
    }

    /**
     * How full it is.
     *
     * @param accepted packets that the kernel has put into it so far
     * @param now      {@link System#nanoTime()}
     * @return 0 to 1
     */
    double at(long accepted, long now) {
        if (dropped > droppedBefore) {
            return 1;
        }
        final long waiting = Math.max(0, accepted - fetched - leftOut);
        final double bySize = waiting * (double) (frames ? Math.max(mean, FRAME) + OVERHEAD : mean + OVERHEAD);
        final double blocks = frames || waiting == 0 ? 0 : Math.min(waiting, (now - polled) / blockNanos);
        return Math.clamp(Math.max(bySize, blocks * BLOCK) / buffer, 0, 1);
    }
}
