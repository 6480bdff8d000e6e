package org.mapi.memif;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import org.mapi.memif.internal.wire.BufferDescriptor;
import org.mapi.memif.internal.wire.RingDescriptor;

/**
 * The sending end of a ring, for the life of one connection. Slots from {@code published} to {@code reserved} belong to the
 * application, those up to {@code usable} are free. A slave owns its buffers; a master learns them from the slave's descriptors,
 * each read and checked once. Used by one data thread.
 */
final class TransmitRing extends Ring {
    private static final int UNKNOWN = -1;
    /** Bytes from which on MemorySegment.copy calls a routine; any other value would be right, too, and slower. */
    private static final int BULK = 64;

    final SlotTable slots;
    int published;
    int reserved;
    long sentBytes;
    int sentPackets;
    private int learnt;
    private long copiedBytes;
    private int put;
    private int putPackets;
    private long putBytes;
    /** Free slots from {@code reserved} on as known by {@link #put}, valid while {@code reserved} is {@code roomAt}. */
    private int room;
    private int roomAt = UNKNOWN;
    private final long ownCounter;
    private final long peerCounter;

    TransmitRing(final Link link, final Place place, final boolean isMaster, final EventFd event, final SlotTable slots) {
        super(link, place, isMaster, event);
        this.slots = slots;
        ownCounter = at + (isMaster ? RingDescriptor.TAIL : RingDescriptor.HEAD);
        peerCounter = at + (isMaster ? RingDescriptor.HEAD : RingDescriptor.TAIL);
    }

    /** Free slots from {@link #reserved} on, or a negative code after a lie. */
    int free() {
        roomAt = UNKNOWN;
        final int counter = RingDescriptor.counterAcquire(memory, peerCounter);
        final int pending = reserved - published & COUNTER_MASK;
        if (isMaster) {
            final int supplied = counter - published & COUNTER_MASK;
            if (supplied > size || supplied < (learnt - published & COUNTER_MASK)) {
                return violation("ring head", supplied, size);
            }
            return learn(counter - learnt & COUNTER_MASK) ? supplied - pending : -MemifError.DISCONNECTED.code();
        }
        final int flying = published - counter & COUNTER_MASK;
        return flying > size ? violation("ring tail", flying, size) : size - flying - pending;
    }

    private boolean learn(final int count) {
        final long[] starts = link.mapped().starts;
        final long[] sizes = link.mapped().sizes;
        for (int i = 0; i < count; i++) {
            final int slot = learnt & mask;
            final long descriptor = descriptors + ((long) slot << BufferDescriptor.LOG2_LENGTH);
            final long first = memory.get(WORD, descriptor);
            final long offset = BufferDescriptor.offset(memory.get(WORD, descriptor + BufferDescriptor.SECOND_WORD));
            final int from = BufferDescriptor.region(first);
            final long length = BufferDescriptor.length(first);
            if (from >= sizes.length || length == 0 || offset + length > sizes[from] || length > Integer.MAX_VALUE) {
                violation("bad descriptor", slot, size);
                return false;
            }
            slots.set(slot, from, starts[from] + offset, (int) length, offset);
            learnt = learnt + 1 & COUNTER_MASK;
        }
        return true;
    }

    /** Reserves buffers for count packets of length bytes each, chained where one buffer is too small. */
    int allocate(final MemifBuffers buffers, final int count, final int length) {
        buffers.memory = memory;
        buffers.owner = this;
        buffers.size = 0;
        final int free = free();
        if (free < 0) {
            return free;
        }
        int used = 0;
        final int room = Math.min(free, buffers.capacity());
        int packets = 0;
        while (packets < count && used < room) {
            final int pieces = reserve(buffers, used, room, length);
            if (pieces == 0) {
                break;
            }
            used += pieces;
            packets++;
        }
        reserved = reserved + used & COUNTER_MASK;
        buffers.size = used;
        return buffers.finish(used, packets < count ? MemifError.NOBUF_RING : MemifError.SUCCESS);
    }

    private int reserve(final MemifBuffers buffers, final int start, final int room, final int length) {
        int left = length;
        int used = start;
        do {
            if (used == room) {
                return 0;
            }
            final int position = reserved + used & COUNTER_MASK;
            final int slot = position & mask;
            final int piece = Math.min(left, slots.capacities[slot]);
            left -= piece;
            buffers.offsets[used] = slots.bases[slot];
            buffers.lengths[used] = piece;
            buffers.flags[used] = left > 0 ? (byte) MemifBuffers.FLAG_NEXT : 0;
            buffers.positions[used] = position;
            used++;
        } while (left > 0);
        return used - start;
    }

    /**
     * Publishes reserved buffers in order; stops before the first that is out of order, leaves its buffer or belongs to a cut
     * packet.
     */
    int transmit(final MemifBuffers buffers, final int from, final int count) {
        final int limit = Math.min(Math.min(count, buffers.size - from), reserved - published & COUNTER_MASK);
        int position = published;
        int end = 0;
        long bytes = 0;
        long endBytes = 0;
        int packets = 0;
        for (int i = 0; i < limit; i++) {
            final int at = from + i;
            final int slot = position & mask;
            final int length = buffers.lengths[at];
            final long headroom = buffers.offsets[at] - slots.bases[slot];
            if (buffers.positions[at] != position || length < 0 || headroom < 0 || headroom + length > slots.capacities[slot]
                    || isMaster && headroom != 0) {
                break;
            }
            final int next = buffers.flags[at] & MemifBuffers.FLAG_NEXT;
            write(slot, next, length, headroom);
            position = position + 1 & COUNTER_MASK;
            bytes += length;
            if (next == 0) {
                end = i + 1;
                endBytes = bytes;
                packets++;
            }
        }
        sentPackets = packets;
        sentBytes = endBytes;
        final boolean isKicked = end == 0 || publish(published + end);
        if (end < limit) {
            return buffers.finish(end, MemifError.INVAL_ARG);
        }
        return buffers.finish(end, isKicked ? MemifError.SUCCESS : MemifError.INT_WRITE);
    }

    private void write(final int slot, final int next, final int length, final long headroom) {
        final long descriptor = descriptors + ((long) slot << BufferDescriptor.LOG2_LENGTH);
        memory.set(WORD, descriptor, BufferDescriptor.first(next, slots.regions[slot], length));
        if (!isMaster) {
            memory.set(WORD, descriptor + BufferDescriptor.SECOND_WORD, slots.seconds[slot] + headroom);
        }
    }

    /**
     * Copies packets of a burst into the ring and publishes them; the number of buffers of the burst that went out, whole
     * packets only.
     */
    int copy(final MemifBuffers source, final int from, final int end) {
        if (reserved != published) {
            return -MemifError.INVAL_ARG.code();
        }
        int free = free();
        if (free < 0) {
            return free;
        }
        int position = published;
        long bytes = 0;
        int packets = 0;
        int i = from;
        while (i < end && free > 0) {
            final int limit = Math.min(end, i + free);
            int pieces = copyLong(source, i, limit, position);
            if (pieces == 0) {
                pieces = copyShort(source, i, limit, position);
            }
            if (pieces > 0) {
                i += pieces;
                packets += pieces;
            } else {
                pieces = copyChain(source, i, end, position, free);
                if (pieces <= 0) {
                    break;
                }
                i = chainEnd(source, i, end);
                packets++;
            }
            position = position + pieces & COUNTER_MASK;
            free -= pieces;
            bytes += copiedBytes;
        }
        sentPackets = packets;
        sentBytes = bytes;
        return source.finish(i - from, finishCopy(position, i == end));
    }

    /**
     * Copies the packets from one on that are whole, fit a slot and have {@link #BULK} bytes or more; how many there are.
     *
     * <p>Apart from {@link #copyShort} for the sake of speed. MemorySegment.copy copies fewer bytes by a loop of words and
     * others by a call of a routine, and compiled code has both as soon as anything in the process has copied few bytes: then
     * the loop over packets takes half as long again, for the life of the process. Here the compiler sees from the maximum that
     * few bytes cannot be, and in the other method that many cannot, whatever was copied before.
     */
    private int copyLong(final MemifBuffers source, final int from, final int limit, final int start) {
        final MemorySegment origin = source.memory;
        long bytes = 0;
        int i = from;
        for (; i < limit; i++) {
            final int slot = start + i - from & mask;
            final int length = source.lengths[i];
            if (length < BULK || length > slots.capacities[slot] || (source.flags[i] & MemifBuffers.FLAG_NEXT) != 0) {
                break;
            }
            MemorySegment.copy(origin, source.offsets[i], memory, slots.bases[slot], Math.max(length, BULK));
            write(slot, 0, length, 0);
            bytes += length;
        }
        copiedBytes = bytes;
        return i - from;
    }

    /** Copies the packets from one on that are whole, fit a slot and have fewer than {@link #BULK} bytes; how many there are. */
    private int copyShort(final MemifBuffers source, final int from, final int limit, final int start) {
        final MemorySegment origin = source.memory;
        long bytes = 0;
        int i = from;
        for (; i < limit; i++) {
            final int slot = start + i - from & mask;
            final int length = source.lengths[i];
            if (length >= BULK || length > slots.capacities[slot] || (source.flags[i] & MemifBuffers.FLAG_NEXT) != 0) {
                break;
            }
            MemorySegment.copy(origin, source.offsets[i], memory, slots.bases[slot], Math.min(length, BULK - 1));
            write(slot, 0, length, 0);
            bytes += length;
        }
        copiedBytes = bytes;
        return i - from;
    }

    private MemifError finishCopy(final int position, final boolean isComplete) {
        final boolean isKicked = position == published || publish(position);
        reserved = published;
        if (!isKicked) {
            return MemifError.INT_WRITE;
        }
        return isComplete ? MemifError.SUCCESS : MemifError.NOBUF_RING;
    }

    private static int chainEnd(final MemifBuffers source, final int from, final int end) {
        int i = from;
        while (i < end - 1 && (source.flags[i] & MemifBuffers.FLAG_NEXT) != 0) {
            i++;
        }
        return i + 1;
    }

    // Copies one packet of several pieces into as many slots as it takes; 0 if they do not suffice.
    private int copyChain(final MemifBuffers source, final int from, final int end, final int start, final int free) {
        final int last = chainEnd(source, from, end);
        int position = start;
        int filled = 0;
        copiedBytes = 0;
        for (int i = from; i < last; i++) {
            long at = source.offsets[i];
            int left = source.lengths[i];
            while (left > 0) {
                final int slot = position & mask;
                if (filled == slots.capacities[slot]) {
                    write(slot, BufferDescriptor.FLAG_NEXT, filled, 0);
                    position = position + 1 & COUNTER_MASK;
                    filled = 0;
                    if ((position - start & COUNTER_MASK) == free) {
                        return 0;
                    }
                    continue;
                }
                final int piece = Math.min(left, slots.capacities[slot] - filled);
                MemorySegment.copy(source.memory, at, memory, slots.bases[slot] + filled, piece);
                at += piece;
                left -= piece;
                filled += piece;
                copiedBytes += piece;
            }
        }
        write(position & mask, 0, filled, 0);
        return (position - start & COUNTER_MASK) + 1;
    }

    /**
     * Copies one packet into the ring without publishing it: 1, or 0 if there is no room now, a negative code if there never will
     * be, other buffers are reserved or the peer has lied.
     */
    int put(final MemifBuffers single) {
        if ((reserved - published & COUNTER_MASK) != put) {
            return -MemifError.INVAL_ARG.code();
        }
        if ((roomAt != reserved || room == 0) && !look()) {
            return room;
        }
        final int slot = reserved & mask;
        final int length = single.lengths[0];
        int pieces = 1;
        if (length <= slots.capacities[slot]) {
            MemorySegment.copy(single.memory, single.offsets[0], memory, slots.bases[slot], length);
            write(slot, 0, length, 0);
        } else {
            pieces = copyChain(single, 0, 1, reserved, room);
            if (pieces == 0) {
                pieces = look() ? copyChain(single, 0, 1, reserved, room) : room;
            }
            if (pieces <= 0) {
                return pieces == 0 && room == size ? -MemifError.NOBUF_RING.code() : pieces;
            }
        }
        reserved = reserved + pieces & COUNTER_MASK;
        put += pieces;
        putPackets++;
        putBytes += length;
        room -= pieces;
        roomAt = reserved;
        return 1;
    }

    /** Looks how many slots are free now; false if none is, with 0 or a negative code in {@link #room}. */
    private boolean look() {
        room = free();
        roomAt = reserved;
        return room > 0;
    }

    /** Publishes what {@link #put} has copied; false if the kick failed. */
    boolean flush() {
        sentPackets = putPackets;
        sentBytes = putBytes;
        final boolean isKicked = put == 0 || publish(reserved);
        put = 0;
        putPackets = 0;
        putBytes = 0;
        return isKicked;
    }

    /** Makes everything up to position visible to the peer and kicks it if it wants to be kicked; false if the kick failed. */
    private boolean publish(final int position) {
        published = position & COUNTER_MASK;
        RingDescriptor.counterRelease(memory, ownCounter, published);
        // StoreLoad: a receiver that clears its mask and then looks at the counter must not be missed
        VarHandle.fullFence();
        return (RingDescriptor.flags(memory, at) & RingDescriptor.FLAG_MASK_INT) != 0 || event.kick();
    }

    /** Swaps received buffers into this ring, without copying; they become reserved buffers of this ring. */
    int enqueue(final MemifBuffers buffers, final SlaveReceiveRing from, final int count) {
        final int free = free();
        if (free < 0) {
            return free;
        }
        final int limit = Math.min(Math.min(count, buffers.size), free);
        int done = 0;
        while (done < limit && (buffers.flags[done] & MemifBuffers.FLAG_RX) != 0 && from.holds(buffers.positions[done])) {
            final int position = reserved;
            SlotTable.swap(from.slots, buffers.positions[done] & from.mask, slots, position & mask);
            buffers.positions[done] = position;
            buffers.flags[done] &= ~MemifBuffers.FLAG_RX;
            reserved = reserved + 1 & COUNTER_MASK;
            done++;
        }
        buffers.owner = this;
        return buffers.finish(done, done < limit ? MemifError.INVAL_ARG : done < count ? MemifError.NOBUF_RING
                : MemifError.SUCCESS);
    }

    /** Exchanges a reserved buffer with a received one; false if they are not what they should be. */
    boolean exchange(final MemifBuffers buffers, final int at, final MemifBuffers received, final int from) {
        final SlaveReceiveRing source = (SlaveReceiveRing) received.owner;
        final int position = buffers.positions[at];
        if ((position - published & COUNTER_MASK) >= (reserved - published & COUNTER_MASK)
                || (received.flags[from] & MemifBuffers.FLAG_RX) == 0 || !source.holds(received.positions[from])) {
            return false;
        }
        SlotTable.swap(source.slots, received.positions[from] & source.mask, slots, position & mask);
        final long empty = buffers.offsets[at];
        buffers.offsets[at] = received.offsets[from];
        buffers.lengths[at] = received.lengths[from];
        buffers.flags[at] = (byte) (received.flags[from] & MemifBuffers.FLAG_NEXT);
        received.offsets[from] = empty;
        received.lengths[from] = 0;
        received.flags[from] = MemifBuffers.FLAG_RX;
        return true;
    }

    /** Gives reserved buffers back from the one at position on. */
    boolean release(final int position) {
        if ((position - published & COUNTER_MASK) > (reserved - published & COUNTER_MASK)) {
            return false;
        }
        reserved = position;
        return true;
    }
}
