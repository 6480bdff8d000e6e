package org.mapi.memif;

import java.util.function.LongSupplier;
import org.mapi.memif.internal.wire.BufferDescriptor;
import org.mapi.memif.internal.wire.RingDescriptor;

/**
 * The slave's receiving end: it supplies empty buffers and keeps their addresses to itself; of a filled descriptor only length
 * and NEXT count.
 */
final class SlaveReceiveRing extends ReceiveRing {
    final SlotTable slots;
    private final long[] data;
    private final int[] room;
    private final LongSupplier externalOffset;

    /**
     * A ring without buffers: the first {@link #giveBack} fills it.
     *
     * @param slots          buffers of the ring
     * @param externalOffset gives the offset of the next buffer in region 1, or null if buffers stay with their slots
     */
    SlaveReceiveRing(final Link link, final Place place, final EventFd event, final SlotTable slots,
            final LongSupplier externalOffset) {
        super(link, place, false, event);
        this.slots = slots;
        this.externalOffset = externalOffset;
        data = new long[size];
        room = new int[size];
    }

    @Override
    int limit() {
        return returned - cursor & COUNTER_MASK;
    }

    @Override
    int held() {
        return size - limit();
    }

    @Override
    int take(final MemifBuffers buffers, final int count) {
        int position = cursor;
        long bytes = 0;
        int packets = 0;
        for (int i = 0; i < count; i++) {
            final int slot = position & mask;
            final long first = memory.get(WORD, descriptors + ((long) slot << BufferDescriptor.LOG2_LENGTH));
            final long length = BufferDescriptor.length(first);
            if (length > room[slot]) {
                return ~i;
            }
            final int next = (int) first & BufferDescriptor.FLAG_NEXT;
            buffers.offsets[i] = data[slot];
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
        int position = returned;
        for (int i = 0; i < given; i++) {
            final int slot = position & mask;
            if (externalOffset != null && !external(slot)) {
                return -MemifError.INVAL_ARG.code();
            }
            final int left = slots.capacities[slot] - headroom;
            if (left <= 0) {
                return -MemifError.INVAL_ARG.code();
            }
            final long descriptor = descriptors + ((long) slot << BufferDescriptor.LOG2_LENGTH);
            data[slot] = slots.bases[slot] + headroom;
            room[slot] = left;
            memory.set(WORD, descriptor, BufferDescriptor.first(0, slots.regions[slot], left));
            memory.set(WORD, descriptor + BufferDescriptor.SECOND_WORD, slots.seconds[slot] + headroom);
            position = position + 1 & COUNTER_MASK;
        }
        returned = position;
        RingDescriptor.counterRelease(memory, at + RingDescriptor.HEAD, returned);
        return given;
    }

    private boolean external(final int slot) {
        final long offset = externalOffset.getAsLong();
        if (offset < 0 || offset + slots.capacities[slot] > Math.min(link.mapped().sizes[1], 1L << Integer.SIZE)) {
            return false;
        }
        slots.set(slot, 1, link.mapped().starts[1] + offset, slots.capacities[slot], offset);
        return true;
    }
}
