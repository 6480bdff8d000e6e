package org.mapi.run.bench;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A memif ring without memif: the same layout, the same stores and loads of descriptors and counters, but nothing is checked,
 * counted or kept, and nobody may connect. What is missing to it is what the library's checks cost.
 */
final class BareRing {
    private static final VarHandle COUNTER = ValueLayout.JAVA_SHORT.varHandle().withInvokeExactBehavior();
    private static final ValueLayout.OfLong WORD = ValueLayout.JAVA_LONG_UNALIGNED;
    private static final int SIZE = 1024;
    private static final int MASK = SIZE - 1;
    private static final long HEAD = 6;
    private static final long TAIL = 64;
    private static final long DESCRIPTORS = 128;
    private static final int SLOT = 2048;

    private final MemorySegment memory = Arena.ofAuto().allocate(DESCRIPTORS + 16L * SIZE, 128);
    private volatile long received;
    private volatile long sum;

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
            final int free = SIZE - (head - ((short) COUNTER.getAcquire(memory, TAIL) & 0xffff) & 0xffff);
            final int count = Math.min(free, burst);
            for (int i = 0; i < count; i++) {
                final int slot = head + i & MASK;
                memory.set(WORD, DESCRIPTORS + 16L * slot, (long) size << 32 | 1L << 16);
                memory.set(WORD, DESCRIPTORS + 16L * slot + 8, (long) slot * SLOT);
            }
            head = head + count & 0xffff;
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
            final int there = ((short) COUNTER.getAcquire(memory, HEAD) & 0xffff) - tail & 0xffff;
            final int count = Math.min(there, burst);
            for (int i = 0; i < count; i++) {
                final long slot = DESCRIPTORS + 16L * (tail + i & MASK);
                bytes += (memory.get(WORD, slot) >>> 32) + (memory.get(WORD, slot + 8) & 1);
            }
            tail = tail + count & 0xffff;
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

    /** So that the compiler cannot leave the reading out. */
    long sum() {
        return sum;
    }
}
