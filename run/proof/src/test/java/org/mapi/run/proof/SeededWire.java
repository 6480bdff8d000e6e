package org.mapi.run.proof;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.mapi.capture.CaptureDevice;
import org.mapi.capture.PacketBatch;
import org.mapi.capture.PacketSink;
import org.mapi.packet.LinkType;
import org.mapi.packet.Packet;
import org.mapi.packet.PacketCursor;

/**
 * A bad network between two interfaces: loses, delays, repeats and so reorders frames. What happens to the n-th frame of a
 * direction depends on the seed and on n alone, so that a run can be repeated.
 */
final class SeededWire implements Runnable {
    private static final long LONGEST_DELAY = TimeUnit.MILLISECONDS.toNanos(6);

    /** A frame on its way. */
    private record Travelling(byte[] frame, int to, long due, long number) { }

    private final CaptureDevice[] devices;
    private final PacketSink[] sinks = new PacketSink[2];
    private final long seed;
    private final double trouble;
    private final PriorityQueue<Travelling> travelling = new PriorityQueue<>((a, b) -> a.due() != b.due()
        ? Long.compare(a.due(), b.due()) : Long.compare(a.number(), b.number()));
    private final PacketBatch[] batches = {new PacketBatch(), new PacketBatch()};
    private final PacketCursor cursor = new PacketCursor();
    private final PacketCursor out = new PacketCursor();
    private final MemorySegment memory = Arena.ofShared().allocate(1 << 17);
    private final long[] frames = new long[2];
    private volatile boolean stopped;
    private long lost;
    private long repeated;
    private long delayed;

    /**
     * A wire that does not work yet.
     *
     * @param devices its two ends
     * @param seed    of its decisions
     * @param trouble share of frames that are lost; as many are repeated, and ten times as many delayed
     */
    SeededWire(CaptureDevice[] devices, long seed, double trouble) {
        this.devices = devices;
        this.seed = seed;
        this.trouble = trouble;
        for (int i = 0; i < 2; i++) {
            sinks[i] = devices[i].openSink();
        }
        out.region(memory);
    }

    @Override
    public void run() {
        while (!stopped) {
            int work = poll(0) + poll(1);
            final long now = System.nanoTime();
            while (!travelling.isEmpty() && travelling.peek().due() <= now) {
                send(travelling.poll());
                work++;
            }
            sinks[0].flush();
            sinks[1].flush();
            if (work == 0) {
                devices[(int) (now >>> 16 & 1)].await(0, 100_000);
            }
        }
    }

    private int poll(int device) {
        final PacketBatch batch = batches[device];
        batch.clear();
        final int count = devices[device].poll(0, batch, PacketBatch.CAPACITY);
        for (int i = 0; i < count; i++) {
            batch.moveTo(cursor, i, i);
            decide(cursor.packet(), device);
        }
        return Math.max(0, count);
    }

    private void decide(Packet packet, int device) {
        final long number = ++frames[device];
        final SplittableRandom fate = new SplittableRandom(seed * 31 + device * 17L + number * 1_000_003);
        final double drawn = fate.nextDouble();
        if (drawn < trouble) {
            lost++;
            return;
        }
        final byte[] frame = new byte[packet.captureLength()];
        for (int i = 0; i < frame.length; i++) {
            frame[i] = packet.getByte(i);
        }
        final long now = System.nanoTime();
        final boolean late = fate.nextDouble() < trouble * 10;
        delayed += late ? 1 : 0;
        travelling.add(new Travelling(frame, 1 - device, now + (late ? fate.nextLong(LONGEST_DELAY) : 0), number));
        if (drawn < 2 * trouble) {
            repeated++;
            travelling.add(new Travelling(frame, 1 - device, now + fate.nextLong(LONGEST_DELAY), number));
        }
    }

    private void send(Travelling next) {
        MemorySegment.copy(next.frame(), 0, memory, ValueLayout.JAVA_BYTE, 0, next.frame().length);
        out.move(0, next.frame().length, next.frame().length, 0, 0, LinkType.ETHERNET, 0);
        sinks[next.to()].send(out.packet());
    }

    void stop() {
        stopped = true;
    }

    String report() {
        return "wire frames=" + frames[0] + "+" + frames[1] + " lost=" + lost + " repeated=" + repeated + " delayed=" + delayed;
    }
}
