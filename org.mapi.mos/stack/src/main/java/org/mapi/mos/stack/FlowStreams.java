package org.mapi.mos.stack;

import java.util.ArrayDeque;
import java.util.Arrays;
import org.mapi.core.tracking.stream.BlockPool;
import org.mapi.core.tracking.stream.PlainStreams;
import org.mapi.core.tracking.stream.StreamBuffer;
import org.mapi.core.tracking.stream.StreamCursor;
import org.mapi.core.tracking.stream.StreamListener;
import org.mapi.mos.BuiltInEvent;
import org.mapi.mos.Errno;
import org.mapi.mos.Hook;
import org.mapi.mos.MosException;
import org.mapi.mos.OverlapPolicy;
import org.mapi.packet.Packet;

/**
 * What the sides of a worker's flows receive, kept where somebody reads: from the first payload or the first look on. As a rule
 * that is a plain stream, a number in the flow's words. Where something is missing or repeated, where several read, or where an
 * application asks for something that plain streams do not know, it becomes a buffer, one of the flow's objects.
 */
final class FlowStreams implements StreamListener, AutoCloseable {
    private static final int MOST_SPARE = 4096;

    private final Worker worker;
    private final BlockPool pool;
    private final PlainStreams plain;
    private final ArrayDeque<StreamBuffer> spare = new ArrayDeque<>();
    private final long budget;
    private int writingFlow;
    private int writingSide;

    FlowStreams(Worker worker, long budget) {
        this.worker = worker;
        this.budget = budget;
        pool = new BlockPool(budget, BlockPool.DEFAULT_BLOCK);
        plain = new PlainStreams(pool, this::evicted);
    }

    /** The streams that are plain. */
    PlainStreams plain() {
        return plain;
    }

    /** The plain stream of a side; {@link PlainStreams#NONE} if it has a buffer, or nothing. */
    int plain(int flow, int side) {
        return FlowWords.stream(worker.word(flow, FlowWords.STREAMS), side);
    }

    private void plain(int flow, int side, int stream) {
        worker.table.set(flow, FlowWords.STREAMS, FlowWords.withStream(worker.word(flow, FlowWords.STREAMS), side, stream));
    }

    /** The buffer of a side; null if it has none, a plain stream perhaps. */
    private StreamBuffer buffer(int flow, int side) {
        final FlowObjects objects = worker.objectsOrNull(flow);
        return objects == null ? null : objects.streams[side];
    }

    /** What an application sees of a side's received bytes. */
    StreamView view(int flow, int side, MonitorSocket monitor, StreamView view) {
        final int stream = plain(flow, side);
        // who has stopped, or reads no more, is no reader of a plain stream
        return stream != PlainStreams.NONE && plain.reader(stream) == monitor.slot ? view.of(this, flow, side, monitor, stream)
            : look(flow, side, monitor, worker.objectsOrNull(flow), view);
    }

    private StreamView look(int flow, int side, MonitorSocket monitor, FlowObjects had, StreamView view) {
        if (!monitor.buffering.includes(FlowWords.sideOf(side))) {
            throw new MosException(Errno.EINVAL, "application " + monitor.options.name() + " does not buffer what side "
                + FlowWords.sideOf(side) + " receives, expected buffers to include it");
        }
        if (had != null && (had.stopped[side] & 1L << monitor.slot) != 0) {
            throw new MosException(Errno.EINVAL, "application " + monitor.options.name() + " has stopped monitoring side "
                + FlowWords.sideOf(side));
        }
        final boolean ended = had != null && (had.unread(side) & 1L << monitor.slot) != 0;
        if (!ended && plain(flow, side) == PlainStreams.NONE) {
            final int stream = begin(flow, side, readers(flow, side, had), had);
            if (stream != PlainStreams.NONE && plain.reader(stream) == monitor.slot) {
                return view.of(this, flow, side, monitor, stream);
            }
        }
        final FlowObjects objects = worker.objects(flow);
        final StreamBuffer buffer = stream(flow, side, objects);
        return view.of(this, flow, side, monitor, buffer, ended ? null : cursor(buffer, side, monitor, objects));
    }

    /** An application asks for something that plain streams do not know: the side has a buffer from now on. */
    void unfold(int flow, int side, MonitorSocket monitor, StreamView view) {
        stream(flow, side, worker.objects(flow));
        view(flow, side, monitor, view);
    }

    /**
     * Begins a plain stream where that is enough: one application reads the side, and nothing was missed.
     *
     * @return {@link PlainStreams#NONE} if it is not, or if there is a buffer
     */
    private int begin(int flow, int side, long readers, FlowObjects objects) {
        final long expected = worker.expected(flow, side);
        final long state = worker.word(flow, FlowWords.STATE);
        if (Long.bitCount(readers) != 1 || objects != null && objects.streams[side] != null
            || expected > 0 && (state & FlowWords.SPENT << side) == 0) {
            return PlainStreams.NONE;
        }
        final int stream = plain.begin(flow << 1 | side, worker.firstSequence(flow, 1 - side), expected,
            bufferSize(readers, side, objects), policy(readers, side, objects), Long.numberOfTrailingZeros(readers));
        worker.table.set(flow, FlowWords.STATE, state & ~(FlowWords.SPENT << side));
        plain(flow, side, stream);
        return stream;
    }

    /** An application wants another number of bytes kept: the largest wish of a reader counts. */
    void resize(int flow, int side, MonitorSocket monitor, StreamBuffer stream, int capacity) {
        if (capacity < 0) {
            throw new MosException(Errno.EINVAL, "capacity is " + capacity + ", expected 0 or more");
        }
        if (capacity > budget) {
            throw new MosException(Errno.ENOMEM, "capacity is " + capacity + ", expected at most " + budget
                + ", the source's memory budget");
        }
        final FlowObjects objects = worker.objects(flow);
        final boolean disabled = stream.capacity() == 0;
        if (capacity == 0) {
            leave(flow, side, monitor.slot);
        }
        objects.wishes().resize(side, monitor.slot, capacity);
        final long readers = readers(flow, side, objects);
        stream.capacity(readers == 0 ? 0 : bufferSize(readers, side, objects));
        if (disabled && readers != 0) {
            stream.skipTo(worker.expected(flow, side));
            stream.discard(worker.expected(flow, side));
        }
        stream.policy(policy(readers, side, objects));
    }

    /** An application wants other bytes to count: of the readers the one that was attached first decides. */
    void overlap(int flow, int side, MonitorSocket monitor, StreamBuffer stream, OverlapPolicy policy) {
        final FlowObjects objects = worker.objects(flow);
        objects.wishes().overlap(side, monitor.slot, policy);
        stream.policy(policy(readers(flow, side, objects), side, objects));
    }

    /** The buffer of a side; made if there is none, of the plain stream if there is one. */
    private StreamBuffer stream(int flow, int side, FlowObjects objects) {
        StreamBuffer stream = objects.streams[side];
        if (stream == null) {
            stream = spare.isEmpty() ? new StreamBuffer(pool) : spare.pop();
            objects.stream(side, stream);
            if (plain(flow, side) == PlainStreams.NONE) {
                open(flow, side, stream, objects);
            } else {
                unfold(flow, side, stream, objects);
            }
        }
        return stream;
    }

    private void open(int flow, int side, StreamBuffer stream, FlowObjects objects) {
        final long readers = readers(flow, side, objects);
        stream.open(worker.firstSequence(flow, 1 - side), bufferSize(readers, side, objects),
            policy(readers, side, objects), this);
        stream.owner(Integer.toUnsignedLong(flow << 1 | side));
        final long expected = worker.expected(flow, side);
        final long state = worker.word(flow, FlowWords.STATE);
        if ((state & FlowWords.SPENT << side) != 0) {
            stream.begin(expected);
            worker.table.set(flow, FlowWords.STATE, state & ~(FlowWords.SPENT << side));
        } else if (expected > 0) {
            stream.skipTo(expected);
            stream.discard(expected);
        }
    }

    private void unfold(int flow, int side, StreamBuffer stream, FlowObjects objects) {
        final int number = plain(flow, side);
        final int reader = plain.reader(number);
        final long position = plain.position(number);
        plain.unfold(number, stream, this);
        plain(flow, side, PlainStreams.NONE);
        final StreamCursor cursor = stream.cursor();
        cursor.position(position);
        objects.cursor(side, reader, cursor);
    }

    private StreamCursor cursor(StreamBuffer stream, int side, MonitorSocket monitor, FlowObjects objects) {
        StreamCursor cursor = objects.cursor(side, monitor.slot);
        if (cursor == null) {
            cursor = stream.cursor();
            if (cursor.position() < stream.oldest()) {
                cursor.position(stream.oldest());
            }
            objects.cursor(side, monitor.slot, cursor);
            final int size = size(side, monitor, objects);
            if (size > stream.capacity()) {
                stream.capacity(size);
            }
        }
        return cursor;
    }

    /** Slots of those who read what a side receives. */
    long readers(int flow, int side, FlowObjects objects) {
        return readers(worker.word(flow, FlowWords.MONITORS), side, objects);
    }

    /** The same where the flow's word {@code MONITORS} is at hand. */
    long readers(long monitors, int side, FlowObjects objects) {
        final long slots = monitors & worker.monitors.readers(side);
        return objects == null ? slots : slots & ~objects.unread(side);
    }

    /** Which bytes win: as the first of the readers wants it. */
    private org.mapi.core.tracking.stream.OverlapPolicy policy(long readers, int side, FlowObjects objects) {
        for (MonitorSocket monitor : worker.monitors.streams()) {
            if ((readers & 1L << monitor.slot) != 0) {
                return StreamView.tracking(objects == null || objects.wishes == null ? monitor.overlap[side]
                    : objects.wishes.policy(side, monitor.slot, monitor.overlap[side]));
            }
        }
        return StreamView.tracking(OverlapPolicy.FIRST);
    }

    /** The largest buffer that one of the readers wants for a side. */
    private int bufferSize(long readers, int side, FlowObjects objects) {
        int size = 1;
        for (MonitorSocket monitor : worker.monitors.streams()) {
            if ((readers & 1L << monitor.slot) != 0) {
                size = Math.max(size, size(side, monitor, objects));
            }
        }
        return size;
    }

    private static int size(int side, MonitorSocket monitor, FlowObjects objects) {
        return objects == null || objects.wishes == null ? monitor.bufferSize[side]
            : objects.wishes.size(side, monitor.slot, monitor.bufferSize[side]);
    }

    /** The buffer of a side that is read, with everybody who reads it at the place where it begins for him. */
    StreamBuffer prepare(int flow, int side) {
        final FlowObjects objects = worker.objects(flow);
        final StreamBuffer stream = stream(flow, side, objects);
        final long readers = readers(flow, side, objects);
        for (MonitorSocket monitor : worker.monitors.streams()) {
            if ((readers & 1L << monitor.slot) != 0) {
                cursor(stream, side, monitor, objects);
            }
        }
        return stream;
    }

    /**
     * Stores payload.
     *
     * @param readers slots of those who read the side, 1 or more
     * @return what happened, bits of {@link StreamBuffer}
     */
    int write(int flow, int side, long readers, Packet packet, long position, int captured, int length) {
        int stream = plain(flow, side);
        if (stream == PlainStreams.NONE) {
            stream = begin(flow, side, readers, worker.objectsOrNull(flow));
        }
        return stream != PlainStreams.NONE && readers == 1L << plain.reader(stream) && captured == length
            && plain.append(stream, position, packet.segment(), packet.offset() + packet.payloadOffset(), length)
            ? StreamBuffer.STORED | StreamBuffer.NEW_DATA : buffer(flow, side, packet, position, captured, length);
    }

    /** Stores payload where a plain stream is not enough. */
    private int buffer(int flow, int side, Packet packet, long position, int captured, int length) {
        final StreamBuffer stream = prepare(flow, side);
        writingFlow = flow;
        writingSide = side;
        final long from = packet.offset() + packet.payloadOffset();
        int result = stream.write(position, packet.segment(), from, captured);
        if ((result & StreamBuffer.BEYOND) != 0) {
            worker.teller.raise(flow, BuiltInEvent.ERROR.number(), Hook.NONE, side, true);
            result |= retry(stream, packet, position, from, captured);
        }
        if (captured < length && position + captured <= stream.expected()) {
            stream.skipTo(position + length);
        }
        return result;
    }

    /** Payload beyond the window: taken after all if what is missing before it will not come any more. */
    private int retry(StreamBuffer stream, Packet packet, long position, long from, int captured) {
        if (worker.isHeard(writingFlow, writingSide)) {
            return 0;
        }
        int result = StreamBuffer.BEYOND;
        while ((result & StreamBuffer.BEYOND) != 0 && stream.skipGap() > 0) {
            result = stream.write(position, packet.segment(), from, captured);
        }
        return result & ~StreamBuffer.BEYOND;
    }

    @Override
    public void overrun(StreamBuffer stream, StreamCursor cursor, long bytes) {
        worker.teller.raiseFor(writingFlow, BuiltInEvent.ERROR.number(), writingSide, cursor);
    }

    @Override
    public void evicted(StreamBuffer stream) {
        final int flow = (int) (stream.owner() >>> 1);
        final int side = (int) (stream.owner() & 1);
        final FlowObjects objects = worker.objectsOrNull(flow);
        if (objects != null && objects.streams[side] == stream) {
            worker.counters.payloadLost += unread(stream, side, objects);
        }
        worker.teller.raise(flow, BuiltInEvent.ERROR.number(), Hook.NONE, side, false);
        if (objects != null && objects.streams[side] == stream && isSpent(flow, side, stream, objects)) {
            release(objects, side);
            worker.table.set(flow, FlowWords.STATE, worker.word(flow, FlowWords.STATE) | FlowWords.SPENT << side);
        }
    }

    /** The same of a plain stream: it has gone, where everything in it was read and the next one would be the same. */
    private void evicted(int stream) {
        final int flow = plain.owner(stream) >>> 1;
        final int side = plain.owner(stream) & 1;
        if (plain.position(stream) < plain.expected(stream)) {
            evicted(stream(flow, side, worker.objects(flow)));
            return;
        }
        worker.teller.raise(flow, BuiltInEvent.ERROR.number(), Hook.NONE, side, false);
        if (plain(flow, side) == stream && isSpent(flow, side, stream, worker.objectsOrNull(flow))) {
            plain.end(stream);
            plain(flow, side, PlainStreams.NONE);
            worker.table.set(flow, FlowWords.STATE, worker.word(flow, FlowWords.STATE) | FlowWords.SPENT << side);
        }
    }

    private boolean isSpent(int flow, int side, int stream, FlowObjects objects) {
        final long readers = readers(flow, side, objects);
        return plain.expected(stream) == worker.expected(flow, side)
            && plain.capacity(stream) == bufferSize(readers, side, objects)
            && plain.policy(stream) == policy(readers, side, objects);
    }

    /** Bytes up to a position will not come any more; false if nobody can read more for that. */
    boolean skip(int flow, int side, long position) {
        if (plain(flow, side) != PlainStreams.NONE) {
            stream(flow, side, worker.objects(flow));
        }
        final StreamBuffer stream = buffer(flow, side);
        if (stream == null) {
            return false;
        }
        final long before = stream.expected();
        stream.skipTo(position);
        return stream.expected() > before;
    }

    /** How many bytes, that came in order, the slowest reader has not read; those that were counted before are not among them. */
    private static long unread(StreamBuffer stream, int side, FlowObjects objects) {
        long position = stream.expected();
        if (objects.cursors[side] != null) {
            for (StreamCursor cursor : objects.cursors[side]) {
                position = cursor == null ? position : Math.min(position, cursor.position());
            }
        }
        if (objects.evicted == null) {
            objects.evicted = new long[2];
        }
        final long lost = stream.expected() - Math.max(position, objects.evicted[side]);
        objects.evicted[side] = stream.expected();
        return Math.max(0, lost);
    }

    /** Whether a buffer that had to give up its bytes need not be kept: the next one would be the same. */
    private boolean isSpent(int flow, int side, StreamBuffer stream, FlowObjects objects) {
        final long readers = readers(flow, side, objects);
        return stream.isSpent() && stream.expected() == worker.expected(flow, side)
            && stream.capacity() == bufferSize(readers, side, objects)
            && stream.policy() == policy(readers, side, objects);
    }

    /** Gives up what a flow has. */
    void release(int flow) {
        release(flow, 0);
        release(flow, 1);
    }

    /** Gives up what a side has received. */
    void release(int flow, int side) {
        final int number = plain(flow, side);
        if (number != PlainStreams.NONE) {
            plain.end(number);
            plain(flow, side, PlainStreams.NONE);
        }
        final FlowObjects objects = worker.objectsOrNull(flow);
        if (objects != null) {
            release(objects, side);
        }
    }

    private void release(FlowObjects objects, int side) {
        final StreamBuffer stream = objects.streams[side];
        if (stream != null) {
            worker.counters.payloadLost += stream.refused() + stream.skipped();
            stream.recycle();
            objects.streams[side] = null;
            if (spare.size() < MOST_SPARE) {
                spare.push(stream);
            }
        }
        if (objects.cursors[side] != null) {
            Arrays.fill(objects.cursors[side], null);
        }
    }

    /** One application reads a side no more. */
    void leave(int flow, int side, int slot) {
        final int number = plain(flow, side);
        if (number != PlainStreams.NONE && plain.reader(number) == slot) {
            stream(flow, side, worker.objects(flow));
        }
        final FlowObjects objects = worker.objectsOrNull(flow);
        final StreamCursor cursor = objects == null ? null : objects.cursor(side, slot);
        if (cursor != null && objects.streams[side] != null) {
            objects.streams[side].remove(cursor);
            objects.cursor(side, slot, null);
        }
    }

    long memory() {
        return pool.used();
    }

    @Override
    public void close() {
        pool.close();
    }
}
