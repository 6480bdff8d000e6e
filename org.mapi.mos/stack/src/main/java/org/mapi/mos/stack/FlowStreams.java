package org.mapi.mos.stack;

import java.util.ArrayDeque;
import java.util.Arrays;
import org.mapi.core.tracking.stream.BlockPool;
import org.mapi.core.tracking.stream.StreamBuffer;
import org.mapi.core.tracking.stream.StreamCursor;
import org.mapi.core.tracking.stream.StreamListener;
import org.mapi.mos.BuiltInEvent;
import org.mapi.mos.Errno;
import org.mapi.mos.Hook;
import org.mapi.mos.MosException;
import org.mapi.mos.OverlapPolicy;
import org.mapi.packet.Packet;

/** The receive buffers of a worker's flows: made where somebody reads, at the first payload or the first look. */
final class FlowStreams implements StreamListener, AutoCloseable {
    private static final int MOST_SPARE = 4096;

    private final Worker worker;
    private final BlockPool pool;
    private final ArrayDeque<StreamBuffer> spare = new ArrayDeque<>();
    private final long budget;
    private int writingFlow;
    private int writingSide;

    FlowStreams(Worker worker, long budget) {
        this.worker = worker;
        this.budget = budget;
        pool = new BlockPool(budget, BlockPool.DEFAULT_BLOCK);
    }

    /** What an application sees of a side's received bytes. */
    StreamView view(int flow, int side, MonitorSocket monitor, StreamView view) {
        if (!monitor.buffering.includes(FlowWords.sideOf(side))) {
            throw new MosException(Errno.EINVAL, "application " + monitor.options.name() + " does not buffer what side "
                + FlowWords.sideOf(side) + " receives, expected buffers to include it");
        }
        final FlowObjects objects = worker.objects(flow);
        if ((objects.stopped[side] & 1L << monitor.slot) != 0) {
            throw new MosException(Errno.EINVAL, "application " + monitor.options.name() + " has stopped monitoring side "
                + FlowWords.sideOf(side));
        }
        final StreamBuffer stream = stream(flow, side, objects);
        final boolean ended = (objects.unread(side) & 1L << monitor.slot) != 0;
        return view.of(this, flow, side, monitor, stream, ended ? null : cursor(stream, side, monitor, objects));
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
            leave(objects, side, monitor.slot);
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

    /** The buffer of a side; made if there is none. */
    private StreamBuffer stream(int flow, int side, FlowObjects objects) {
        StreamBuffer stream = objects.streams[side];
        if (stream == null) {
            stream = spare.isEmpty() ? new StreamBuffer(pool) : spare.pop();
            final long readers = readers(flow, side, objects);
            stream.open(worker.firstSequence(flow, 1 - side), bufferSize(readers, side, objects),
                policy(readers, side, objects), this);
            stream.owner((long) flow << 1 | side);
            final long expected = worker.expected(flow, side);
            final long state = worker.word(flow, FlowWords.STATE);
            if ((state & FlowWords.SPENT << side) != 0) {
                stream.begin(expected);
                worker.table.set(flow, FlowWords.STATE, state & ~(FlowWords.SPENT << side));
            } else if (expected > 0) {
                stream.skipTo(expected);
                stream.discard(expected);
            }
            objects.stream(side, stream);
        }
        return stream;
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
                return StreamView.tracking(objects.wishes == null ? monitor.overlap[side]
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
        return objects.wishes == null ? monitor.bufferSize[side]
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
     * @return what happened, bits of {@link StreamBuffer}
     */
    int write(int flow, int side, Packet packet, long position, int captured, int length) {
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
    void release(FlowObjects objects) {
        for (int side = 0; side < 2; side++) {
            release(objects, side);
        }
    }

    /** Gives up the buffer of a side. */
    void release(FlowObjects objects, int side) {
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
    void leave(FlowObjects objects, int side, int slot) {
        final StreamCursor cursor = objects.cursor(side, slot);
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
