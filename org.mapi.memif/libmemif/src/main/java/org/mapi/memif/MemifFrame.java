package org.mapi.memif;

import java.lang.foreign.MemorySegment;

/**
 * A received packet: one to n pieces of shared memory. One object per queue, valid only inside the handler that it is given to;
 * whoever keeps the packet copies it. The peer may still write to the memory: read a byte once, then trust your copy.
 */
public final class MemifFrame {
    private MemifBuffers buffers;
    private int first;
    private int pieces;
    private int length;

    MemifFrame() {
    }

    void set(final MemifBuffers burst, final int index, final int count, final int total) {
        buffers = burst;
        first = index;
        pieces = count;
        length = total;
    }

    /**
     * Memory that all pieces lie in; the same for all packets of a connection.
     *
     * @return native memory
     */
    public MemorySegment memory() {
        return buffers.memory;
    }

    /**
     * Number of pieces.
     *
     * @return 1 or more
     */
    public int pieces() {
        return pieces;
    }

    /**
     * Start of a piece.
     *
     * @param piece 0 to pieces - 1
     * @return offset in {@link #memory()}
     */
    public long offset(final int piece) {
        return buffers.offsets[first + piece];
    }

    /**
     * Bytes of a piece.
     *
     * @param piece 0 to pieces - 1
     * @return 0 or more
     */
    public int length(final int piece) {
        return buffers.lengths[first + piece];
    }

    /**
     * Bytes of the packet.
     *
     * @return 1 or more
     */
    public int length() {
        return length;
    }

    /**
     * Copies the whole packet.
     *
     * @param target native memory
     * @param at     where in it
     * @return bytes copied, which is {@link #length()}
     * @throws IndexOutOfBoundsException if it does not fit; some pieces may have been copied
     */
    public int copyTo(final MemorySegment target, final long at) {
        long into = at;
        for (int i = first; i < first + pieces; i++) {
            MemorySegment.copy(buffers.memory, buffers.offsets[i], target, into, buffers.lengths[i]);
            into += buffers.lengths[i];
        }
        return length;
    }
}
