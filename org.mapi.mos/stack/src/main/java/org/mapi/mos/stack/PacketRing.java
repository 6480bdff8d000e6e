package org.mapi.mos.stack;

import static org.mapi.mos.stack.PacketRingDescriptor.CAPTURED;
import static org.mapi.mos.stack.PacketRingDescriptor.DEVICE;
import static org.mapi.mos.stack.PacketRingDescriptor.FILLER;
import static org.mapi.mos.stack.PacketRingDescriptor.FRAME;
import static org.mapi.mos.stack.PacketRingDescriptor.INTERFACE;
import static org.mapi.mos.stack.PacketRingDescriptor.LENGTH;
import static org.mapi.mos.stack.PacketRingDescriptor.LINK_TYPE;
import static org.mapi.mos.stack.PacketRingDescriptor.TIMESTAMP;
import static org.mapi.mos.stack.PacketRingDescriptor.WIRE;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;
import org.mapi.capture.PacketBatch;
import org.mapi.packet.Packet;
import org.mapi.packet.PacketCursor;

/**
 * Copies of packets on their way from a dispatcher to a worker: one thread puts in, one takes out, without a lock. Taken packets
 * stay where they are until the next poll.
 */
final class PacketRing implements Feed {
    private static final VarHandle TAIL;
    private static final VarHandle HEAD;
    private static final VarHandle TIME;
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;

    static {
        try {
            final MethodHandles.Lookup lookup = MethodHandles.lookup();
            TAIL = lookup.findVarHandle(PacketRing.class, "tail", long.class);
            HEAD = lookup.findVarHandle(PacketRing.class, "head", long.class);
            TIME = lookup.findVarHandle(PacketRing.class, "time", long.class);
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }

    private final MemorySegment memory;
    private final int size;
    private final boolean pausable;

    /** Put in and visible to the other side. */
    @SuppressWarnings("unused")
    private long tail;
    /** Taken out and given back. */
    @SuppressWarnings("unused")
    private long head;
    @SuppressWarnings("unused")
    private long time = Long.MIN_VALUE;
    private volatile boolean ended;

    // Of the thread that puts in.
    private long written;
    private long knownHead;

    // Of the thread that takes out.
    private long taken;
    private long timeReached = Long.MIN_VALUE;
    private final PacketBatch batch = new PacketBatch();
    private final int[] devices = new int[PacketBatch.CAPACITY];
    private final PacketCursor cursor = new PacketCursor();
    private long packets;
    private boolean drained;

    /**
     * An empty ring.
     *
     * @param size     bytes, a power of two
     * @param pausable whether the packets' time is the only clock
     */
    PacketRing(int size, boolean pausable) {
        this.size = size;
        this.pausable = pausable;
        memory = Arena.ofAuto().allocate(size, Long.BYTES);
    }

    // ---- putting in -----------------------------------------------------------------------------------------------------------

    /** Copies a packet; false if there is no room. It is seen after {@link #publish}. */
    boolean offer(Packet packet, int device) {
        final int captured = packet.captureLength();
        final int length = PacketRingDescriptor.recordLength(captured);
        final int at = (int) (written & size - 1);
        final int filler = at + length > size ? size - at : 0;
        if (!hasRoom(filler + length)) {
            return false;
        }
        if (filler > 0) {
            memory.set(INT, at + LENGTH, filler);
            memory.set(INT, at + CAPTURED, FILLER);
            written += filler;
        }
        final long record = written & size - 1;
        memory.set(INT, record + LENGTH, length);
        memory.set(INT, record + CAPTURED, captured);
        memory.set(INT, record + WIRE, packet.wireLength());
        memory.set(INT, record + LINK_TYPE, packet.linkType());
        memory.set(LONG, record + TIMESTAMP, packet.timestamp());
        memory.set(INT, record + INTERFACE, packet.interfaceIndex());
        memory.set(INT, record + DEVICE, device);
        packet.copyTo(memory, record + FRAME, captured);
        written += length;
        return true;
    }

    private boolean hasRoom(int length) {
        if (written + length - knownHead > size) {
            // Acquire: what the other side has read of this memory it has read before we write it again.
            knownHead = (long) HEAD.getAcquire(this);
        }
        return written + length - knownHead <= size;
    }

    /** Whether a packet can ever fit. */
    boolean isPossible(int captured) {
        return PacketRingDescriptor.recordLength(captured) <= size / 2;
    }

    /** Lets the other side see what was put in. Release: the packets are written before. */
    void publish() {
        TAIL.setRelease(this, written);
    }

    /** Says that all packets up to a time were published. Release: after their publication. */
    void publish(long reached) {
        publish();
        TIME.setRelease(this, reached);
    }

    /** No packet will come any more. */
    void end() {
        publish();
        ended = true;
    }

    // ---- taking out -----------------------------------------------------------------------------------------------------------

    @Override
    public int poll() {
        // Release: everything of the packets polled before was read.
        HEAD.setRelease(this, taken);
        final boolean last = ended;
        final long reached = (long) TIME.getAcquire(this);
        final long limit = (long) TAIL.getAcquire(this);
        batch.clear();
        final int region = batch.region(memory);
        int count = 0;
        while (taken < limit && count < PacketBatch.CAPACITY) {
            final long at = taken & size - 1;
            final int captured = memory.get(INT, at + CAPTURED);
            if (captured != FILLER) {
                batch.add(region, at + FRAME, captured, memory.get(INT, at + WIRE), memory.get(LONG, at + TIMESTAMP),
                    memory.get(INT, at + INTERFACE), memory.get(INT, at + LINK_TYPE));
                devices[count++] = memory.get(INT, at + DEVICE);
            }
            taken += memory.get(INT, at + LENGTH);
        }
        drained = last && taken == limit && count == 0;
        if (taken == limit) {
            timeReached = reached;
        }
        return count;
    }

    @Override
    public PacketBatch batch() {
        return batch;
    }

    @Override
    public Packet packet(int index) {
        batch.moveTo(cursor, index, ++packets);
        return cursor.packet();
    }

    @Override
    public int device(int index) {
        return devices[index];
    }

    @Override
    public boolean isEnded() {
        return drained;
    }

    @Override
    public boolean isPausable() {
        return pausable;
    }

    @Override
    public long time() {
        return timeReached;
    }

    @Override
    public void await(long nanos) {
        LockSupport.parkNanos(nanos);
    }

    @Override
    public String failure() {
        return "";
    }
}
