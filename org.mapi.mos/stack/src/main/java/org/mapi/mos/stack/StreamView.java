package org.mapi.mos.stack;

import java.lang.foreign.MemorySegment;
import org.mapi.core.tracking.stream.PlainStreams;
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
    /** The plain stream; {@link PlainStreams#NONE} where there is a buffer. */
    private int plain = PlainStreams.NONE;
    private StreamBuffer buffer;
    /** Null where the application has ended its reading, and of a plain stream. */
    private StreamCursor cursor;

    /** Looks at a plain stream, with its one reader. */
    StreamView of(FlowStreams newStreams, int newFlow, int newSide, MonitorSocket newMonitor, int newPlain) {
        of(newStreams, newFlow, newSide, newMonitor);
        plain = newPlain;
        return this;
    }

    /** Looks at a buffer. */
    StreamView of(FlowStreams newStreams, int newFlow, int newSide, MonitorSocket newMonitor, StreamBuffer newBuffer,
            StreamCursor newCursor) {
        of(newStreams, newFlow, newSide, newMonitor);
        plain = PlainStreams.NONE;
        if (buffer != newBuffer) {
            buffer = newBuffer;
        }
        if (cursor != newCursor) {
            cursor = newCursor;
        }
        return this;
    }

    /** A reference that is stored costs more than the comparison, here and above. */
    private void of(FlowStreams newStreams, int newFlow, int newSide, MonitorSocket newMonitor) {
        flow = newFlow;
        side = newSide;
        if (streams != newStreams) {
            streams = newStreams;
        }
        if (monitor != newMonitor) {
            monitor = newMonitor;
        }
    }

    /** Whether the stream is plain; it may have become a buffer since it was looked at. */
    private boolean isPlain() {
        if (plain != PlainStreams.NONE && streams.plain(flow, side) != plain) {
            streams.view(flow, side, monitor, this);
        }
        return plain != PlainStreams.NONE;
    }

    private PlainStreams plain() {
        return streams.plain();
    }

    static org.mapi.core.tracking.stream.OverlapPolicy tracking(OverlapPolicy policy) {
        return policy == OverlapPolicy.FIRST ? org.mapi.core.tracking.stream.OverlapPolicy.FIRST
            : org.mapi.core.tracking.stream.OverlapPolicy.LAST;
    }

    /** Makes sure of the buffer, for what plain streams do not know. */
    private void unfold() {
        if (isPlain()) {
            streams.unfold(flow, side, monitor, this);
        }
    }

    @Override
    public int peek(MemorySegment target, long at, int length) {
        if (isPlain()) {
            return plain().read(plain, target, at, length);
        }
        if (cursor == null) {
            return 0;
        }
        final long count = cursor.read(target, at, length);
        return count < -Integer.MAX_VALUE ? -Integer.MAX_VALUE : (int) count;
    }

    @Override
    public int peekAt(long position, MemorySegment target, long at, int length) {
        final boolean isPlain = isPlain();
        if (!isPlain && cursor == null) {
            return -1;
        }
        final int count = isPlain ? plain().peek(plain, position, target, at, length) : buffer.peek(position, target, at, length);
        return count == 0 && length > 0 ? -1 : count;
    }

    @Override
    public long position() {
        if (isPlain()) {
            return plain().position(plain);
        }
        return cursor == null ? buffer.expected() : cursor.position();
    }

    @Override
    public void skipTo(long position) {
        unfold();
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
        return isPlain() ? plain().oldest(plain) : buffer.oldest();
    }

    @Override
    public long contiguousEnd() {
        return isPlain() ? plain().expected(plain) : buffer.expected();
    }

    @Override
    public long receivedEnd() {
        return isPlain() ? plain().expected(plain) : buffer.received();
    }

    @Override
    public long initialSequence() {
        return (isPlain() ? plain().firstSequence(plain) : buffer.firstSequence()) & 0xffff_ffffL;
    }

    @Override
    public int fragments() {
        if (isPlain()) {
            return plain().oldest(plain) < plain().expected(plain) ? 1 : 0;
        }
        return cursor == null ? 0 : buffer.pieces();
    }

    @Override
    public long fragmentOffset(int index) {
        unfold();
        return buffer.pieceStart(index);
    }

    @Override
    public long fragmentLength(int index) {
        unfold();
        return buffer.pieceEnd(index) - buffer.pieceStart(index);
    }

    @Override
    public int capacity() {
        if (isPlain()) {
            return (int) Math.min(Integer.MAX_VALUE, plain().capacity(plain));
        }
        return cursor == null ? 0 : (int) Math.min(Integer.MAX_VALUE, buffer.capacity());
    }

    @Override
    public void resize(int capacity) {
        unfold();
        streams.resize(flow, side, monitor, buffer, capacity);
        streams.view(flow, side, monitor, this);
    }

    @Override
    public OverlapPolicy overlap() {
        final var policy = isPlain() ? plain().policy(plain) : buffer.policy();
        return policy == org.mapi.core.tracking.stream.OverlapPolicy.FIRST ? OverlapPolicy.FIRST : OverlapPolicy.LAST;
    }

    @Override
    public void overlap(OverlapPolicy newPolicy) {
        unfold();
        streams.overlap(flow, side, monitor, buffer, newPolicy);
    }
}
