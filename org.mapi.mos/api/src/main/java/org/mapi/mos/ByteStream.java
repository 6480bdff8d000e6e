package org.mapi.mos;

import java.lang.foreign.MemorySegment;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The bytes that one side of a connection receives, put in order, with this application's own reading position. Offsets count
 * bytes from the first one of the connection (the byte behind the SYN is 0) and never wrap.
 */
@ProviderType
public interface ByteStream {
    /**
     * Reads the next bytes in order and moves the reading position.
     *
     * @param target native memory
     * @param at     where in the target the first byte goes
     * @param length at most so many, 0 or more
     * @return how many were read, 0 if there is nothing to read now; -n once if n bytes were lost before they were read: the
     *     position is then at the oldest byte kept. A loss of more than {@code Integer.MAX_VALUE} bytes answers that value
     *     negated and the rest at the next call
     */
    int peek(MemorySegment target, long at, int length);

    /** Reads as much as fits into the target, see {@link #peek(MemorySegment, long, int)}. */
    default int peek(MemorySegment target) {
        return peek(target, 0, (int) Math.min(target.byteSize(), Integer.MAX_VALUE));
    }

    /**
     * Reads at a position, bytes that came out of order included; the reading position stays.
     *
     * @return how many bytes were read, fewer than wanted before a gap or the end; -1 if the byte at the position is not kept
     */
    int peekAt(long position, MemorySegment target, long at, int length);

    /** The reading position. */
    long position();

    /**
     * Moves the reading position forward without reading, over a gap if need be.
     *
     * @param position not before {@link #position()} and not behind {@link #receivedEnd()}
     * @throws MosException EINVAL if it is
     */
    void skipTo(long position);

    /** Offset of the oldest byte kept. */
    long keptBegin();

    /** Offset behind the last byte that came in order. */
    long contiguousEnd();

    /** Offset behind the last byte that came at all. */
    long receivedEnd();

    /** The sequence number of the byte at offset 0, 0 to 2^32 - 1. */
    long initialSequence();

    /** Number of pieces that are kept: 1 without a gap, 0 if nothing is. */
    int fragments();

    /** Offset of a piece, 0 to {@link #fragments()} - 1 in ascending order. */
    long fragmentOffset(int index);

    /** Length of a piece in bytes. */
    long fragmentLength(int index);

    /** Most bytes that are kept, for all readers of this side together; 0 if this application reads it no more. */
    int capacity();

    /**
     * Changes how many bytes are kept for this application, at any time. The applications that read a side share one buffer,
     * which is as large as the largest wish among them: nobody loses bytes by the wish of another one. Bytes that no longer fit
     * are lost, the oldest first. 0 ends reassembly of this side for this application: it hears of no new data and reads nothing,
     * until it asks for more again.
     *
     * @throws MosException EINVAL if it is negative, ENOMEM if it is more than the source's memory budget
     */
    void resize(int capacity);

    /** Which bytes count where segments overlap, for all who read this side: see {@link #overlap(OverlapPolicy)}. */
    OverlapPolicy overlap();

    /**
     * Asks for another policy from the next segment on. The applications that read a side share its bytes: where they want
     * different ones, the one that was attached first decides, and {@link #overlap()} tells what it is. {@link
     * BuiltInEvent#INCONSISTENT_REXMIT} is told to all of them.
     */
    void overlap(OverlapPolicy policy);
}
