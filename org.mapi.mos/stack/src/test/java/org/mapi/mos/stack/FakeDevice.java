package org.mapi.mos.stack;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.mapi.MapiError;
import org.mapi.MapiException;
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

/** One end of a wire in memory: what a test puts in is received, what is sent out is kept. */
final class FakeDevice implements CaptureDevice {
    /** A frame with its time. */
    private record Frame(byte[] bytes, int wireLength, long time) { }

    /** What was sent, by any sink, in order. */
    final Queue<byte[]> sent = new ConcurrentLinkedQueue<>();
    /** Where each of them lay in memory when it was sent. */
    final List<Long> addresses = new ArrayList<>();
    final List<FakeSink> sinks = new ArrayList<>();
    /** Frames that sinks take, all together. */
    volatile int room = Integer.MAX_VALUE;
    /** Frames longer than this are taken and lost. */
    volatile int longest = Integer.MAX_VALUE;
    volatile boolean closed;
    volatile RuntimeException fault;
    volatile String failure = "";
    int most = PacketBatch.CAPACITY;

    private final DeviceKind kind;
    private final List<ArrayDeque<Frame>> queues = new ArrayList<>();
    private final MemorySegment[] memory;
    private volatile boolean ended;
    /** Capture times begin now, as those of a live device do. */
    long time = System.currentTimeMillis() * 1_000_000;

    FakeDevice(DeviceKind kind, int queueCount) {
        this.kind = kind;
        memory = new MemorySegment[queueCount];
        for (int i = 0; i < queueCount; i++) {
            queues.add(new ArrayDeque<>());
            memory[i] = Arena.ofShared().allocate(1 << 20);
        }
    }

    /** Puts a frame in. */
    void receive(byte[] frame) {
        receive(0, frame, frame.length, 0);
    }

    void receive(int queue, byte[] frame, int wireLength, long at) {
        synchronized (queues.get(queue)) {
            time += 1_000;
            queues.get(queue).add(new Frame(frame, wireLength, at == 0 ? time : at));
        }
    }

    /** No frame will come any more. */
    void end() {
        ended = true;
    }

    int waiting() {
        int sum = 0;
        for (ArrayDeque<Frame> queue : queues) {
            synchronized (queue) {
                sum += queue.size();
            }
        }
        return sum;
    }

    @Override
    public DeviceProperties properties() {
        return new DeviceProperties(kind, DeviceType.NIC, 65_535, 0, List.of(new CaptureInterface("fake", LinkType.ETHERNET,
            65_535, "")));
    }

    @Override
    public int queues() {
        return queues.size();
    }

    @Override
    public int poll(int queue, PacketBatch batch, int limit) {
        if (fault != null) {
            throw fault;
        }
        synchronized (queues.get(queue)) {
            int at = 0;
            int count = 0;
            while (count < Math.min(limit, most) && !queues.get(queue).isEmpty()
                && at + queues.get(queue).peek().bytes().length <= memory[queue].byteSize()) {
                final Frame frame = queues.get(queue).poll();
                MemorySegment.copy(frame.bytes(), 0, memory[queue], ValueLayout.JAVA_BYTE, at, frame.bytes().length);
                batch.add(batch.region(memory[queue]), at, frame.bytes().length, frame.wireLength(), frame.time(), 0,
                    LinkType.ETHERNET);
                at += frame.bytes().length;
                count++;
            }
            return count == 0 && ended ? END : count;
        }
    }

    /** Where frames of a queue lie. */
    boolean owns(long address) {
        for (MemorySegment region : memory) {
            if (address >= region.address() && address < region.address() + region.byteSize()) {
                return true;
            }
        }
        return false;
    }

    @Override
    public DeviceStatistics statistics() {
        return DeviceStatistics.NONE;
    }

    @Override
    public Optional<MapiException> failure() {
        return failure.isEmpty() ? Optional.empty() : Optional.of(new MapiException(MapiError.MAPI_ERROR_FILE, failure));
    }

    @Override
    public PacketSink openSink() {
        if (longest < 0) {
            throw new MapiException(MapiError.MAPI_NO_SINK, "fake device cannot send");
        }
        final FakeSink sink = new FakeSink();
        sinks.add(sink);
        return sink;
    }

    @Override
    public void close() {
        closed = true;
    }

    /** Keeps what it is given. */
    final class FakeSink implements PacketSink {
        boolean closed;
        private long taken;
        private long dropped;

        @Override
        public int send(PacketBatch batch, int from, int count) {
            int done = 0;
            while (done < count && keep(batch.segment(from + done), batch.offset(from + done),
                batch.captureLength(from + done))) {
                done++;
            }
            return done;
        }

        @Override
        public boolean send(Packet packet) {
            return keep(packet.segment(), packet.offset(), packet.captureLength());
        }

        private boolean keep(MemorySegment segment, long offset, int length) {
            synchronized (FakeDevice.this) {
                if (room == 0) {
                    return false;
                }
                room--;
                taken++;
                if (length > longest) {
                    dropped++;
                    return true;
                }
                final byte[] bytes = new byte[length];
                MemorySegment.copy(segment, ValueLayout.JAVA_BYTE, offset, bytes, 0, length);
                sent.add(bytes);
                addresses.add(segment.address() + offset);
                return true;
            }
        }

        @Override
        public long sent() {
            return taken;
        }

        @Override
        public long dropped() {
            return dropped;
        }

        @Override
        public void close() {
            closed = true;
        }
    }
}
