package org.mapi.mos.stack;

import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.mapi.capture.FilterCompiler;
import org.mapi.core.tracking.FlowColumn;
import org.mapi.core.tracking.FlowEnd;
import org.mapi.core.tracking.FlowHash;
import org.mapi.core.tracking.FlowKey;
import org.mapi.core.tracking.FlowTable;
import org.mapi.core.tracking.FlowTableOptions;
import org.mapi.mos.CloseReason;
import org.mapi.mos.Errno;
import org.mapi.mos.MonitorApplication;
import org.mapi.mos.MonitorOptions;
import org.mapi.mos.MosException;
import org.mapi.mos.Side;
import org.mapi.mos.SourceOptions;
import org.mapi.packet.IpProtocol;
import org.mapi.packet.Packet;

/**
 * Follows the flows of the packets it is given, and tells the applications. Confined to one thread; only what is {@link
 * #posted()} may come from any other.
 */
final class Worker implements AutoCloseable {
    /** Timeout class of connections that are not established; these give way first. */
    static final int HALF_OPEN = 0;
    /** Timeout class of established connections and of pseudo-flows. */
    static final int OPEN = 1;
    /** Timeout class of closed connections that wait for late packets. */
    static final int WAITING = 2;
    /** Timeout class of connections whose numbers are translated: forgotten, they would break. */
    static final int TRANSLATED = 3;
    /** Timeout class of closed connections whose numbers are translated: their ends may still repeat something. */
    static final int LINGERING = 4;
    /** How many timeout classes there are. */
    static final int CLASSES = 5;

    /** How long idle connections are kept whose numbers are translated (RFC 5382 asks it of NATs). */
    private static final long TRANSLATED_TIMEOUT = 7_440_000_000_000L;
    /** How long both ends of a connection may repeat something after its end. */
    private static final long LINGERING_TIMEOUT = 60_000_000_000L;
    /** Numbers of monitors are unique in the process. */
    private static final AtomicInteger IDENTITIES = new AtomicInteger();
    /** Copies of frames may take so much beside the memory for payload. */
    private static final int FRAMES_SHARE = 4;
    private static final long EXPIRY_STEP = 1_000_000;
    private static final int EXPIRY_LIMIT = 1000;

    final EventForest events;
    final WorkerCounters counters = new WorkerCounters();
    final WorkerTimers timers = new WorkerTimers();
    final Monitors monitors = new Monitors();
    final FlowStreams streams;
    /** Copies of the last frames of sides. */
    final FrameMemory frames;
    final FlowTable table;
    final Teller teller;
    final Succession succession = new Succession(this);

    private final int number;
    private final String source;
    private final SourceOptions options;
    private final FilterCompiler compiler;
    private final FlowKey key = new FlowKey(FlowKey.VLAN);
    private final FlowColumn<FlowObjects> column = new FlowColumn<>();
    private final ArrayDeque<FlowObjects> spare = new ArrayDeque<>();
    /** Null where fragments are not put together. */
    private final Datagrams datagrams;
    private final FrameEdit edit;
    private final ChecksumCheck checksums;
    private final PacketView view;
    private final TcpFlows tcp;
    private final PseudoFlows pseudo;
    private final PostedChanges posted = new PostedChanges();
    private final Gate gate;
    private Output output;
    private long now = Long.MIN_VALUE;
    private long expiredAt = Long.MIN_VALUE;
    private boolean held;
    private int datagram = FragmentHold.NONE;
    private final BitSet keys = new BitSet();
    /** The flow of the packet at hand and what it has, so that they need not be looked up at every step. */
    private int handy = FlowTable.NONE;
    private FlowObjects handyObjects;
    private long[] handyWords;
    private int handyBase;

    /**
     * A worker without applications.
     *
     * @param number   of the worker in its source
     * @param source   the source's name
     * @param options  how flows are followed
     * @param compiler of filters; null if there is none
     * @param events   the user-defined events of the stack
     * @param gate     lets one thread at a time in
     */
    Worker(int number, String source, SourceOptions options, FilterCompiler compiler, EventForest events, Gate gate) {
        this(number, source, options, compiler, events, gate, false);
    }

    /**
     * A worker without applications, whose frames go on if it is inline.
     *
     * @param inline whether what applications do to frames has an effect
     */
    Worker(int number, String source, SourceOptions options, FilterCompiler compiler, EventForest events, Gate gate,
            boolean inline) {
        this.number = number;
        this.source = source;
        this.options = options;
        this.compiler = compiler;
        this.events = events;
        this.gate = gate;
        final long idle = options.idleTimeout().toNanos();
        final long wait = Math.max(1, options.timeWait().toNanos());
        table = new FlowTable(new FlowTableOptions(options.maximumFlows())
            .words(inline ? FlowWords.INLINE_COUNT : FlowWords.COUNT)
            .idleTimeouts(idle, idle, wait, Math.max(idle, TRANSLATED_TIMEOUT), Math.max(wait, LINGERING_TIMEOUT))
            .evictFirst(HALF_OPEN).hash(FlowHash.random()), this::ended);
        streams = new FlowStreams(this, options.memoryBudget());
        frames = new FrameMemory(options.memoryBudget() / FRAMES_SHARE);
        edit = new FrameEdit(inline);
        checksums = new ChecksumCheck(options.checksums(), counters, edit);
        datagrams = options.defragment() ? new Datagrams(edit, counters) : null;
        view = new PacketView(edit);
        teller = new Teller(this, view);
        tcp = new TcpFlows(this, options, view);
        edit.translator(tcp.translator());
        pseudo = new PseudoFlows(this, view);
    }

    int number() {
        return number;
    }

    String source() {
        return source;
    }

    FilterCompiler compiler() {
        return compiler;
    }

    long now() {
        return now == Long.MIN_VALUE ? 0 : now;
    }

    PacketView packet() {
        return view;
    }

    FrameEdit edit() {
        return edit;
    }

    /** The connection whose packet is at hand. */
    int atHand() {
        return tcp.atHand();
    }

    Translator translator() {
        return tcp.translator();
    }

    boolean isInline() {
        return edit.isInline();
    }

    static int takeId() {
        return IDENTITIES.incrementAndGet();
    }

    int takeKeyNumber() {
        final int free = keys.nextClearBit(0);
        keys.set(free);
        return free;
    }

    /** Numbers of keys whose values are gone everywhere. */
    void giveKeyNumbers(List<ValueKey<?>> gone) {
        gone.forEach(one -> keys.clear(one.number));
    }

    // ---- applications ---------------------------------------------------------------------------------------------------------

    /** What shall be done between two batches, on the worker's thread. */
    PostedChanges posted() {
        return posted;
    }

    /** Refuses calls from threads that are not inside. */
    void requireOwnThread() {
        if (!gate.isMine()) {
            throw new MosException(Errno.EPERM, "called on thread " + Thread.currentThread().getName()
                + " outside of a callback, expected a callback or attach of source " + source);
        }
    }

    void output(Output newOutput) {
        output = newOutput;
    }

    Output output() {
        if (output == null) {
            throw new MosException(Errno.EPERM, "source " + source + " is passive: it sends nothing");
        }
        return output;
    }

    /** Attaches an application: to flows that begin from now on, to existing ones too if it wants. */
    MonitorSocket attach(MonitorApplication application, MonitorOptions how) {
        final MonitorSocket monitor = admit(application, how);
        succession.join(monitor, 0, Integer.MAX_VALUE);
        return monitor;
    }

    /** Attaches an application to flows that begin from now on. */
    MonitorSocket admit(MonitorApplication application, MonitorOptions how) {
        if (!application.isFor(number)) {
            return MonitorSocket.nowhere(this, application, how);
        }
        final int slot = monitors.takeSlot();
        MonitorSocket monitor = null;
        try {
            monitor = new MonitorSocket(takeId(), slot, this, application, how);
            application.attach(monitor);
        } catch (Throwable fault) {
            timers.removeAll(monitor);
            giveKeyNumbers(monitor == null ? List.of() : monitor.keys);
            monitors.giveSlot(slot);
            throw fault;
        }
        monitor.firstFlow = table.inserted() + 1;
        monitors.add(monitor);
        return monitor;
    }

    /** Keeps nothing of the application that was called last; between batches. */
    void forgetCaller() {
        teller.forgetCaller();
    }

    /** The application that was called last, a guess when asked from outside. */
    String caller() {
        return teller.caller();
    }

    /** Puts an application in another's place. */
    MonitorSocket replace(MonitorSocket old, MonitorApplication application, MonitorOptions how) {
        if (old.isNowhere()) {
            return attach(application, how);
        }
        if (!application.isFor(number)) {
            detach(old);
            return MonitorSocket.nowhere(this, application, how);
        }
        final MonitorSocket next = succession.replace(old, application, how);
        succession.handOver(next, 0, Integer.MAX_VALUE);
        return next;
    }

    /** Detaches an application: its values are released, then it is told. */
    void detach(MonitorSocket monitor) {
        detach(monitor, 0, Integer.MAX_VALUE);
    }

    /** The same in steps, see {@link Succession#detach}. */
    int detach(MonitorSocket monitor, int from, int most) {
        return monitor.isNowhere() ? FlowTable.NONE : succession.detach(monitor, from, most);
    }

    /** An application wants no more of a side, or of both: then nothing of the flow. */
    void stop(int flow, MonitorSocket monitor, Side which) {
        final long bit = 1L << monitor.slot;
        if ((word(flow, FlowWords.MONITORS) & bit) == 0) {
            return;
        }
        final FlowObjects objects = objects(flow);
        for (int side = 0; side < 2; side++) {
            if (which == Side.BOTH || which.number() == side) {
                objects.stop(side, bit);
                streams.leave(flow, side, monitor.slot);
            }
        }
        if ((objects.stopped[0] & objects.stopped[1] & bit) != 0) {
            succession.leave(flow, monitor);
        }
    }

    // ---- packets --------------------------------------------------------------------------------------------------------------

    /** Does what was posted. Between batches. */
    void betweenBatches() {
        posted.run();
    }

    /** Lets the clock advance without a packet. */
    void advance(long time) {
        if (now == Long.MIN_VALUE) {
            timers.begin(time);
        }
        now = Math.max(now, time);
        if (timers.isDue(now)) {
            timers.fire(now);
        }
        if (now - expiredAt >= EXPIRY_STEP || expiredAt == Long.MIN_VALUE) {
            expiredAt = now;
            while (table.expire(now, EXPIRY_LIMIT) == EXPIRY_LIMIT) {
                Thread.onSpinWait();
            }
            if (datagrams != null) {
                datagrams.expire(now);
            }
        }
    }

    /**
     * Does everything for a packet.
     *
     * @param packet the packet; not kept
     * @param device 0, or 1 for the second device of an inline source
     */
    void process(Packet packet, int device) {
        counters.packets++;
        counters.bytes += packet.wireLength();
        advance(packet.timestamp());
        edit.begin();
        held = false;
        datagram = FragmentHold.NONE;
        final MonitorSocket[] frames = monitors.packets();
        if (frames.length > 0) {
            view.move(packet, Side.BOTH, device, 0);
            for (MonitorSocket monitor : frames) {
                teller.frame(monitor, packet);
            }
        }
        if (datagrams != null && packet.isFragment()) {
            fragment(packet, device);
        } else {
            follow(packet, device);
        }
        if (output != null) {
            output.endFlows();
        }
    }

    /** A fragment: held by an inline source, until its datagram is whole. */
    private void fragment(Packet packet, int device) {
        final Packet whole = datagrams.add(packet, device);
        held = fragments() != null;
        datagram = whole == null ? FragmentHold.NONE : datagrams.number();
        if (whole == null) {
            counters.fragmentsKept++;
        } else {
            follow(whole, device);
        }
    }

    /** Fragments that wait, null if frames do not go on. */
    FragmentHold fragments() {
        return datagrams == null ? null : datagrams.hold();
    }

    /** Whether the packet at hand was a fragment and is held. */
    boolean isHeld() {
        return held;
    }

    /** The datagram that was completed by the packet at hand; {@link FragmentHold#NONE} if it was no fragment or not the last. */
    int datagram() {
        return datagram;
    }

    /** The identification of that datagram. */
    int identification() {
        return datagrams.identification();
    }

    /** Says whether new data is told of after each batch instead of after each packet. */
    void batched(boolean on) {
        tcp.batched(on);
    }

    /** A batch of packets is over: what waited for that is told now. */
    void endBatch() {
        tcp.endBatch();
        if (output != null) {
            output.endFlows();
        }
    }

    private void follow(Packet packet, int device) {
        if (!key.set(packet) || monitors.isEmpty() && table.size() == 0) {
            counters.unmonitored++;
            return;
        }
        final int protocol = key.protocol();
        final boolean isTcp = protocol == IpProtocol.TCP;
        if (!isTcp && !(options.pseudoFlows() && PseudoFlows.handles(protocol)) || key.isFragment()
            || isTcp && packet.transportHeaderLength() < 20) {
            counters.unmonitored++;
            return;
        }
        // Looked up before the checksum, which needs nothing of it: the processor waits for one while it works on the other.
        final int flow = table.find(key);
        if (!checksums.isIntact(packet)) {
            counters.badChecksum++;
        } else {
            view.move(packet, Side.BOTH, device, 0);
            if (isTcp) {
                tcp.process(packet, key, flow);
            } else {
                pseudo.process(packet, key, flow);
            }
        }
    }

    // ---- flows ----------------------------------------------------------------------------------------------------------------

    long word(int flow, int at) {
        return flow == handy ? handyWords[handyBase + at] : table.get(flow, at);
    }

    long id(int flow) {
        return (table.id(flow) - 1) * options.workers() + number + 1;
    }

    Endpoints endpoints(Endpoints into, int flow) {
        return into.of(table, flow, word(flow, FlowWords.STATE));
    }

    /** The same where one side is taken for the client. */
    Endpoints endpoints(Endpoints into, int flow, int client) {
        return into.of(table, flow, word(flow, FlowWords.STATE) ^ (client == 0 ? 0 : FlowWords.CLIENT_IS_HIGHER));
    }

    FlowObjects objectsOrNull(int flow) {
        return flow == handy ? handyObjects : find(flow, word(flow, FlowWords.STATE));
    }

    private FlowObjects find(int flow, long state) {
        return (state & FlowWords.OBJECTS) == 0 ? null : column.get(flow);
    }

    /** A packet of a flow is at hand. */
    void takeUp(int flow, long[] words, int base) {
        handy = flow;
        if (handyWords != words) {
            handyWords = words;
        }
        handyBase = base;
        handyObjects = find(flow, words[base + FlowWords.STATE]);
    }

    FlowObjects objects(int flow) {
        FlowObjects objects = objectsOrNull(flow);
        if (objects == null) {
            objects = spare.isEmpty() ? new FlowObjects() : spare.pop();
            column.set(flow, objects);
            handyObjects = flow == handy ? objects : handyObjects;
            table.set(flow, FlowWords.STATE, word(flow, FlowWords.STATE) | FlowWords.OBJECTS);
        }
        return objects;
    }

    int firstSequence(int flow, int side) {
        return TcpEmulation.firstSequence(table.memory(flow), table.base(flow), side);
    }

    long expected(int flow, int side) {
        return word(flow, FlowWords.side(side) + FlowWords.EXPECTED);
    }

    /** Whether a side has ever been heard of. */
    boolean isHeard(int flow, int side) {
        return TcpEmulation.isKnown(table.memory(flow), table.base(flow), side);
    }

    /** Keeps a copy of a frame, if there is room, as the last one of its sender. */
    void record(int flow, Packet packet, int device, int sender, long position) {
        final boolean important = table.timeoutClass(flow) != HALF_OPEN;
        final FlowObjects had = objectsOrNull(flow);
        RecordedFrame frame = had == null ? null : had.frames[sender];
        if (frame == null && frames.hasRoom(packet.captureLength(), important)) {
            frame = new RecordedFrame(frames);
            objects(flow).frame(sender, frame);
        }
        if (frame != null) {
            frame.record(packet, device, position, important);
        }
    }

    /** A flow begins with the packet at hand. */
    int insert(FlowKey flowKey, long slots, int timeoutClass, long flags) {
        final int flow = table.insert(flowKey, timeoutClass, now);
        table.set(flow, FlowWords.MONITORS, slots);
        table.set(flow, FlowWords.STATE, (flowKey.direction() == 1 ? FlowWords.CLIENT_IS_HIGHER : 0) | flags);
        table.set(flow, FlowWords.side(0) + FlowWords.FIN, FlowWords.NO_FIN);
        table.set(flow, FlowWords.side(1) + FlowWords.FIN, FlowWords.NO_FIN);
        for (MonitorSocket monitor : monitors.streams()) {
            if ((slots & 1L << monitor.slot) != 0) {
                monitor.flows++;
            }
        }
        return flow;
    }

    private void ended(int flow, FlowEnd end) {
        final CloseReason reason = switch (end) {
            case IDLE -> {
                counters.flowsTimedOut++;
                final int timeoutClass = table.timeoutClass(flow);
                yield timeoutClass == WAITING || timeoutClass == LINGERING ? CloseReason.FIN : CloseReason.TIMEOUT;
            }
            case EVICTED -> {
                counters.flowsEvicted++;
                yield CloseReason.EVICTED;
            }
            case FLUSHED -> CloseReason.STOPPED;
        };
        end(flow, reason, 0, false);
    }

    /** A flow is over: its applications hear of it, and it leaves the table. */
    void remove(int flow, CloseReason reason, int firstSide, boolean withPacket) {
        end(flow, reason, firstSide, withPacket);
        table.remove(flow);
    }

    private void end(int flow, CloseReason reason, int firstSide, boolean withPacket) {
        if ((word(flow, FlowWords.STATE) & FlowWords.PSEUDO) == 0) {
            tcp.end(flow, reason, firstSide, withPacket);
        } else {
            table.set(flow, FlowWords.STATE, FlowWords.withReason(word(flow, FlowWords.STATE), reason));
            pseudo.end(flow, withPacket);
        }
        final long slots = word(flow, FlowWords.MONITORS);
        final FlowObjects objects = objectsOrNull(flow);
        for (MonitorSocket monitor : monitors.streams()) {
            if ((slots & 1L << monitor.slot) != 0) {
                monitor.flows--;
                if (objects != null) {
                    Succession.releaseValues(objects, monitor);
                }
            }
        }
        table.set(flow, FlowWords.STATE, word(flow, FlowWords.STATE) & ~FlowWords.RESETTING);
        if (word(flow, FlowWords.STREAMS) != 0 || objects != null) {
            streams.release(flow);
        }
        if (flow == handy) {
            handy = FlowTable.NONE;
        }
        if (objects != null) {
            objects.clear();
            column.set(flow, null);
            spare.push(objects);
        }
    }

    /** Adds what it has done. */
    void count(WorkerCounters into) {
        counters.fragmentsLost = datagrams == null ? 0 : datagrams.lost();
        counters.flowsStarted = table.inserted();
        counters.flowsNow = table.size();
        counters.memoryNow = streams.memory() + frames.used();
        counters.withheld = fragments() == null ? 0 : fragments().withheld();
        into.add(counters);
    }

    /** Ends all flows. */
    void endAll() {
        table.removeAll();
        if (fragments() != null) {
            fragments().clear();
        }
        if (output != null) {
            output.endFlows();
        }
    }

    @Override
    public void close() {
        endAll();
        streams.close();
        if (datagrams != null) {
            datagrams.close();
        }
    }
}
