package org.mapi.stdflib.extra.cooking;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import org.mapi.core.tracking.FlowColumn;
import org.mapi.core.tracking.FlowEnd;
import org.mapi.core.tracking.FlowKey;
import org.mapi.core.tracking.FlowTable;
import org.mapi.core.tracking.FlowTableOptions;
import org.mapi.core.tracking.fragment.Defragmenter;
import org.mapi.core.tracking.fragment.DefragmenterOptions;
import org.mapi.core.tracking.stream.BlockPool;
import org.mapi.core.tracking.stream.StreamBuffer;
import org.mapi.core.tracking.stream.StreamListener;
import org.mapi.function.Downstream;
import org.mapi.function.FunctionInstance;
import org.mapi.function.InstanceContext;
import org.mapi.function.StateReader;
import org.mapi.function.StateWriter;
import org.mapi.packet.IpProtocol;
import org.mapi.packet.Packet;
import org.mapi.packet.PacketCursor;
import org.mapi.packet.TcpFlags;
import org.mapi.result.CookingCounters;
import org.mapi.result.ResultBlock;
import org.mapi.result.ResultLayout;

/** Holds segments back and passes blocks on. */
final class CookingInstance implements FunctionInstance, StreamListener {
    private static final int LIVE = 0;
    private static final int WAITING = 1;
    private static final int TCP_HEADER = 20;
    private static final int CLIENT_SIDE = 1;
    private static final int SERVER_SIDE = 2;
    private static final long LEAST_WINDOW = 256 << 10;
    private static final int MOST_AT_ONCE = 10_000;
    private static final int MOST_TRIES = 4;
    private static final ResultLayout<CookingCounters> LAYOUT = ResultLayout.of(CookingCounters.class);
    private static final String[] NAMES = {"segments", "connections", "blocks", "bytes", "missing", "repeated", "inconsistent",
        "refused", "lost", "evicted", "waiting", "waitingBytes"};

    private final int threshold;
    private final long timeout;
    private final boolean once;
    private final int wanted;
    private final int mostConnections;
    private final long memory;
    private final int[] offsets = new int[NAMES.length];
    private final FlowKey key = new FlowKey(FlowKey.VLAN);
    private final FlowColumn<CookedConnection> connections = new FlowColumn<>();
    private final ArrayDeque<CookedConnection> spare = new ArrayDeque<>();
    private Arena arena;
    private BlockPool pool;
    private Defragmenter defragmenter;
    private FlowTable table;
    private final PacketCursor cursor = new PacketCursor();
    private Downstream downstream;
    private MemorySegment block;
    private long time;
    private long number;
    private int waiting;
    private long segments;
    private long begun;
    private long blocks;
    private long bytes;
    private long missing;
    private long repeated;
    private long inconsistent;
    private long refused;
    private long lost;
    private long evicted;

    CookingInstance(int threshold, long timeout, boolean once, int wanted, int mostConnections, long memory) {
        this.threshold = threshold;
        this.timeout = timeout;
        this.once = once;
        this.wanted = wanted;
        this.mostConnections = mostConnections;
        this.memory = memory;
        for (int i = 0; i < NAMES.length; i++) {
            offsets[i] = LAYOUT.offset(NAMES[i]);
        }
    }

    @Override
    public void init(InstanceContext context) {
        downstream = context.downstream();
        arena = Arena.ofShared();
        block = arena.allocate(CookedSide.LONGEST, Long.BYTES);
        cursor.region(block);
        pool = new BlockPool(memory, BlockPool.DEFAULT_BLOCK);
        defragmenter = new Defragmenter(new DefragmenterOptions());
        table = new FlowTable(new FlowTableOptions(mostConnections).idleTimeouts(timeout, Long.MAX_VALUE), this::pushedOut);
    }

    // ---- segments -------------------------------------------------------------------------------------------------------------

    @Override
    public boolean process(Packet packet) {
        time = Math.max(time, packet.timestamp());
        number = packet.number();
        Packet segment = packet;
        if (packet.protocol() == IpProtocol.TCP && packet.isFragment()) {
            segment = defragmenter.add(packet);
            if (segment == null) {
                return false;
            }
        }
        if (segment.protocol() != IpProtocol.TCP || segment.transportOffset() < 0
            || segment.transportHeaderLength() < TCP_HEADER || !key.set(segment)) {
            return true;
        }
        segments++;
        if (waiting > 0) {
            passWaiting(MOST_TRIES);
        }
        final int direction = key.direction();
        final int flow = connection(segment, direction);
        final CookedConnection connection = connections.get(flow);
        take(connection, segment, direction);
        pass(flow, connection, direction);
        return false;
    }

    private int connection(Packet segment, int direction) {
        final long now = segment.timestamp();
        int flow = table.find(key);
        if (flow != FlowTable.NONE) {
            final CookedConnection known = connections.get(flow);
            if (!known.isOther(direction, segment.tcpFlags(), (int) segment.tcpSequence())) {
                known.timedOut = false;
                return table.touch(flow, now);
            }
            giveUp(flow);
            table.remove(flow);
        }
        flow = table.insert(key, LIVE, now);
        begun++;
        final CookedConnection connection = spare.isEmpty() ? new CookedConnection(pool, arena) : spare.pop();
        connection.begin(flow);
        connections.set(flow, connection);
        return flow;
    }

    private boolean isWanted(CookedConnection connection, int direction) {
        // What the client receives is what the server sends.
        return (wanted & (direction == connection.client() ? SERVER_SIDE : CLIENT_SIDE)) != 0;
    }

    private void take(CookedConnection connection, Packet segment, int direction) {
        final int flags = segment.tcpFlags();
        final int sequence = (int) segment.tcpSequence();
        connection.follow(direction, flags, sequence, (int) segment.tcpAcknowledgement());
        if (isWanted(connection, direction) && !connection.done) {
            final CookedSide side = connection.sides[direction];
            if (!side.isBegun()) {
                side.open(connection.firstByte(direction, flags, sequence), Math.max(LEAST_WINDOW, 4L * threshold), this);
            }
            store(side, segment, sequence + ((flags & TcpFlags.SYN) != 0 ? 1 : 0));
            if ((flags & TcpFlags.FIN) != 0) {
                side.end(side.stream.position(sequence) + segment.payloadWireLength());
            }
        }
        final CookedSide other = connection.sides[direction ^ 1];
        if ((flags & TcpFlags.ACK) != 0 && other.isBegun()) {
            skipAcknowledged(other.stream, (int) segment.tcpAcknowledgement());
        }
    }

    private void store(CookedSide side, Packet segment, int sequence) {
        final int length = segment.payloadLength();
        if (length == 0) {
            return;
        }
        side.headers(segment);
        final StreamBuffer stream = side.stream;
        final long position = stream.position(sequence);
        final long refusedBefore = stream.refused();
        int result = stream.write(position, segment.segment(), segment.offset() + segment.payloadOffset(), length);
        if ((result & (StreamBuffer.BEYOND | StreamBuffer.TOO_MANY_PIECES)) != 0 && stream.skipGap() > 0) {
            result |= stream.write(position, segment.segment(), segment.offset() + segment.payloadOffset(), length);
        }
        refused += stream.refused() - refusedBefore;
        if ((result & (StreamBuffer.REPEATED | StreamBuffer.OLD)) != 0) {
            repeated += length;
            inconsistent += stream.differingBytes();
        }
    }

    /** Bytes that the other side has got but that were not captured will not come. */
    private static void skipAcknowledged(StreamBuffer stream, int acknowledgement) {
        final long position = stream.position(acknowledgement);
        long gap = stream.gap();
        while (gap > 0 && position >= stream.expected() + gap) {
            stream.skipGap();
            gap = stream.gap();
        }
    }

    // ---- blocks ---------------------------------------------------------------------------------------------------------------

    /** Passes on what there is of this connection, first of the segment's own direction; the rest waits for room. */
    private void pass(int flow, CookedConnection connection, int direction) {
        final boolean all = pass(connection, direction, false) & pass(connection, direction ^ 1, false);
        final int timeoutClass = table.timeoutClass(flow);
        if (!all && timeoutClass == LIVE) {
            table.timeoutClass(flow, WAITING, time);
            waiting++;
        } else if (all && timeoutClass == WAITING) {
            waiting--;
            table.timeoutClass(flow, LIVE, time);
        }
    }

    private int block(CookedConnection connection, int direction) {
        final CookedSide side = connection.sides[direction];
        final int ready = side.ready(threshold, connection.isOver());
        final long passed = side.pass();
        missing += passed;
        return passed == 0 ? ready : side.ready(threshold, connection.isOver());
    }

    /** Passes the blocks of a direction on, as many as what follows has room for, or all; returns whether none is left. */
    private boolean pass(CookedConnection connection, int direction, boolean regardless) {
        final CookedSide side = connection.sides[direction];
        for (int ready = block(connection, direction); ready > 0; ready = block(connection, direction)) {
            if (side.isStuck()) {
                lost += side.drop();
                return true;
            }
            if (!regardless && downstream.capacity() <= 0) {
                return false;
            }
            blocks++;
            bytes += side.write(cursor, block, ready, time, number);
            downstream.pass(cursor.packet());
            if (once) {
                connection.done = true;
                lost += connection.sides[0].drop() + connection.sides[1].drop();
            }
        }
        return true;
    }

    /** Passes blocks on that have waited for room, those that have waited for longest first. */
    private void passWaiting(int connectionsAtMost) {
        int flow = table.first(WAITING);
        for (int i = 0; i < connectionsAtMost && flow != FlowTable.NONE && downstream.capacity() > 0; i++) {
            final int next = table.next(flow);
            final CookedConnection connection = connections.get(flow);
            pass(flow, connection, 0);
            if (connection.timedOut && table.timeoutClass(flow) == LIVE) {
                end(flow);
            }
            flow = next;
        }
    }

    // ---- ends -----------------------------------------------------------------------------------------------------------------

    @Override
    public void timer(long now) {
        defragmenter.expire(now);
        passWaiting(MOST_AT_ONCE);
        for (int i = 0; i < MOST_AT_ONCE; i++) {
            final int flow = table.first(LIVE);
            if (flow == FlowTable.NONE || now - table.seen(flow) < timeout) {
                return;
            }
            over(flow);
        }
    }

    /** Nothing more will come of a connection. */
    private void over(int flow) {
        final CookedConnection connection = connections.get(flow);
        connection.timedOut = true;
        pass(flow, connection, 0);
        if (table.timeoutClass(flow) == LIVE) {
            end(flow);
        }
    }

    private void end(int flow) {
        recycle(flow);
        table.remove(flow);
    }

    @Override
    public boolean drain() {
        int flow = table.first(LIVE);
        for (int i = 0; i < MOST_AT_ONCE && flow != FlowTable.NONE; i++) {
            over(flow);
            flow = table.first(LIVE);
        }
        passWaiting(MOST_AT_ONCE);
        return table.size() == 0;
    }

    /** Whatever room there is: a reader that has gone does not come back. */
    @Override
    public void end() {
        for (int flow = table.first(LIVE); flow != FlowTable.NONE; flow = table.first(LIVE)) {
            over(flow);
        }
        for (int flow = table.first(WAITING); flow != FlowTable.NONE; flow = table.first(WAITING)) {
            passRegardless(connections.get(flow));
            waiting--;
            end(flow);
        }
    }

    private void passRegardless(CookedConnection connection) {
        pass(connection, 0, true);
        pass(connection, 1, true);
    }

    /** A packet may complete blocks of both directions. */
    @Override
    public int capacity() {
        final int room = downstream.capacity();
        return room <= 1 ? room : room / 2;
    }

    /** The table needs the connection's place. */
    private void pushedOut(int flow, FlowEnd end) {
        evicted++;
        giveUp(flow);
    }

    /** The connection's place is needed: what is in order is passed on, as if it had ended. */
    private void giveUp(int flow) {
        final CookedConnection connection = connections.get(flow);
        connection.timedOut = true;
        passRegardless(connection);
        lost += connection.sides[0].drop() + connection.sides[1].drop();
        if (table.timeoutClass(flow) == WAITING) {
            waiting--;
        }
        recycle(flow);
    }

    private void recycle(int flow) {
        final CookedConnection connection = connections.get(flow);
        connections.set(flow, null);
        connection.recycle();
        spare.push(connection);
    }

    /** The pool needs a stream's memory. */
    @Override
    public void evicted(StreamBuffer stream) {
        evicted++;
        lost += connections.get((int) (stream.owner() >>> 1)).sides[(int) stream.owner() & 1].lose();
    }

    @Override
    public void cleanup() {
        if (arena != null) {
            arena.close();
        }
        if (pool != null) {
            pool.close();
        }
        if (defragmenter != null) {
            defragmenter.close();
        }
    }

    // ---- result ---------------------------------------------------------------------------------------------------------------

    private long counter(int index) {
        return switch (index) {
            case 0 -> segments;
            case 1 -> begun;
            case 2 -> blocks;
            case 3 -> bytes;
            case 4 -> missing;
            case 5 -> repeated;
            case 6 -> inconsistent;
            case 7 -> refused;
            case 8 -> lost;
            case 9 -> evicted;
            case 10 -> waiting;
            default -> pool.used();
        };
    }

    @Override
    public void publish(ResultBlock block) {
        for (int i = 0; i < offsets.length; i++) {
            block.setLong(offsets[i], counter(i));
        }
    }

    @Override
    public void reset() {
        segments = 0;
        begun = 0;
        blocks = 0;
        bytes = 0;
        missing = 0;
        repeated = 0;
        inconsistent = 0;
        refused = 0;
        lost = 0;
        evicted = 0;
    }

    @Override
    public void save(StateWriter state) {
        end();
        for (int i = 0; i < 10; i++) {
            state.putLong(counter(i));
        }
    }

    @Override
    public void restore(ResultBlock block, StateReader state) {
        segments = state.getLong();
        begun = state.getLong();
        blocks = state.getLong();
        bytes = state.getLong();
        missing = state.getLong();
        repeated = state.getLong();
        inconsistent = state.getLong();
        refused = state.getLong();
        lost = state.getLong();
        evicted = state.getLong();
    }
}
