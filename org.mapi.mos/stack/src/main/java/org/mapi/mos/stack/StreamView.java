package org.mapi.mos.stack;

import java.lang.foreign.MemorySegment;
import org.mapi.core.tracking.stream.StreamBuffer;
import org.mapi.core.tracking.stream.StreamCursor;
import org.mapi.mos.ByteStream;
import org.mapi.mos.Errno;
import org.mapi.mos.MosException;
import org.mapi.mos.OverlapPolicy;

/** The received bytes of a side as one application reads them: a reused object per side. */
final class StreamView implements ByteStream {
    private StreamBuffer buffer;
    private StreamCursor cursor;
    private OverlapPolicy policy;

    StreamView of(StreamBuffer newBuffer, StreamCursor newCursor, OverlapPolicy newPolicy) {
        buffer = newBuffer;
        cursor = newCursor;
        policy = newPolicy;
        return this;
    }

    static org.mapi.core.tracking.stream.OverlapPolicy tracking(OverlapPolicy policy) {
        return policy == OverlapPolicy.FIRST ? org.mapi.core.tracking.stream.OverlapPolicy.FIRST
            : org.mapi.core.tracking.stream.OverlapPolicy.LAST;
    }

    @Override
    public int peek(MemorySegment target, long at, int length) {
        final long count = cursor.read(target, at, length);
        return count < -Integer.MAX_VALUE ? -Integer.MAX_VALUE : (int) count;
    }

    @Override
    public int peekAt(long position, MemorySegment target, long at, int length) {
        final int count = buffer.peek(position, target, at, length);
        return count == 0 && length > 0 ? -1 : count;
    }

    @Override
    public long position() {
        return cursor.position();
    }

    @Override
    public void skipTo(long position) {
        if (position < cursor.position() || position > buffer.received()) {
            throw new MosException(Errno.EINVAL, "position is " + position + ", expected " + cursor.position() + " to "
                + buffer.received());
        }
        if (position > buffer.expected()) {
            buffer.skipTo(position);
        }
        cursor.position(position);
    }

    @Override
    public long keptBegin() {
        return buffer.oldest();
    }

    @Override
    public long contiguousEnd() {
        return buffer.expected();
    }

    @Override
    public long receivedEnd() {
        return buffer.received();
    }

    @Override
    public long initialSequence() {
        return buffer.firstSequence() & 0xffff_ffffL;
    }

    @Override
    public int fragments() {
        return buffer.pieces();
    }

    @Override
    public long fragmentOffset(int index) {
        return buffer.pieceStart(index);
    }

    @Override
    public long fragmentLength(int index) {
        return buffer.pieceEnd(index) - buffer.pieceStart(index);
    }

    @Override
    public int capacity() {
        return (int) Math.min(Integer.MAX_VALUE, buffer.capacity());
    }

    @Override
    public void resize(int capacity) {
        if (capacity < 0) {
            throw new MosException(Errno.EINVAL, "capacity is " + capacity + ", expected 0 or more");
        }
        buffer.capacity(capacity);
    }

    @Override
    public OverlapPolicy overlap() {
        return policy;
    }

    @Override
    public void overlap(OverlapPolicy newPolicy) {
        policy = newPolicy;
        buffer.policy(tracking(newPolicy));
    }
}
