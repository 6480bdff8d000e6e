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
    private FlowStreams streams;
    private int flow;
    private int side;
    private MonitorSocket monitor;
    private StreamBuffer buffer;
    /** Null where the application has ended its reading. */
    private StreamCursor cursor;

    StreamView of(FlowStreams newStreams, int newFlow, int newSide, MonitorSocket newMonitor, StreamBuffer newBuffer,
            StreamCursor newCursor) {
        flow = newFlow;
        side = newSide;
        // a reference that is stored costs more than the comparison
        if (streams != newStreams) {
            streams = newStreams;
        }
        if (monitor != newMonitor) {
            monitor = newMonitor;
        }
        if (buffer != newBuffer) {
            buffer = newBuffer;
        }
        if (cursor != newCursor) {
            cursor = newCursor;
        }
        return this;
    }

    static org.mapi.core.tracking.stream.OverlapPolicy tracking(OverlapPolicy policy) {
        return policy == OverlapPolicy.FIRST ? org.mapi.core.tracking.stream.OverlapPolicy.FIRST
            : org.mapi.core.tracking.stream.OverlapPolicy.LAST;
    }

    @Override
    public int peek(MemorySegment target, long at, int length) {
        if (cursor == null) {
            return 0;
        }
        final long count = cursor.read(target, at, length);
        return count < -Integer.MAX_VALUE ? -Integer.MAX_VALUE : (int) count;
    }

    @Override
    public int peekAt(long position, MemorySegment target, long at, int length) {
        if (cursor == null) {
            return -1;
        }
        final int count = buffer.peek(position, target, at, length);
        return count == 0 && length > 0 ? -1 : count;
    }

    @Override
    public long position() {
        return cursor == null ? buffer.expected() : cursor.position();
    }

    @Override
    public void skipTo(long position) {
        if (cursor == null || position < cursor.position() || position > buffer.received()) {
            throw new MosException(Errno.EINVAL, "position is " + position + ", expected " + position() + " to "
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
        return cursor == null ? 0 : buffer.pieces();
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
        return cursor == null ? 0 : (int) Math.min(Integer.MAX_VALUE, buffer.capacity());
    }

    @Override
    public void resize(int capacity) {
        streams.resize(flow, side, monitor, buffer, capacity);
        streams.view(flow, side, monitor, this);
    }

    @Override
    public OverlapPolicy overlap() {
        return buffer.policy() == org.mapi.core.tracking.stream.OverlapPolicy.FIRST ? OverlapPolicy.FIRST : OverlapPolicy.LAST;
    }

    @Override
    public void overlap(OverlapPolicy newPolicy) {
        streams.overlap(flow, side, monitor, buffer, newPolicy);
    }
}
