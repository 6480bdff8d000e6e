package org.mapi.run.launcher.memif;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.locks.LockSupport;
import org.mapi.memif.MemifBuffers;
import org.mapi.memif.MemifError;
import org.mapi.memif.ReceiveQueue;
import org.mapi.memif.TransmitQueue;

/** Sends or receives on one queue as fast as it can, until it is told to stop. */
final class PerfWorker implements Runnable {
    private static final long NO_PEER_NANOS = 1_000_000;
    private static final long SLEEP_NANOS = 20_000_000;
    private static final int MOST_PIECES = 1 << 14;
    private static final int ROOM = 1 << 20;
    private static final int STRIDE = 64;

    private final TransmitQueue tx;
    private final ReceiveQueue rx;
    private final int size;
    private final int burst;
    private final boolean copy;
    private final boolean interrupt;
    private final MemifBuffers buffers;
    private final MemifBuffers source;
    private final MemorySegment room = Arena.ofAuto().allocate(ROOM, STRIDE);
    /** Written by the worker alone. */
    private volatile long full;
    private volatile boolean stop;

    private PerfWorker(TransmitQueue tx, ReceiveQueue rx, int size, int burst, boolean copy, boolean interrupt) {
        this.tx = tx;
        this.rx = rx;
        this.size = size;
        this.burst = burst;
        this.copy = copy;
        this.interrupt = interrupt;
        buffers = new MemifBuffers(MOST_PIECES);
        source = MemifBuffers.over(room, burst);
        final int stride = size + STRIDE - 1 & -STRIDE;
        for (int i = 0; i < burst; i++) {
            source.add((long) i * stride % (ROOM - stride), size);
        }
    }

    /** One that sends packets of a size. */
    static PerfWorker sender(TransmitQueue queue, int size, int burst, boolean copy, boolean interrupt) {
        return new PerfWorker(queue, null, size, burst, copy, interrupt);
    }

    /** One that receives. */
    static PerfWorker receiver(ReceiveQueue queue, int burst, boolean copy, boolean interrupt) {
        return new PerfWorker(null, queue, 0, burst, copy, interrupt);
    }

    /** How often the ring had no room for all packets that were to be filled in place; the queue counts those that are copied. */
    long full() {
        return full;
    }

    void stop() {
        stop = true;
    }

    @Override
    public void run() {
        if (rx != null) {
            rx.keepMemory();
        }
        while (!stop) {
            final int done = rx != null ? receive() : copy ? tx.send(source, 0, burst) : sendUntouched();
            if (done < 0) {
                LockSupport.parkNanos(NO_PEER_NANOS);
            } else if (done == 0) {
                idle();
            }
        }
        if (rx != null) {
            rx.letGo();
        }
    }

    private void idle() {
        if (interrupt && rx != null) {
            rx.await(SLEEP_NANOS);
        } else {
            Thread.onSpinWait();
        }
    }

    private int sendUntouched() {
        final int reserved = tx.allocate(buffers, burst, size);
        if (reserved >= 0 && buffers.status() == MemifError.NOBUF_RING) {
            full = full + 1;
        }
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

    private void copyOut(int count) {
        final MemorySegment memory = buffers.memory();
        long at = 0;
        for (int i = 0; i < count; i++) {
            final int length = buffers.length(i);
            if (at + length > ROOM) {
                at = 0;
            }
            MemorySegment.copy(memory, buffers.offset(i), room, at, Math.min(length, ROOM));
            at += length + STRIDE - 1 & -STRIDE;
        }
    }
}
