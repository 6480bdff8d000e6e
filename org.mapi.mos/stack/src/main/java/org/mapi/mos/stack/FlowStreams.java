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
    private int writingFlow;
    private int writingSide;

    FlowStreams(Worker worker, long budget) {
        this.worker = worker;
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
        return view.of(stream, cursor(stream, side, monitor, objects), monitor.overlap[side]);
    }

    /** The buffer of a side; made if there is none. */
    private StreamBuffer stream(int flow, int side, FlowObjects objects) {
        StreamBuffer stream = objects.streams[side];
        if (stream == null) {
            stream = spare.isEmpty() ? new StreamBuffer(pool) : spare.pop();
            final long readers = readers(flow, side, objects);
            stream.open(worker.firstSequence(flow, 1 - side), bufferSize(readers, side), policy(readers, side), this);
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
        return objects == null ? slots : slots & ~objects.stopped[side];
    }

    /** Which bytes win: as the first of the readers wants it. */
    private org.mapi.core.tracking.stream.OverlapPolicy policy(long readers, int side) {
        for (MonitorSocket monitor : worker.monitors.streams()) {
            if ((readers & 1L << monitor.slot) != 0) {
                return StreamView.tracking(monitor.overlap[side]);
            }
        }
        return StreamView.tracking(OverlapPolicy.FIRST);
    }

    /** The largest buffer that one of the readers wants for a side. */
    private int bufferSize(long readers, int side) {
        int size = 1;
        for (MonitorSocket monitor : worker.monitors.streams()) {
            if ((readers & 1L << monitor.slot) != 0) {
                size = Math.max(size, monitor.bufferSize[side]);
            }
        }
        return size;
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
        worker.counters.payloadLost++;
        final int flow = (int) (stream.owner() >>> 1);
        final int side = (int) (stream.owner() & 1);
        worker.teller.raise(flow, BuiltInEvent.ERROR.number(), Hook.NONE, side, false);
        final FlowObjects objects = worker.objectsOrNull(flow);
        if (objects != null && objects.streams[side] == stream && isSpent(flow, side, stream, objects)) {
            release(objects, side);
            worker.table.set(flow, FlowWords.STATE, worker.word(flow, FlowWords.STATE) | FlowWords.SPENT << side);
        }
    }

    /** Whether a buffer that had to give up its bytes need not be kept: the next one would be the same. */
    private boolean isSpent(int flow, int side, StreamBuffer stream, FlowObjects objects) {
        final long readers = readers(flow, side, objects);
        return stream.isSpent() && stream.expected() == worker.expected(flow, side)
            && stream.capacity() == bufferSize(readers, side) && stream.policy() == policy(readers, side);
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
