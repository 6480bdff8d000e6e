package org.mapi.core.tracking.stream;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.mapi.packet.Packet;

/**
 * One direction of a TCP connection, put in order. Bytes have 64-bit positions: 0 is the first byte behind the SYN.
 *
 * <p>The buffer keeps a window of {@link #capacity()} bytes. What has been read stays until its room is needed, so that it can be
 * looked at again ({@link #peek}) and retransmissions can be compared; {@link #discard} gives it up earlier. New bytes push out
 * the
 * oldest ones; a reader that had not read them hears of it before ({@link StreamListener#overrun}) and afterwards reads how many
 * it lost. Bytes further ahead than the window allows are refused.
 *
 * <pre>
 *         oldest           expected        received
 *           |  kept, in order  |   hole  ####  |
 *           |------------------|---------------|
 *           |&lt;----------- capacity ------------------&gt;|
 * </pre>
 *
 * <p>An object can be opened, closed and opened again; nothing is allocated while bytes flow. Used by the pool's thread.
 */
public final class StreamBuffer {
    private static final int MOST_SPARE = 2;
    /** {@link #write}: bytes became readable in order. */
    public static final int NEW_DATA = 1;
    /** {@link #write}: bytes were stored, in order or ahead. */
    public static final int STORED = 1 << 1;
    /** {@link #write}: bytes at positions that were there already: a retransmission. */
    public static final int REPEATED = 1 << 2;
    /** {@link #write}: repeated bytes differ from those kept: an inconsistent retransmission. */
    public static final int INCONSISTENT = 1 << 3;
    /** {@link #write}: bytes from before the oldest kept one; they cannot be compared any more. */
    public static final int OLD = 1 << 4;
    /** {@link #write}: bytes beyond the window; refused. */
    public static final int BEYOND = 1 << 5;
    /** {@link #write}: no memory in the pool; refused. */
    public static final int NO_MEMORY = 1 << 6;
    /** {@link #write}: more pieces out of order than allowed; refused. */
    public static final int TOO_MANY_PIECES = 1 << 7;
    /** {@link #write}: the stream is disabled or closed. */
    public static final int DISABLED = 1 << 8;

    /** Most pieces out of order that are kept unless {@link #mostPieces} says otherwise. */
    public static final int DEFAULT_PIECES = 256;

    private final SparseBytes bytes;
    private final List<StreamCursor> cursors = new ArrayList<>(1);
    private final ArrayList<StreamCursor> spare = new ArrayList<>();
    private StreamListener listener = StreamListener.NONE;
    private long owner;
    private int first;
    private long capacity;
    private long expected;
    private long received;
    private long refused;
    private long pushedOut;
    private long skipped;
    private int evictions;
    private int differing;
    private long firstDifference;

    /** A closed stream in a pool. */
    public StreamBuffer(BlockPool pool) {
        bytes = new SparseBytes(pool, DEFAULT_PIECES, this::evicted);
    }

    /**
     * Begins a stream.
     *
     * @param firstSequence sequence number of position 0: the initial sequence number plus one; when a stream is picked up in
     *     the middle, that of the first segment
     * @param window        most bytes that are kept, see {@link #capacity(long)}
     * @param policy        which bytes win where segments overlap
     * @param newListener   hears of losses
     */
    public void open(int firstSequence, long window, OverlapPolicy policy, StreamListener newListener) {
        bytes.clear(0);
        bytes.policy(policy);
        listener = newListener;
        first = firstSequence;
        capacity(window);
        expected = 0;
        received = 0;
        refused = 0;
        pushedOut = 0;
        skipped = 0;
        evictions = 0;
        for (int i = 0; i < cursors.size(); i++) {
            cursors.get(i).begin(0);
        }
    }

    /**
     * Lets a stream that was just opened begin at another position than 0: what lies before neither is missing nor was skipped.
     *
     * @param position of the byte that is waited for, 0 or more
     */
    public void begin(long position) {
        bytes.clear(position);
        expected = position;
        received = position;
        for (int i = 0; i < cursors.size(); i++) {
            cursors.get(i).begin(position);
        }
    }

    /** Lets a stream that was just opened begin with bytes that somebody else had, see {@link SparseBytes#adopt}. */
    void adopt(int number, long oldest, long end, int firstBlock) {
        bytes.adopt(number, oldest, end, firstBlock);
        expected = end;
        received = end;
    }

    /**
     * Whether nothing would be lost if the stream were closed and opened again, to {@link #begin} where this one is: no byte is
     * kept, none came ahead or was refused, and every reader has read everything.
     */
    public boolean isSpent() {
        boolean spent = capacity > 0 && bytes.ranges() == 0 && received == expected && bytes.low() == expected;
        for (int i = 0; i < cursors.size(); i++) {
            spent &= cursors.get(i).position() == expected;
        }
        return spent;
    }

    /** Ends the stream: frees its memory and refuses writes; what was not read is lost. */
    public void close() {
        capacity = 0;
        bytes.clear(Math.max(expected, bytes.low()));
    }

    /** Closes the stream and forgets its readers, for another use of the object; the readers are used again for others. */
    public void recycle() {
        close();
        for (int i = 0; i < cursors.size() && spare.size() < MOST_SPARE; i++) {
            spare.add(cursors.get(i));
        }
        cursors.clear();
    }

    /**
     * Changes how many bytes are kept, at any time. A smaller window pushes the oldest bytes out with the next write; 0
     * disables the
     * stream and frees its memory.
     *
     * @param window bytes, 0 to 2^40
     */
    public void capacity(long window) {
        if (window < 0 || window > 1L << 40) {
            throw new IllegalArgumentException("stream: capacity=" + window + ", expected 0 to 2^40");
        }
        capacity = window;
        if (window == 0) {
            close();
        }
    }

    /** Most bytes that are kept; 0 if the stream is disabled. */
    public long capacity() {
        return capacity;
    }

    /** Which bytes win where segments overlap, from the next write on. */
    public void policy(OverlapPolicy policy) {
        bytes.policy(policy);
    }

    /** Which bytes win where segments overlap. */
    public OverlapPolicy policy() {
        return bytes.policy();
    }

    /** Most pieces that are kept at a time, counting the one in order: more are refused. 1 or more. */
    public void mostPieces(int most) {
        bytes.mostRanges(most);
    }

    /** A number of the owner's, such as the flow's handle. */
    public void owner(long number) {
        owner = number;
    }

    /** The owner's number. */
    public long owner() {
        return owner;
    }

    /** A further reader, from the oldest byte on. */
    public StreamCursor cursor() {
        final StreamCursor cursor = spare.isEmpty() ? new StreamCursor(this) : spare.removeLast();
        cursor.begin(bytes.low());
        cursors.add(cursor);
        return cursor;
    }

    /** Gives a reader up. */
    public void remove(StreamCursor cursor) {
        cursors.remove(cursor);
    }

    // ---- writing --------------------------------------------------------------------------------------------------------------

    /** The position of a sequence number: the one nearest to what is expected. Negative if it is before the stream. */
    public long position(int sequence) {
        return TcpSequence.position(sequence, first, expected);
    }

    /**
     * Takes a segment of a packet: {@code length} captured bytes from offset {@code from}, at the position of a sequence
     * number.
     */
    public int write(int sequence, Packet packet, int from, int length) {
        return write(position(sequence), packet.segment(), packet.offset() + from, length);
    }

    /**
     * Takes bytes at a position.
     *
     * @param position where; a part before the stream's begin is ignored
     * @param source   native memory
     * @param from     offset in it
     * @param length   number of bytes; nothing happens if it is 0 or less
     * @return what happened: bits {@link #NEW_DATA} to {@link #DISABLED}
     */
    public int write(long position, MemorySegment source, long from, int length) {
        if (length <= 0) {
            return 0;
        }
        if (capacity == 0) {
            return DISABLED;
        }
        differing = 0;
        final long end = position + length;
        received = Math.max(received, end);
        final long before = expected;
        final long start = Math.max(position, Math.min(end, bytes.low()));
        final int result = store(start, end, source, from - position) | (start > position ? OLD : 0);
        return expected > before ? result | NEW_DATA : result;
    }

    /** Stores bytes piece by piece: each as much as the window allows, which moves on with the bytes in order. */
    private int store(long start, long end, MemorySegment source, long base) {
        long at = start;
        int result = 0;
        while (at < end) {
            final long stop = Math.min(end, expected + capacity);
            if (at >= stop) {
                refused += end - at;
                result |= BEYOND;
                break;
            }
            makeRoom(stop);
            if (capacity == 0) {
                return result | DISABLED;
            }
            at = Math.max(at, bytes.low());
            final int put = bytes.put(at, source, base + at, (int) (stop - at));
            if (put != SparseBytes.TAKEN) {
                refused += end - at;
                result |= put == SparseBytes.NO_MEMORY ? NO_MEMORY : TOO_MANY_PIECES;
                break;
            }
            result |= account(at);
            at = stop;
        }
        return result;
    }

    /** What the last put did. */
    private int account(long at) {
        int result = bytes.newBytes() > 0 ? STORED : 0;
        if (bytes.repeatedBytes() > 0) {
            result |= REPEATED;
            if (bytes.differingBytes() > 0) {
                firstDifference = differing == 0 ? bytes.firstDifference() : firstDifference;
                differing += bytes.differingBytes();
                result |= INCONSISTENT;
            }
        }
        if (at <= expected) {
            advance();
        }
        return result;
    }

    private void advance() {
        for (int i = bytes.ranges() - 1; i >= 0; i--) {
            if (bytes.start(i) <= expected) {
                expected = Math.max(expected, bytes.end(i));
                return;
            }
        }
    }

    /** Makes room for bytes up to a position, which is not further than a window behind what is expected. */
    private void makeRoom(long end) {
        if (end - capacity <= bytes.low()) {
            return;
        }
        for (int i = 0; i < cursors.size(); i++) {
            final StreamCursor cursor = cursors.get(i);
            final long unread = Math.max(cursor.position(), bytes.low());
            final long lost = Math.min(end - capacity, expected) - unread;
            if (lost > 0 && available(unread) > 0) {
                listener.overrun(this, cursor, lost);
            }
        }
        final long oldest = Math.min(end - capacity, expected);
        if (oldest > bytes.low()) {
            pushedOut += oldest - bytes.low();
            bytes.discard(oldest);
        }
    }

    private void evicted() {
        evictions++;
        bytes.discard(expected);
        listener.evicted(this);
    }

    // ---- reading --------------------------------------------------------------------------------------------------------------

    /**
     * Copies bytes without moving any cursor, also such that came ahead of others.
     *
     * @return how many bytes from the position on, up to the next hole; 0 if none is kept there
     */
    public int peek(long position, MemorySegment target, long at, int length) {
        return bytes.get(position, target, at, length);
    }

    /** How many bytes are missing at a reader's position before the next that it can read. */
    long missing(long position) {
        if (position >= expected || bytes.range(position) >= 0) {
            return 0;
        }
        for (int i = 0; i < bytes.ranges(); i++) {
            if (bytes.start(i) > position) {
                return Math.min(bytes.start(i), expected) - position;
            }
        }
        return expected - position;
    }

    /** How many bytes in order can be read from a position on. */
    long available(long position) {
        final int range = bytes.range(position);
        return range < 0 ? 0 : Math.max(0, Math.min(bytes.end(range), expected) - position);
    }

    /**
     * How many bytes are missing at {@link #expected()} in front of bytes that came already; 0 if nothing came ahead.
     */
    public long gap() {
        for (int i = 0; i < bytes.ranges(); i++) {
            if (bytes.start(i) > expected) {
                return bytes.start(i) - expected;
            }
        }
        return 0;
    }

    /**
     * Stops waiting for missing bytes: what came ahead becomes readable, readers are told of the gap. A segment that still
     * comes fills
     * the gap for those who have not passed it.
     *
     * @return how many bytes were skipped, as {@link #gap()}
     */
    public long skipGap() {
        final long gap = gap();
        if (gap > 0) {
            skipped += gap;
            expected += gap;
            advance();
        }
        return gap;
    }

    /**
     * Stops waiting for bytes up to a position, whether or not something came behind it. Does nothing if it was passed already.
     */
    public void skipTo(long position) {
        if (position > expected) {
            skipped += position - expected;
            expected = position;
            received = Math.max(received, position);
            advance();
        }
    }

    /** Forgets bytes in order below a position, before their room is needed. */
    public void discard(long below) {
        bytes.discard(Math.min(below, expected));
    }

    // ---- information ----------------------------------------------------------------------------------------------------------

    /** Sequence number of position 0. */
    public int firstSequence() {
        return first;
    }

    /** The sequence number of a position. */
    public int sequence(long position) {
        return first + (int) position;
    }

    /** Position of the oldest byte that can still be kept. */
    public long oldest() {
        return bytes.low();
    }

    /** Position of the next byte that is waited for: everything before it came or was skipped. */
    public long expected() {
        return expected;
    }

    /** Position behind the last byte that ever came, refused ones included. */
    public long received() {
        return received;
    }

    /** How many pieces are kept, in order of their positions; neighbours are joined. */
    public int pieces() {
        return bytes.ranges();
    }

    /** Position of a piece's first byte. */
    public long pieceStart(int piece) {
        return bytes.start(piece);
    }

    /** Position behind a piece's last byte. */
    public long pieceEnd(int piece) {
        return bytes.end(piece);
    }

    /** Of the last write: how many repeated bytes differed from those kept. */
    public int differingBytes() {
        return differing;
    }

    /** Of the last write that was {@link #INCONSISTENT}: position of the first byte that differed. */
    public long firstDifference() {
        return firstDifference;
    }

    /** Bytes refused because they were beyond the window or there was no memory. */
    public long refused() {
        return refused;
    }

    /** Bytes that were pushed out of the window by newer ones, read or not. */
    public long pushedOut() {
        return pushedOut;
    }

    /** Bytes that were given up as missing. */
    public long skipped() {
        return skipped;
    }

    /** How often the pool took all bytes away. */
    public int evictions() {
        return evictions;
    }

    /** Bytes of memory held. */
    public long memory() {
        return bytes.memory();
    }
}
