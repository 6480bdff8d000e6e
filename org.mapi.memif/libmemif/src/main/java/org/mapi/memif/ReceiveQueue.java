package org.mapi.memif;

import java.util.concurrent.TimeUnit;

/**
 * A queue that packets arrive in. Lives as long as its interface, through any number of connections. All methods are for one
 * thread at a time, except {@link #statistics()}, {@link #setRxMode}, {@link #rxMode()} and {@link #eventFd()}. No method throws
 * because of what a peer does; a lying peer loses its connection and the queue returns -35.
 */
public final class ReceiveQueue {
    private static final int DISCONNECTED = -MemifError.DISCONNECTED.code();
    private static final int SLICE_MILLISECONDS = 50;
    private static final int SPINS = 100;
    private static final int LARGEST_BURST = 256;

    private final Memif memif;
    private final int index;
    private final QueueCounters counters = new QueueCounters();
    private final MemifFrame frame = new MemifFrame();
    private final Gate gate = new Gate();
    private volatile ReceiveRing ring;
    private volatile RxMode mode;
    private MemifBuffers batch = new MemifBuffers(LARGEST_BURST);
    private boolean isKeeping;
    private Link kept;

    ReceiveQueue(final Memif memif, final int index, final RxMode mode) {
        this.memif = memif;
        this.index = index;
        this.mode = mode;
    }

    void bind(final ReceiveRing fresh) {
        if (fresh != null) {
            fresh.interrupts(mode == RxMode.INTERRUPT);
        }
        ring = fresh;
    }

    ReceiveRing ring() {
        return ring;
    }

    boolean isQuiet() {
        return gate.isFree();
    }

    /**
     * Number of the queue.
     *
     * @return 0 to 255
     */
    public int index() {
        return index;
    }

    /**
     * Receives a burst in place (memif_rx_burst). The buffers stay with the caller until {@link #refill}. A burst ends before a
     * packet that does not fit; only a single packet of more pieces than count is delivered in parts. In interrupt mode the
     * event is consumed when the ring has been emptied.
     *
     * @param buffers filled from index 0 on; its status is NOBUF if more packets wait
     * @param count   buffers at most, 1 or more
     * @return number of buffers, 0 if the ring is empty; -35 if not connected
     */
    public int receive(final MemifBuffers buffers, final int count) {
        return receive(buffers, count, false);
    }

    /**
     * Like {@link #receive(MemifBuffers, int)}, but a packet of more pieces than count is taken whole, as long as the burst's
     * capacity allows: with a capacity of 16384, the largest ring, no packet is ever cut.
     *
     * @param buffers filled from index 0 on; its status is NOBUF if more packets wait
     * @param count   buffers at most, unless a single packet has more
     * @return number of buffers, 0 if the ring is empty; -35 if not connected
     */
    public int receiveWhole(final MemifBuffers buffers, final int count) {
        return receive(buffers, count, true);
    }

    /**
     * Keeps the memory of received packets mapped when the connection ends, for those who work on them outside of a frame
     * handler: until the next call of receive that finds the connection gone or replaced, or {@link #letGo()}. Without it the
     * memory goes with the connection and packets fail with {@link IllegalStateException}. To be called before the first receive.
     *
     * @return this
     */
    public ReceiveQueue keepMemory() {
        isKeeping = true;
        return this;
    }

    /** Lets go of the memory of received packets, see {@link #keepMemory()}. */
    public void letGo() {
        if (kept != null) {
            kept.letGo();
            kept = null;
        }
    }

    /** Holds the memory of this connection instead of that of an older one; false if it is gone already. */
    private boolean keep(final ReceiveRing now) {
        letGo();
        if (now == null || !now.link.hold()) {
            return false;
        }
        kept = now.link;
        return true;
    }

    private int receive(final MemifBuffers buffers, final int count, final boolean isWhole) {
        gate.enter();
        try {
            return receiveInside(buffers, count, isWhole);
        } finally {
            gate.leave();
        }
    }

    private int receiveInside(final MemifBuffers buffers, final int count, final boolean isWhole) {
        final ReceiveRing now = ring;
        if (isKeeping && (now == null ? kept != null : kept != now.link) && !keep(now)
                || now == null || now.link.isFailed()) {
            return buffers.fail(MemifError.DISCONNECTED);
        }
        try {
            final int received = now.receive(buffers, count, isWhole);
            if (received > 0) {
                counters.passed(now.takenPackets, now.takenBytes);
            } else if (received < 0) {
                counters.dropped(DropReason.PEER_FAULT, 1);
                return buffers.fail(MemifError.DISCONNECTED);
            }
            now.link.surfaceFaults();
            return received;
        } catch (IllegalStateException | InternalError gone) {
            now.link.gone(gone);
            return buffers.fail(MemifError.DISCONNECTED);
        }
    }

    /**
     * Gives buffers back (memif_refill_queue). As master: the oldest received ones, headroom is ignored. As slave: fills free
     * slots with empty buffers, also right after a connect.
     *
     * @param count    buffers at most, -1 for all
     * @param headroom bytes to leave free in front of each buffer, 0 or more
     * @return buffers given back; -11 if headroom leaves no room, -35 if not connected
     */
    public int refill(final int count, final int headroom) {
        if (headroom < 0 || count < -1) {
            return -MemifError.INVAL_ARG.code();
        }
        gate.enter();
        try {
            return refillInside(count < 0 ? Integer.MAX_VALUE : count, headroom);
        } finally {
            gate.leave();
        }
    }

    private int refillInside(final int count, final int headroom) {
        final ReceiveRing now = ring;
        if (now == null) {
            return DISCONNECTED;
        }
        try {
            return now.giveBack(count, headroom);
        } catch (IllegalStateException | InternalError gone) {
            now.link.gone(gone);
            return DISCONNECTED;
        }
    }

    /**
     * Receives packets and hands each to a handler, in place; buffers are given back before this returns. Empty packets and
     * those longer than {@link MemifOptions#maxFrameLength(int)} are dropped and counted.
     *
     * @param limit   buffers at most, 1 or more; a single longer packet is taken whole
     * @param handler may throw: the rest of the batch is dropped and counted, and the exception goes on
     * @return number of buffers consumed, 0 if the ring is empty; -35 if not connected
     */
    public int receive(final int limit, final FrameHandler handler) {
        gate.enter();
        try {
            return receiveInside(limit, handler);
        } finally {
            gate.leave();
        }
    }

    private int receiveInside(final int limit, final FrameHandler handler) {
        final ReceiveRing now = ring;
        if (now == null) {
            return DISCONNECTED;
        }
        if (batch.capacity() < now.size) {
            batch = new MemifBuffers(now.size);
        }
        final int received = receive(batch, limit, true);
        if (received <= 0) {
            return received;
        }
        try {
            deliver(received, handler);
            now.link.surfaceFaults();
        } catch (IllegalStateException | InternalError gone) {
            if (!now.link.gone(gone)) {
                throw gone;
            }
            return DISCONNECTED;
        } finally {
            refill(received, memif.options().headroom());
        }
        return received;
    }

    private void deliver(final int count, final FrameHandler handler) {
        final int longest = memif.options().maxFrameLength();
        int at = 0;
        boolean isDone = false;
        try {
            while (at < count) {
                final int first = at;
                long length = batch.lengths[at];
                while ((batch.flags[at] & MemifBuffers.FLAG_NEXT) != 0 && at < count - 1) {
                    at++;
                    length += batch.lengths[at];
                }
                at++;
                if (length == 0 || length > longest) {
                    counters.dropped(length == 0 ? DropReason.EMPTY : DropReason.TOO_LONG, 1);
                } else {
                    frame.set(batch, first, at - first, (int) length);
                    handler.accept(frame);
                }
            }
            isDone = true;
        } finally {
            if (!isDone) {
                counters.dropped(DropReason.HANDLER_FAILED, packets(at, count));
            }
        }
    }

    private int packets(final int from, final int to) {
        int packets = 0;
        for (int i = from; i < to; i++) {
            packets += (batch.flags[i] & MemifBuffers.FLAG_NEXT) == 0 ? 1 : 0;
        }
        return packets;
    }

    /**
     * Like {@link #receive(int, FrameHandler)}, but waits for the first packet: spins briefly, then sleeps on the queue's event,
     * whatever the rx mode.
     *
     * @param limit       buffers at most, 1 or more
     * @param nanoseconds longest wait, 0 for none
     * @param handler     takes the packets
     * @return number of buffers consumed, 0 if the time is over or the thread was interrupted; -35 if not connected
     */
    public int receive(final int limit, final long nanoseconds, final FrameHandler handler) {
        final long start = System.nanoTime();
        int received = receive(limit, handler);
        for (int i = 0; received == 0 && i < SPINS && nanoseconds > 0; i++) {
            Thread.onSpinWait();
            received = receive(limit, handler);
        }
        while (received == 0 && !Thread.currentThread().isInterrupted()) {
            final long left = nanoseconds - (System.nanoTime() - start);
            if (left <= 0) {
                return 0;
            }
            sleep(left);
            received = receive(limit, handler);
        }
        return received;
    }

    /**
     * Waits until a packet may be there: sleeps on the event, whatever the rx mode. Returns at once if packets wait or the
     * queue is not connected.
     *
     * @param nanoseconds longest wait, rounded up to milliseconds; at most 50 ms are waited
     */
    public void await(final long nanoseconds) {
        if (nanoseconds > 0) {
            sleep(nanoseconds);
        }
    }

    private void sleep(final long nanoseconds) {
        final ReceiveRing now = announce(true);
        if (now != null) {
            // in slices, since a peer could steal the wake-up of a disconnect; outside of the gate, since it may take long
            now.event.await((int) Math.min(SLICE_MILLISECONDS, TimeUnit.NANOSECONDS.toMillis(nanoseconds) + 1));
        }
        announce(false);
    }

    /** Asks for kicks, or no longer, if this queue polls; the ring if there is reason to sleep. */
    private ReceiveRing announce(final boolean on) {
        gate.enter();
        final ReceiveRing now = ring;
        try {
            if (now != null && mode == RxMode.POLLING) {
                if (on) {
                    // the event may be set from older kicks
                    now.event.clear();
                }
                now.interrupts(on);
            }
            return now != null && now.isEmpty() ? now : null;
        } catch (IllegalStateException | InternalError gone) {
            now.link.gone(gone);
            return null;
        } finally {
            gate.leave();
        }
    }

    /**
     * Switches between interrupt and polling (memif_set_rx_mode); stays through reconnects.
     *
     * @param next how the peer is to behave
     */
    public void setRxMode(final RxMode next) {
        mode = next;
        final ReceiveRing now = ring;
        if (now != null) {
            try {
                now.interrupts(next == RxMode.INTERRUPT);
            } catch (IllegalStateException | InternalError gone) {
                now.link.gone(gone);
            }
        }
    }

    /**
     * The current mode.
     *
     * @return never null
     */
    public RxMode rxMode() {
        return mode;
    }

    /**
     * Descriptor that becomes readable when packets come in interrupt mode (memif_get_queue_efd). It belongs to the connection:
     * do not close it, and forget it at a disconnect.
     *
     * @return the descriptor
     * @throws MemifException DISCONNECTED if not connected
     */
    public int eventFd() {
        final ReceiveRing now = ring;
        if (now == null) {
            throw new MemifException(MemifError.DISCONNECTED, "event of queue: queue=" + index);
        }
        return now.event.fd();
    }

    /**
     * How full the ring is: packets that wait and buffers that have not been given back. From any thread; a moment's view.
     *
     * @return 0 to 1; NaN if not connected
     */
    public double occupancy() {
        final ReceiveRing now = ring;
        try {
            return now == null ? Double.NaN : Math.min(1, (double) now.occupied() / now.size);
        } catch (IllegalStateException | InternalError gone) {
            return Double.NaN;
        }
    }

    /**
     * Counters.
     *
     * @return a copy
     */
    public QueueStatistics statistics() {
        return counters.snapshot();
    }
}
