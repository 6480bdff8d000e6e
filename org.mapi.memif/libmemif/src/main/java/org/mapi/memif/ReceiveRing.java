package org.mapi.memif;

import java.lang.invoke.VarHandle;
import org.mapi.memif.internal.wire.BufferDescriptor;
import org.mapi.memif.internal.wire.RingDescriptor;

/**
 * The receiving end of a ring, for the life of one connection. {@code cursor} is the next slot to read, {@code returned} what
 * has been published back to the peer (master: tail, slave: head). Used by one data thread; the peer's counters and descriptors
 * are checked at every receive.
 */
abstract class ReceiveRing extends Ring {
    int cursor;
    int returned;
    long takenBytes;
    int takenPackets;
    private final long peerCounter;
    private volatile boolean interrupts;

    ReceiveRing(final Link link, final Place place, final boolean isMaster, final EventFd event) {
        super(link, place, isMaster, event);
        peerCounter = at + (isMaster ? RingDescriptor.HEAD : RingDescriptor.TAIL);
    }

    /** How far the peer's counter may be ahead of the cursor. */
    abstract int limit();

    /** Reads count descriptors from the cursor on into the burst; the complement of the index of the first bad one, or count. */
    abstract int take(MemifBuffers buffers, int count);

    /** Gives up to count slots back. */
    abstract int giveBack(int count, int headroom);

    /** Buffers that the application holds. */
    abstract int held();

    final boolean interrupts() {
        return interrupts;
    }

    /** Waiting packets, or a negative code after a lie. */
    final int available() {
        final int available = RingDescriptor.counterAcquire(memory, peerCounter) - cursor & COUNTER_MASK;
        return available > limit() ? violation("ring counter", available, limit()) : available;
    }

    /** Slots that are filled or held by the application. */
    final int occupied() {
        return (RingDescriptor.counterAcquire(memory, peerCounter) - cursor & COUNTER_MASK) + held();
    }

    final boolean isEmpty() {
        return (RingDescriptor.counterAcquire(memory, peerCounter) & COUNTER_MASK) == (cursor & COUNTER_MASK);
    }

    /**
     * Receives whole packets: a burst ends before a packet that does not fit, except when a single packet is longer than the
     * burst.
     *
     * @param isWhole whether a first packet longer than limit is taken whole if the burst's capacity allows
     */
    final int receive(final MemifBuffers buffers, final int limit, final boolean isWhole) {
        buffers.memory = memory;
        buffers.owner = this;
        buffers.size = 0;
        takenPackets = 0;
        takenBytes = 0;
        final int available = available();
        if (available < 0) {
            return available;
        }
        int count = Math.min(available, Math.min(limit, buffers.capacity()));
        if (count > 0) {
            int taken = takeWhole(buffers, count, available);
            if (taken == 0 && isWhole && count < available) {
                count = Math.min(available, buffers.capacity());
                taken = takeWhole(buffers, count, available);
            }
            if (taken == 0 && count < available) {
                taken = take(buffers, count);
                taken = taken < 0 ? violation("bad descriptor", ~taken, count) : taken;
            }
            if (taken < 0) {
                return taken;
            }
            count = taken;
            buffers.size = count;
            cursor = cursor + count & COUNTER_MASK;
        }
        if (count == available && interrupts) {
            consumeEvent();
        }
        return buffers.finish(count, count < available ? MemifError.NOBUF : MemifError.SUCCESS);
    }

    private int takeWhole(final MemifBuffers buffers, final int count, final int available) {
        int taken = take(buffers, count);
        if (taken < 0) {
            return violation("bad descriptor", ~taken, count);
        }
        while (taken > 0 && (buffers.flags[taken - 1] & MemifBuffers.FLAG_NEXT) != 0) {
            taken--;
            takenBytes -= buffers.lengths[taken];
        }
        // a chain that fills the ring can never end
        return taken == 0 && available == count && held() + available == size ? violation("endless chain", available, size)
                : taken;
    }

    // The event is consumed first and the ring looked at again after: a packet that came between is announced once more.
    private void consumeEvent() {
        event.clear();
        if (!isEmpty()) {
            event.kick();
        }
    }

    /** Tells the peer whether to kick; the caller looks at the ring again afterwards. */
    final void interrupts(final boolean on) {
        interrupts = on;
        RingDescriptor.flags(memory, at, on ? 0 : RingDescriptor.FLAG_MASK_INT);
        VarHandle.fullFence();
        if (on && !isEmpty()) {
            event.kick();
        }
    }

    final boolean holds(final int position) {
        final int oldest = isMaster ? returned : returned - size;
        return (position - oldest & COUNTER_MASK) < held();
    }

    /** The master's end: the slave fills the descriptors, any region, any offset. */
    static final class OfMaster extends ReceiveRing {
        OfMaster(final Link link, final Place place, final EventFd event) {
            super(link, place, true, event);
        }

        @Override
        int limit() {
            return size - held();
        }

        @Override
        int held() {
            return cursor - returned & COUNTER_MASK;
        }

        @Override
        int take(final MemifBuffers buffers, final int count) {
            final long[] starts = link.mapped().starts;
            final long[] sizes = link.mapped().sizes;
            int position = cursor;
            long bytes = 0;
            int packets = 0;
            for (int i = 0; i < count; i++) {
                final long descriptor = descriptors + ((long) (position & mask) << BufferDescriptor.LOG2_LENGTH);
                final long first = memory.get(WORD, descriptor);
                final long offset = BufferDescriptor.offset(memory.get(WORD, descriptor + BufferDescriptor.SECOND_WORD));
                final int from = BufferDescriptor.region(first);
                final long length = BufferDescriptor.length(first);
                if (from >= sizes.length || offset + length > sizes[from] || length > Integer.MAX_VALUE) {
                    return ~i;
                }
                final int next = (int) first & BufferDescriptor.FLAG_NEXT;
                buffers.offsets[i] = starts[from] + offset;
                buffers.lengths[i] = (int) length;
                buffers.flags[i] = (byte) (next | MemifBuffers.FLAG_RX);
                buffers.positions[i] = position;
                bytes += length;
                packets += 1 - next;
                position = position + 1 & COUNTER_MASK;
            }
            takenBytes = bytes;
            takenPackets = packets;
            return count;
        }

        @Override
        int giveBack(final int count, final int headroom) {
            final int given = Math.min(count, held());
            returned = returned + given & COUNTER_MASK;
            RingDescriptor.counterRelease(memory, at + RingDescriptor.TAIL, returned);
            return given;
        }
    }
}
