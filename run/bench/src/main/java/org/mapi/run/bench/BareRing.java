package org.mapi.run.bench;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A memif ring without memif: the same layout, the same stores and loads of descriptors and counters, but nothing is counted or
 * kept, and nobody may connect. Either nothing is checked, or what the library checks of a peer: its counter against the ring,
 * region, offset and length of each descriptor. The difference is what the checks cost.
 */
final class BareRing {
    private static final VarHandle COUNTER = ValueLayout.JAVA_SHORT.varHandle().withInvokeExactBehavior();
    private static final ValueLayout.OfLong WORD = ValueLayout.JAVA_LONG_UNALIGNED;
    private static final int SIZE = 1024;
    private static final int MASK = SIZE - 1;
    private static final int COUNTER_MASK = 0xffff;
    private static final long WORD_MASK = 0xffff_ffffL;
    private static final long HEAD = 6;
    private static final long TAIL = 64;
    private static final long DESCRIPTORS = 128;
    private static final int SLOT = 2048;

    private final boolean checks;
    /** Bytes of each region, as a master has learnt them. */
    private final long[] regions = {DESCRIPTORS + 16L * SIZE, (long) SIZE * SLOT};
    private final MemorySegment memory = Arena.ofAuto().allocate(DESCRIPTORS + 16L * SIZE, 128);
    private volatile long received;
    private volatile long sum;

    /** A ring, with the library's checks or without any. */
    BareRing(boolean checks) {
        this.checks = checks;
    }

    /** Packets per second with two threads over some time. */
    double rate(int size, int burst, double seconds) throws InterruptedException {
        final AtomicBoolean stop = new AtomicBoolean();
        final Thread sender = Thread.ofPlatform().name("bare-tx").start(() -> send(size, burst, stop));
        final Thread receiver = Thread.ofPlatform().name("bare-rx").start(() -> receive(burst, stop));
        Thread.sleep(200);
        final long before = received;
        final long start = System.nanoTime();
        Thread.sleep((long) (seconds * 1000));
        final double rate = (received - before) * 1e9 / (System.nanoTime() - start);
        stop.set(true);
        sender.join();
        receiver.join();
        COUNTER.setRelease(memory, HEAD, (short) 0);
        COUNTER.setRelease(memory, TAIL, (short) 0);
        return rate;
    }

    private void send(int size, int burst, AtomicBoolean stop) {
        int head = 0;
        while (!stop.get()) {
            final int flying = head - ((short) COUNTER.getAcquire(memory, TAIL) & COUNTER_MASK) & COUNTER_MASK;
            if (checks && flying > SIZE) {
                throw new IllegalStateException("ring tail: flying=" + flying + ", expected at most " + SIZE);
            }
            final int count = Math.min(SIZE - flying, burst);
            for (int i = 0; i < count; i++) {
                final int slot = head + i & MASK;
                memory.set(WORD, DESCRIPTORS + 16L * slot, (long) size << 32 | 1L << 16);
                memory.set(WORD, DESCRIPTORS + 16L * slot + 8, (long) slot * SLOT);
            }
            head = head + count & COUNTER_MASK;
            if (count > 0) {
                COUNTER.setRelease(memory, HEAD, (short) head);
            } else {
                Thread.onSpinWait();
            }
        }
    }

    private void receive(int burst, AtomicBoolean stop) {
        int tail = 0;
        long bytes = 0;
        long packets = 0;
        while (!stop.get()) {
            final int there = ((short) COUNTER.getAcquire(memory, HEAD) & COUNTER_MASK) - tail & COUNTER_MASK;
            if (checks && there > SIZE) {
                throw new IllegalStateException("ring head: there=" + there + ", expected at most " + SIZE);
            }
            final int count = Math.min(there, burst);
            bytes += checks ? readChecked(tail, count) : read(tail, count);
            tail = tail + count & COUNTER_MASK;
            if (count > 0) {
                COUNTER.setRelease(memory, TAIL, (short) tail);
                packets += count;
                received = packets;
            } else {
                Thread.onSpinWait();
            }
        }
        sum = bytes;
        received = 0;
    }

    private long read(int tail, int count) {
        long bytes = 0;
        for (int i = 0; i < count; i++) {
            final long slot = DESCRIPTORS + 16L * (tail + i & MASK);
            bytes += (memory.get(WORD, slot) >>> 32) + (memory.get(WORD, slot + 8) & 1);
        }
        return bytes;
    }

    private long readChecked(int tail, int count) {
        long bytes = 0;
        for (int i = 0; i < count; i++) {
            final long slot = DESCRIPTORS + 16L * (tail + i & MASK);
            final long first = memory.get(WORD, slot);
            final long offset = memory.get(WORD, slot + 8) & WORD_MASK;
            final int region = (int) (first >>> 16) & COUNTER_MASK;
            final long length = first >>> 32;
            if (region >= regions.length || offset + length > regions[region] || length > Integer.MAX_VALUE) {
                throw new IllegalStateException("bad descriptor: region=" + region + ", offset=" + offset + ", length=" + length);
            }
            bytes += length + (offset & 1);
        }
        return bytes;
    }

    /** So that the compiler cannot leave the reading out. */
    long sum() {
        return sum;
    }
}
