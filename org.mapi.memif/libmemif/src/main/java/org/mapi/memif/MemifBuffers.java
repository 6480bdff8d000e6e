package org.mapi.memif;

import java.lang.foreign.MemorySegment;
import java.util.Objects;

/**
 * A burst of buffers as a structure of arrays: offset, length and flags of each piece, all in one {@link #memory()}. Reused for
 * ever; nothing is allocated per packet. A packet is one buffer, or several of which all but the last have {@link #FLAG_NEXT}.
 *
 * <p>Buffers that a queue filled in belong to that queue's connection: they are valid until they are given back or sent, and
 * fail with {@link IllegalStateException} after a disconnect. Buffers of own memory ({@link #over}) can be sent by copy. Not
 * thread-safe.
 */
public final class MemifBuffers {
    /** The packet goes on in the next buffer (MEMIF_BUFFER_FLAG_NEXT). */
    public static final int FLAG_NEXT = 1;
    /** The buffer was received (MEMIF_BUFFER_FLAG_RX). */
    public static final int FLAG_RX = 2;

    final long[] offsets;
    final int[] lengths;
    final byte[] flags;
    final int[] positions;
    MemorySegment memory;
    Object owner;
    int size;
    MemifError status = MemifError.SUCCESS;

    /**
     * Room for a burst.
     *
     * @param capacity number of buffers, 1 to 65536
     */
    public MemifBuffers(final int capacity) {
        if (capacity < 1 || capacity > 1 << 16) {
            throw new IllegalArgumentException("burst: capacity=" + capacity + ", expected 1 to 65536");
        }
        offsets = new long[capacity];
        lengths = new int[capacity];
        flags = new byte[capacity];
        positions = new int[capacity];
    }

    /**
     * Room for frames in own memory, to be filled with {@link #add(long, int)}.
     *
     * @param memory   native, not mapped
     * @param capacity number of pieces, 1 to 65536
     * @return an empty burst
     * @throws IllegalArgumentException if the memory is a heap or a mapped segment, which would slow down all packet code for
     *     good
     */
    public static MemifBuffers over(final MemorySegment memory, final int capacity) {
        if (!memory.isNative() || memory.isMapped()) {
            throw new IllegalArgumentException("burst: memory=" + memory + ", expected native memory that is not mapped");
        }
        final MemifBuffers buffers = new MemifBuffers(capacity);
        buffers.memory = memory;
        return buffers;
    }

    /**
     * Adds a whole packet in own memory.
     *
     * @param offset where it starts in {@link #memory()}
     * @param length bytes, 0 or more
     * @return this
     * @throws IndexOutOfBoundsException if it does not lie inside the memory, or the burst is full
     */
    public MemifBuffers add(final long offset, final int length) {
        return add(offset, length, false);
    }

    /**
     * Adds a piece of a packet in own memory.
     *
     * @param offset where it starts in {@link #memory()}
     * @param length bytes, 0 or more
     * @param next   whether the packet goes on in the next piece
     * @return this
     * @throws IndexOutOfBoundsException if it does not lie inside the memory, or the burst is full
     */
    public MemifBuffers add(final long offset, final int length, final boolean next) {
        Objects.checkFromIndexSize(offset, length, memory.byteSize());
        Objects.checkIndex(size, offsets.length);
        offsets[size] = offset;
        lengths[size] = length;
        flags[size] = next ? (byte) FLAG_NEXT : 0;
        size++;
        return this;
    }

    /** Forgets all buffers; nothing is given back by this. */
    public void clear() {
        size = 0;
    }

    /**
     * Buffers in the burst.
     *
     * @return 0 to {@link #capacity()}
     */
    public int size() {
        return size;
    }

    /**
     * Buffers that fit.
     *
     * @return 1 to 65536
     */
    public int capacity() {
        return offsets.length;
    }

    /**
     * How the last burst call ended: SUCCESS, NOBUF (more packets wait), NOBUF_RING (fewer buffers than wanted), INT_WRITE
     * (published, but the kick failed), INVAL_ARG (buffers out of order or too long), DISCONNECTED.
     *
     * @return never null
     */
    public MemifError status() {
        return status;
    }

    /**
     * The memory that all offsets refer to.
     *
     * @return null before the first burst
     */
    public MemorySegment memory() {
        return memory;
    }

    /**
     * Where a buffer's data starts.
     *
     * @param index 0 to size - 1
     * @return offset in {@link #memory()}
     */
    public long offset(final int index) {
        return offsets[index];
    }

    /**
     * Moves the start of the data inside its own buffer (headroom). Only a slave may, and only before sending.
     *
     * @param index  0 to size - 1
     * @param offset offset in {@link #memory()}; checked when it is sent
     */
    public void setOffset(final int index, final long offset) {
        offsets[index] = offset;
    }

    /**
     * Bytes in a buffer.
     *
     * @param index 0 to size - 1
     * @return 0 or more
     */
    public int length(final int index) {
        return lengths[index];
    }

    /**
     * Sets how many bytes of a buffer are to be sent.
     *
     * @param index  0 to size - 1
     * @param length 0 to the buffer's capacity; checked when it is sent
     */
    public void setLength(final int index, final int length) {
        lengths[index] = length;
    }

    /**
     * Flags of a buffer.
     *
     * @param index 0 to size - 1
     * @return {@link #FLAG_NEXT} and {@link #FLAG_RX}
     */
    public int flags(final int index) {
        return flags[index];
    }

    /**
     * Whether the packet goes on in the next buffer.
     *
     * @param index 0 to size - 1
     * @return true for all but the last piece of a packet
     */
    public boolean hasNext(final int index) {
        return (flags[index] & FLAG_NEXT) != 0;
    }

    /**
     * Chains a buffer to the next one, or ends a packet with it.
     *
     * @param index 0 to size - 1
     * @param next  whether the packet goes on
     */
    public void setNext(final int index, final boolean next) {
        flags[index] = (byte) (next ? flags[index] | FLAG_NEXT : flags[index] & ~FLAG_NEXT);
    }

    /**
     * Index of the buffer's descriptor in its ring (desc_index), as a free-running 16-bit number.
     *
     * @param index 0 to size - 1
     * @return 0 to 65535
     */
    public int descriptor(final int index) {
        return positions[index];
    }

    /**
     * The bytes of a buffer, for code that is not hot: this makes an object.
     *
     * @param index 0 to size - 1
     * @return a slice of {@link #memory()}
     */
    public MemorySegment data(final int index) {
        return memory.asSlice(offsets[index], lengths[index]);
    }

    int finish(final int count, final MemifError end) {
        status = end;
        return count;
    }

    int fail(final MemifError end) {
        size = 0;
        status = end;
        return -end.code();
    }
}
