package org.mapi.testkit;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.mapi.capture.CaptureDevice;
import org.mapi.capture.CaptureInterface;
import org.mapi.capture.DeviceKind;
import org.mapi.capture.DeviceProperties;
import org.mapi.capture.DeviceStatistics;
import org.mapi.capture.DeviceType;
import org.mapi.capture.PacketBatch;
import org.mapi.capture.PacketSink;
import org.mapi.packet.LinkType;
import org.mapi.packet.Packet;

/**
 * A live Ethernet device in memory, for tests of what sits between two of them: frames that the test puts in are received,
 * frames that are sent out are kept for the test. Any thread may use it.
 */
public final class WireEnd implements CaptureDevice {
    private static final int LONGEST = 65_535;
    private static final int ROOM = 1 << 20;

    private final Queue<byte[]> in = new ArrayDeque<>();
    private final Queue<byte[]> out = new ArrayDeque<>();
    private final MemorySegment memory = Arena.ofAuto().allocate(ROOM, Long.BYTES);
    private boolean ended;

    /** A device without frames. */
    public WireEnd() { }

    /** Puts a frame in, at the time of the wall clock when it is polled. */
    public synchronized void put(byte[] frame) {
        in.add(frame);
        notifyAll();
    }

    /** No frame will come any more. */
    public synchronized void end() {
        ended = true;
        notifyAll();
    }

    /**
     * The next frame that was sent out.
     *
     * @param millis how long to wait for it
     * @return null if there is none in time
     */
    public synchronized byte[] take(long millis) throws InterruptedException {
        final long deadline = System.nanoTime() + millis * 1_000_000;
        while (out.isEmpty() && System.nanoTime() < deadline) {
            wait(10);
        }
        return out.poll();
    }

    private synchronized void keep(byte[] frame) {
        out.add(frame);
        notifyAll();
    }

    @Override
    public DeviceProperties properties() {
        return new DeviceProperties(DeviceKind.LIVE, DeviceType.NIC, LONGEST, 0,
            List.of(new CaptureInterface("wire", LinkType.ETHERNET, LONGEST, "")));
    }

    @Override
    public synchronized int poll(int queue, PacketBatch batch, int limit) {
        int at = 0;
        int count = 0;
        while (count < limit && !in.isEmpty() && at + in.peek().length <= ROOM) {
            final byte[] frame = in.poll();
            MemorySegment.copy(frame, 0, memory, ValueLayout.JAVA_BYTE, at, frame.length);
            batch.add(batch.region(memory), at, frame.length, frame.length, System.currentTimeMillis() * 1_000_000, 0,
                LinkType.ETHERNET);
            at += frame.length;
            count++;
        }
        return count == 0 && ended ? END : count;
    }

    @Override
    public synchronized void await(int queue, long nanos) {
        if (in.isEmpty() && !ended) {
            try {
                wait(Math.max(1, Math.min(10, nanos / 1_000_000)));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public DeviceStatistics statistics() {
        return DeviceStatistics.NONE;
    }

    @Override
    public PacketSink openSink() {
        return new Sink();
    }

    @Override
    public void close() {
        end();
    }

    /** Keeps what is sent. */
    private final class Sink implements PacketSink {
        private long sent;

        @Override
        public int send(PacketBatch batch, int from, int count) {
            for (int i = from; i < from + count; i++) {
                keep(batch.segment(i).asSlice(batch.offset(i), batch.captureLength(i)).toArray(ValueLayout.JAVA_BYTE));
            }
            sent += count;
            return count;
        }

        @Override
        public boolean send(Packet packet) {
            keep(packet.segment().asSlice(packet.offset(), packet.captureLength()).toArray(ValueLayout.JAVA_BYTE));
            sent++;
            return true;
        }

        @Override
        public long sent() {
            return sent;
        }

        @Override
        public long dropped() {
            return 0;
        }

        @Override
        public void close() {
            // nothing is held
        }
    }
}
