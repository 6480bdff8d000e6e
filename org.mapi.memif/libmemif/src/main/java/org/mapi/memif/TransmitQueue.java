package org.mapi.memif;

import java.lang.foreign.MemorySegment;
import java.util.concurrent.locks.LockSupport;

/**
 * A queue that packets leave by. Lives as long as its interface, through any number of connections. All methods are for one
 * thread at a time, except {@link #statistics()}. No method throws because of what a peer does; a lying peer loses its
 * connection and the queue returns -35.
 */
public final class TransmitQueue {
    private static final int DISCONNECTED = -MemifError.DISCONNECTED.code();
    private static final int INVALID = -MemifError.INVAL_ARG.code();
    private static final int SPINS = 100;
    private static final long SHORTEST_PARK = 1_000;
    private static final long LONGEST_PARK = 1_000_000;

    private final int index;
    private final QueueCounters counters = new QueueCounters();
    private final MemifBuffers single = new MemifBuffers(1);
    private final Gate gate = new Gate();
    private volatile TransmitRing ring;

    TransmitQueue(final int index) {
        this.index = index;
    }

    void bind(final TransmitRing fresh) {
        ring = fresh;
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
     * Reserves buffers to be filled in place (memif_buffer_alloc). A packet longer than one buffer takes a chain. Lengths are
     * set to the wanted bytes and may be changed up to the buffer's capacity.
     *
     * @param buffers filled from index 0 on; its status is NOBUF_RING if fewer than count packets fit
     * @param count   packets, 1 or more
     * @param length  bytes per packet; 0 reserves nothing
     * @return number of buffers; -11 for a negative argument, -35 if not connected
     */
    public int allocate(final MemifBuffers buffers, final int count, final int length) {
        gate.enter();
        try {
            return allocateInside(buffers, count, length);
        } finally {
            gate.leave();
        }
    }

    private int allocateInside(final MemifBuffers buffers, final int count, final int length) {
        final TransmitRing now = ring;
        if (now == null || now.link.isFailed()) {
            return buffers.fail(MemifError.DISCONNECTED);
        }
        if (count < 0 || length < 0) {
            return buffers.fail(MemifError.INVAL_ARG);
        }
        if (length == 0) {
            buffers.clear();
            return buffers.finish(0, MemifError.SUCCESS);
        }
        try {
            final int allocated = now.allocate(buffers, count, length);
            return allocated < 0 ? fault(buffers) : allocated;
        } catch (IllegalStateException | InternalError gone) {
            now.link.gone(gone);
            return buffers.fail(MemifError.DISCONNECTED);
        }
    }

    /**
     * Publishes reserved buffers (memif_tx_burst), in the order of their reservation and whole packets only; kicks the peer if
     * it asked for it. What is not published stays reserved.
     *
     * @param buffers what {@link #allocate} or {@link #enqueue} filled
     * @param from    index of the first buffer to publish
     * @param count   buffers at most
     * @return number of buffers published; fewer than count with status INVAL_ARG if one is out of order, leaves its buffer or
     *     belongs to
     *     a packet without end; status INT_WRITE if the kick failed; -11 if the buffers are not this queue's, -35 if not
     *     connected
     */
    public int transmit(final MemifBuffers buffers, final int from, final int count) {
        gate.enter();
        try {
            return transmitInside(buffers, from, count);
        } finally {
            gate.leave();
        }
    }

    private int transmitInside(final MemifBuffers buffers, final int from, final int count) {
        final TransmitRing now = ring;
        if (now == null || now.link.isFailed()) {
            return buffers.fail(MemifError.DISCONNECTED);
        }
        if (count == 0) {
            return buffers.finish(0, MemifError.SUCCESS);
        }
        if (buffers.owner != now || from < 0 || count < 0) {
            buffers.status = MemifError.INVAL_ARG;
            return INVALID;
        }
        try {
            final int sent = now.transmit(buffers, from, count);
            account(now, buffers);
            return sent;
        } catch (IllegalStateException | InternalError gone) {
            now.link.gone(gone);
            return buffers.fail(MemifError.DISCONNECTED);
        }
    }

    /**
     * Publishes all buffers of a burst.
     *
     * @param buffers what {@link #allocate} or {@link #enqueue} filled
     * @return as {@link #transmit(MemifBuffers, int, int)}
     */
    public int transmit(final MemifBuffers buffers) {
        return transmit(buffers, 0, buffers.size);
    }

    /**
     * Moves received buffers into this queue without copying (memif_buffer_enq_tx); slave only. Afterwards they are reserved
     * here, and the receive queue is to be refilled by as many.
     *
     * @param buffers received on the same interface, not yet given back; of them the first count
     * @param from    the queue that they were received on
     * @param count   buffers at most
     * @return number of buffers moved, with status NOBUF_RING if this queue is full; -11 for a master or foreign buffers, -35 if
     *     not
     *     connected
     */
    public int enqueue(final MemifBuffers buffers, final ReceiveQueue from, final int count) {
        gate.enter();
        try {
            return enqueueInside(buffers, from, count);
        } finally {
            gate.leave();
        }
    }

    private int enqueueInside(final MemifBuffers buffers, final ReceiveQueue from, final int count) {
        final TransmitRing now = ring;
        if (now == null || now.link.isFailed()) {
            return buffers.fail(MemifError.DISCONNECTED);
        }
        if (!(from.ring() instanceof SlaveReceiveRing source) || source.link != now.link || buffers.owner != source
                || count < 0) {
            buffers.status = MemifError.INVAL_ARG;
            return INVALID;
        }
        try {
            final int moved = now.enqueue(buffers, source, count);
            return moved < 0 ? fault(buffers) : moved;
        } catch (IllegalStateException | InternalError gone) {
            now.link.gone(gone);
            return buffers.fail(MemifError.DISCONNECTED);
        }
    }

    /**
     * Exchanges the memory of a received and of a reserved buffer without copying (4.0: memif_buffer_requeue); slave only.
     * Afterwards the reserved buffer has the received data, length and chaining, and is sent with its own burst; the received one
     * is an empty buffer, to be given back as usual. Unlike {@link #enqueue} it works in the middle of a burst.
     *
     * @param reserved what {@link #allocate} filled on this queue, not yet sent
     * @param at       index of the reserved buffer
     * @param received received on a queue of the same interface, not yet given back
     * @param from     index of the received buffer
     * @return 0; -11 for a master, foreign buffers or a buffer that is not reserved or received any more, -35 if not connected
     */
    public int requeue(final MemifBuffers reserved, final int at, final MemifBuffers received, final int from) {
        gate.enter();
        try {
            final TransmitRing now = ring;
            if (now == null || now.link.isFailed()) {
                return DISCONNECTED;
            }
            final boolean isOurs = !now.isMaster && reserved.owner == now && received.owner instanceof SlaveReceiveRing source
                    && source.link == now.link && at >= 0 && at < reserved.size && from >= 0 && from < received.size;
            return isOurs && now.exchange(reserved, at, received, from) ? 0 : INVALID;
        } finally {
            gate.leave();
        }
    }

    /**
     * Takes a reservation back from one buffer on (libmemif 4's memif_set_next_free_buffer).
     *
     * @param buffers what {@link #allocate} filled
     * @param from    index of the first buffer to release
     * @return 0; -11 if the buffer is not reserved here, -35 if not connected
     */
    public int release(final MemifBuffers buffers, final int from) {
        final TransmitRing now = ring;
        if (now == null) {
            return DISCONNECTED;
        }
        return buffers.owner == now && from >= 0 && from < buffers.size && now.release(buffers.positions[from]) ? 0 : INVALID;
    }

    /**
     * Copies packets into the ring and publishes them, whole packets only, chained where they need several buffers. The source
     * may be own memory ({@link MemifBuffers#over}) or buffers received elsewhere.
     *
     * @param source packets
     * @param from   index of the first buffer
     * @param count  buffers at most
     * @return number of buffers of the source that were sent, with status NOBUF_RING if the ring is full; -11 if reserved
     *     buffers wait to
     *     be transmitted, -35 if not connected
     */
    public int send(final MemifBuffers source, final int from, final int count) {
        gate.enter();
        try {
            return sendInside(source, from, count);
        } finally {
            gate.leave();
        }
    }

    private int sendInside(final MemifBuffers source, final int from, final int count) {
        final TransmitRing now = ring;
        if (now == null || now.link.isFailed()) {
            source.status = MemifError.DISCONNECTED;
            return DISCONNECTED;
        }
        try {
            final int sent = now.copy(source, from, Math.min(source.size, from + count));
            if (sent < 0) {
                return sent == INVALID ? INVALID : fault(source);
            }
            account(now, source);
            now.link.surfaceFaults();
            return sent;
        } catch (IllegalStateException | InternalError gone) {
            source.status = MemifError.DISCONNECTED;
            if (!now.link.gone(gone)) {
                throw gone;
            }
            return DISCONNECTED;
        }
    }

    /**
     * Like {@link #send(MemifBuffers, int, int)} with all of a burst, but waits for free buffers: spins briefly, then sleeps in
     * growing steps up to a millisecond (a memif peer does not tell when it frees buffers).
     *
     * @param source      packets
     * @param nanoseconds longest wait, 0 for none
     * @return number of buffers sent, fewer than asked if the time is over, the thread was interrupted or the peer went away in
     *     between;
     *     -11 or -35 if nothing was sent because of that
     */
    public int send(final MemifBuffers source, final long nanoseconds) {
        final long start = System.nanoTime();
        int sent = 0;
        int round = 0;
        long pause = SHORTEST_PARK;
        while (true) {
            final int more = send(source, sent, source.size - sent);
            if (more < 0) {
                return sent > 0 ? sent : more;
            }
            sent += more;
            if (sent == source.size || System.nanoTime() - start >= nanoseconds || Thread.currentThread().isInterrupted()) {
                return sent;
            }
            if (round++ < SPINS) {
                Thread.onSpinWait();
            } else {
                LockSupport.parkNanos(pause);
                pause = Math.min(pause * 2, LONGEST_PARK);
            }
        }
    }

    /**
     * Sends one packet by copy.
     *
     * @param memory native, not mapped
     * @param offset where it starts
     * @param length bytes, 0 or more
     * @return 1 if sent, 0 if the ring is full; -11 or -35 as {@link #send(MemifBuffers, int, int)}
     */
    public int send(final MemorySegment memory, final long offset, final int length) {
        single.memory = memory;
        single.clear();
        single.add(offset, length);
        return send(single, 0, 1);
    }

    private void account(final TransmitRing now, final MemifBuffers buffers) {
        counters.passed(now.sentPackets, now.sentBytes);
        if (buffers.status == MemifError.NOBUF_RING) {
            counters.dropped(DropReason.RING_FULL, 1);
        } else if (buffers.status == MemifError.INT_WRITE) {
            counters.dropped(DropReason.KICK_FAILED, 1);
        }
    }

    /**
     * Copies one packet into the ring, chained where it needs several buffers, without telling the peer: {@link #flush()} does.
     * For packets that come one by one; not to be mixed with reserved buffers.
     *
     * @param memory native, not mapped
     * @param offset where it starts
     * @param length bytes, 0 or more
     * @return 1 if it is in the ring, 0 if the ring is full; -18 if it can never fit, -11 if reserved buffers wait to be
     *     transmitted, -35 if not connected
     */
    public int put(final MemorySegment memory, final long offset, final int length) {
        gate.enter();
        try {
            final TransmitRing now = ring;
            if (now == null || now.link.isFailed()) {
                return DISCONNECTED;
            }
            single.memory = memory;
            single.clear();
            single.add(offset, length);
            final int taken = now.put(single);
            return taken == DISCONNECTED ? fault(single) : taken;
        } catch (IllegalStateException | InternalError gone) {
            if (!isEndOfLink(gone)) {
                throw gone;
            }
            return DISCONNECTED;
        } finally {
            gate.leave();
        }
    }

    /**
     * Publishes what {@link #put} has copied and kicks the peer if it asked for it.
     *
     * @return number of packets published; -35 if not connected: what was put is lost then
     */
    public int flush() {
        gate.enter();
        try {
            final TransmitRing now = ring;
            if (now == null || now.link.isFailed()) {
                return DISCONNECTED;
            }
            single.status = now.flush() ? MemifError.SUCCESS : MemifError.INT_WRITE;
            account(now, single);
            return now.sentPackets;
        } catch (IllegalStateException | InternalError gone) {
            if (!isEndOfLink(gone)) {
                throw gone;
            }
            return DISCONNECTED;
        } finally {
            gate.leave();
        }
    }

    /** Whether it was the connection that ended a call, and not the caller's own memory being closed. */
    private boolean isEndOfLink(final Throwable cause) {
        final TransmitRing now = ring;
        return now == null || now.link.gone(cause);
    }

    private int fault(final MemifBuffers buffers) {
        counters.dropped(DropReason.PEER_FAULT, 1);
        buffers.status = MemifError.DISCONNECTED;
        return DISCONNECTED;
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
