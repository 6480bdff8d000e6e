package org.mapi.run.bench;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.util.concurrent.locks.LockSupport;
import org.mapi.memif.MemifBuffers;
import org.mapi.memif.ReceiveQueue;
import org.mapi.memif.TransmitQueue;

/** One end of a memif pair at work on a thread of its own: sends, receives, echoes, until it is stopped. */
final class MemifTraffic implements Runnable {
    /** What it does. */
    enum Kind { SEND, RECEIVE, ECHO }

    private static final com.sun.management.ThreadMXBean THREADS =
        (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int SLOT = 2048;
    /** Bytes from which on MemorySegment.copy calls a routine. */
    private static final int BULK = 64;
    /** Received packets are copied to so many places in turn: as many as a testpmd burst has packet buffers in use. */
    private static final int PLACES = 256;
    private static final long SLEEP_NANOS = 20_000_000;

    private final Kind kind;
    private final TransmitQueue tx;
    private final ReceiveQueue rx;
    private final int size;
    private final int burst;
    private final boolean copy;
    private final boolean interrupt;
    private final MemorySegment room = Arena.ofAuto().allocate((long) SLOT * PLACES, 64);
    private final MemifBuffers source;
    private final MemifBuffers buffers;
    private volatile boolean stop;
    private volatile long allocated;
    private int place;

    /**
     * Prepares an end.
     *
     * @param what      what it does
     * @param tx        where to
     * @param rx        where from
     * @param size      bytes per packet
     * @param burst     packets at once
     * @param copy      whether packets are copied on this side
     * @param interrupt whether it sleeps until the peer signals
     */
    MemifTraffic(Kind what, TransmitQueue tx, ReceiveQueue rx, int size, int burst, boolean copy, boolean interrupt) {
        this.kind = what;
        this.tx = tx;
        this.rx = rx;
        this.size = size;
        this.burst = burst;
        this.copy = copy;
        this.interrupt = interrupt;
        buffers = new MemifBuffers(burst);
        source = MemifBuffers.over(room, burst);
        for (int i = 0; i < burst; i++) {
            source.add((long) (i % PLACES) * SLOT, size);
        }
    }

    void stop() {
        stop = true;
    }

    /** Bytes that the thread allocated at work. */
    long allocated() {
        return allocated;
    }

    @Override
    public void run() {
        final long before = THREADS.getCurrentThreadAllocatedBytes();
        while (!stop) {
            final int done = switch (kind) {
                case SEND -> copy ? tx.send(source, 0, burst) : sendUntouched();
                case RECEIVE -> receive();
                case ECHO -> echo();
            };
            if (done < 0) {
                LockSupport.parkNanos(1_000_000);
            } else if (done == 0 && interrupt && kind != Kind.SEND) {
                rx.await(SLEEP_NANOS);
            } else if (done == 0) {
                Thread.onSpinWait();
            }
        }
        allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
    }

    private int sendUntouched() {
        final int reserved = tx.allocate(buffers, burst, size);
        return reserved <= 0 ? reserved : tx.transmit(buffers);
    }

    private int receive() {
        final int count = rx.receive(buffers, burst);
        if (count > 0) {
            if (copy) {
                copyOut(count);
            }
            rx.refill(count, 0);
        }
        return count;
    }

    /** Like the library when it sends: the two ways of MemorySegment.copy in loops of their own, or one slows the other down. */
    private void copyOut(int count) {
        int done = 0;
        while (done < count) {
            done = copyShort(copyLong(done, count), count);
        }
    }

    private int copyLong(int from, int count) {
        final MemorySegment memory = buffers.memory();
        int at = place;
        int i = from;
        for (; i < count && buffers.length(i) >= BULK; i++) {
            MemorySegment.copy(memory, buffers.offset(i), room, (long) at * SLOT, Math.max(buffers.length(i), BULK));
            at = at + 1 & PLACES - 1;
        }
        place = at;
        return i;
    }

    private int copyShort(int from, int count) {
        final MemorySegment memory = buffers.memory();
        int at = place;
        int i = from;
        for (; i < count && buffers.length(i) < BULK; i++) {
            MemorySegment.copy(memory, buffers.offset(i), room, (long) at * SLOT, Math.min(buffers.length(i), BULK - 1));
            at = at + 1 & PLACES - 1;
        }
        place = at;
        return i;
    }

    private int echo() {
        final int count = rx.receive(buffers, burst);
        if (count > 0) {
            tx.send(buffers, 0, count);
            rx.refill(count, 0);
        }
        return count;
    }
}
