package org.mapi.mos.stack;

import java.util.Arrays;
import org.mapi.mos.ByteStream;
import org.mapi.mos.CloseReason;
import org.mapi.mos.Errno;
import org.mapi.mos.EventFilter;
import org.mapi.mos.FlowCallback;
import org.mapi.mos.FlowContext;
import org.mapi.mos.FlowEndpoints;
import org.mapi.mos.FlowEvent;
import org.mapi.mos.FlowKey;
import org.mapi.mos.Hook;
import org.mapi.mos.MonitoredPacket;
import org.mapi.mos.MosException;
import org.mapi.mos.PacketOrder;
import org.mapi.mos.Registrations;
import org.mapi.mos.Side;
import org.mapi.mos.TcpState;
import org.mapi.mos.UserEvent;
import org.mapi.core.tracking.FlowTable;

/** The flow at the moment of an event; the worker's one object of this kind, moved from callback to callback. */
final class Context implements FlowContext {
    private static final int FIRST_RAISED = 8;
    private static final int ROOT = -1;
    private static final Hook[] HOOKS = Hook.values();

    private final Worker worker;
    private final Endpoints endpoints = new Endpoints();
    private final StreamView[] streams = {new StreamView(), new StreamView()};
    private final PacketView recorded = new PacketView(null);
    int flow = FlowTable.NONE;
    MonitorSocket monitor;
    /** Where the built-in event that is told of is registered, and its place there. */
    private DispatchTable table;
    private int root;
    /** The events on top of another one that are visited. */
    private EventNode[] level = EventNode.NO_CHILDREN;
    /** Which of them is told of, or whose filter is running; {@link #ROOT}: the built-in event. */
    private int place = ROOT;
    /** Numbers, as they change with each event: a reference that is stored costs more. */
    private int hook;
    private int side;
    private boolean packetPresent;
    /** Whether a filter is running. */
    private boolean filtering;
    private UserEvent[] raised = new UserEvent[FIRST_RAISED];
    private int raisedCount;
    /** Who has raised them, and at which of its calls: each call begins without. */
    private MonitorSocket raisedBy;
    private long raisedAt;
    /** The application has changed what it is told of this flow. */
    boolean changed;
    /** It wants no more of this side of the flow. */
    boolean gone;

    Context(Worker worker) {
        this.worker = worker;
    }

    /** Moves to a flow (or none), hook and side. */
    void move(int newFlow, Hook newHook, Side newSide, boolean withPacket) {
        flow = newFlow;
        hook = newHook.ordinal();
        side = newSide.number();
        packetPresent = withPacket;
        changed = false;
        gone = false;
    }

    /** Moves to an application. */
    void move(MonitorSocket newMonitor) {
        if (monitor != newMonitor) {
            monitor = newMonitor;
        }
    }

    /** Calls what an application has registered for one event, by the place of its bit, and for those on top of it. */
    void visit(DispatchTable registered, int bit) {
        if (table != registered) {
            table = registered;
        }
        root = bit;
        place = ROOT;
        final EventNode visited = registered.root(hook, bit);
        final FlowCallback callback = visited.callback();
        if (callback != null) {
            callback.on(this);
        }
        if (visited.children() != EventNode.NO_CHILDREN && !gone) {
            visitChildren(visited.children());
        }
    }

    /**
     * Their callbacks have a call of their own: the virtual machine learns which ones it meets there. Where we are is a number:
     * to store a reference for each event would cost more than the rest.
     */
    private void visitChildren(EventNode[] children) {
        if (level != children) {
            level = children;
        }
        for (int i = 0; i < children.length && !gone; i++) {
            final EventNode child = children[i];
            place = i;
            if (fires(child) && !gone) {
                final FlowCallback callback = child.callback();
                if (callback != null) {
                    callback.on(this);
                }
                if (child.children() != EventNode.NO_CHILDREN && !gone) {
                    visitChildren(child.children());
                    level = children;
                }
            }
        }
    }

    /** The event that is told of, or whose filter is running. */
    private EventNode node() {
        return place == ROOT ? table.root(hook, root) : level[place];
    }

    private boolean fires(EventNode child) {
        final EventFilter filter = child.filter();
        if (filter == null) {
            return isRaised(child.event());
        }
        if (child.event() instanceof DefinedEvent shared && shared.isShared()) {
            return firesShared(shared);
        }
        filtering = true;
        final boolean fires = filter.test(this);
        filtering = false;
        return fires;
    }

    /** An event of a definition that others made: what it throws is not the fault of the application that uses it. */
    private boolean firesShared(DefinedEvent event) {
        if (event.isQuarantined()) {
            return false;
        }
        filtering = true;
        try {
            return event.filter.test(this);
        } catch (Throwable fault) {
            worker.counters.applicationFaults++;
            event.fault(fault);
            return false;
        } finally {
            filtering = false;
        }
    }

    /** Whether an event that was allocated was raised while the application is told of this. */
    private boolean isRaised(FlowEvent wanted) {
        if (raisedBy == monitor && raisedAt == monitor.callbacks()) {
            for (int i = 0; i < raisedCount; i++) {
                if (raised[i] == wanted) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Keeps nothing of the application that was called last. */
    void forget() {
        recover();
        monitor = null;
        table = null;
        level = EventNode.NO_CHILDREN;
        place = ROOT;
        raisedBy = null;
        Arrays.fill(raised, null);
    }

    /** Forgets what an application that threw has left behind. */
    void recover() {
        filtering = false;
        raisedCount = 0;
    }

    private int requireFlow() {
        worker.requireOwnThread();
        if (flow == FlowTable.NONE) {
            throw new MosException(Errno.ENOTCONN, "event " + event().label() + " belongs to no flow");
        }
        return flow;
    }

    private long stateWord() {
        return worker.word(requireFlow(), FlowWords.STATE);
    }

    private static int number(Side receiver) {
        if (receiver == Side.BOTH) {
            throw new MosException(Errno.EINVAL, "side is BOTH, expected CLIENT or SERVER");
        }
        return receiver.number();
    }

    @Override
    public Registrations monitor() {
        return monitor;
    }

    @Override
    public FlowEvent event() {
        return filtering && node().event() instanceof UserEvent user ? user.base() : node().event();
    }

    @Override
    public Hook hook() {
        return HOOKS[hook];
    }

    @Override
    public Side side() {
        return FlowWords.sideOf(side);
    }

    @Override
    public long id() {
        return flow == FlowTable.NONE ? 0 : worker.id(flow);
    }

    @Override
    public long time() {
        return packetPresent ? worker.packet().time() : worker.now();
    }

    @Override
    public FlowEndpoints endpoints() {
        return worker.endpoints(endpoints, requireFlow());
    }

    @Override
    public TcpState state(Side wanted) {
        return FlowWords.stateOf(stateWord(), number(wanted));
    }

    @Override
    public CloseReason closeReason() {
        return FlowWords.reason(stateWord());
    }

    @Override
    public boolean isMidStream() {
        return (stateWord() & FlowWords.MID_STREAM) != 0 || worker.table.id(flow) < monitor.firstFlow;
    }

    @Override
    public boolean hasPacket() {
        return packetPresent;
    }

    @Override
    public MonitoredPacket packet() {
        worker.requireOwnThread();
        if (!packetPresent) {
            throw new MosException(Errno.ENODATA, "event " + event().label() + " comes without a packet");
        }
        return worker.packet();
    }

    @Override
    public MonitoredPacket lastPacket(Side sender) {
        requireFlow();
        final FlowObjects objects = worker.objectsOrNull(flow);
        final RecordedFrame frame = objects == null ? null : objects.frames[number(sender)];
        if (frame == null || !frame.isPresent()) {
            throw new MosException(Errno.ENODATA, "no frame of side " + sender + " was recorded");
        }
        recorded.move(frame.packet(), sender, frame.device(), frame.streamOffset());
        return recorded;
    }

    @Override
    public ByteStream stream(Side receiver) {
        requireFlow();
        if (!isFollowed()) {
            throw new MosException(Errno.EINVAL, "application " + monitor.options.name() + " has stopped monitoring the flow");
        }
        return worker.streams.view(flow, number(receiver), monitor, streams[number(receiver)]);
    }

    private ValueKey<?> own(FlowKey<?> key) {
        if (!(key instanceof ValueKey<?> own) || own.monitor != monitor) {
            throw new MosException(Errno.EINVAL, "the key belongs to another application or worker");
        }
        return own;
    }

    @Override
    public <T> T get(FlowKey<T> key) {
        requireFlow();
        final int number = own(key).number;
        final FlowObjects objects = worker.objectsOrNull(flow);
        return objects == null ? null : key.type().cast(objects.value(number));
    }

    @Override
    public <T> void set(FlowKey<T> key, T value) {
        requireFlow();
        final ValueKey<?> own = own(key);
        if (value == null && worker.objectsOrNull(flow) == null) {
            return;
        }
        if (!isFollowed()) {
            if (value != null) {
                own.release(value);
            }
            return;
        }
        final FlowObjects objects = worker.objects(flow);
        final Object former = objects.value(own.number);
        objects.value(own.number, value);
        if (former != null && former != value) {
            own.release(former);
        }
    }

    @Override
    public void at(Hook where, FlowEvent what, FlowCallback callback) {
        requireFlow();
        if (callback == null) {
            throw new MosException(Errno.EINVAL, "callback for " + what.label() + " is null, expected one; remove() takes away");
        }
        monitor.check(where, what);
        worker.monitors.wanted(where, what.root().number());
        if (isFollowed()) {
            monitor.changesFlows = true;
            worker.objects(flow).table(monitor.slot, worker.teller.table(flow, monitor).changed(where, what, callback));
            changed = true;
        }
    }

    /** Whether the application has not stopped monitoring the flow. */
    private boolean isFollowed() {
        return (worker.word(flow, FlowWords.MONITORS) & 1L << monitor.slot) != 0;
    }

    @Override
    public boolean remove(Hook where, FlowEvent what) {
        requireFlow();
        final DispatchTable table = worker.teller.table(flow, monitor);
        final boolean had = isFollowed() && table.has(where, what);
        if (had) {
            changed = true;
            monitor.changesFlows = true;
            worker.objects(flow).table(monitor.slot, table.changed(where, what, null));
        }
        return had;
    }

    @Override
    public void raise(UserEvent child) {
        worker.requireOwnThread();
        if (!isRaisable(child)) {
            throw new MosException(Errno.EINVAL, "event " + (child == null ? null : child.label()) + " cannot be raised here, "
                + "expected one that was allocated under the event that is told of, or beside the one whose filter is running");
        }
        if (raisedBy != monitor || raisedAt != monitor.callbacks()) {
            raisedBy = monitor;
            raisedAt = monitor.callbacks();
            raisedCount = 0;
        }
        if (!isRaised(child)) {
            if (raisedCount == raised.length) {
                raised = Arrays.copyOf(raised, raisedCount * 2);
            }
            raised[raisedCount++] = child;
        }
    }

    /** Whether an event was allocated, and its parent is at hand: what was raised is looked at after the parent's filters. */
    private boolean isRaisable(UserEvent child) {
        if (table == null || !(child instanceof DefinedEvent defined) || defined.filter != null) {
            return false;
        }
        final FlowEvent here = node().event();
        return child.base() == here || filtering && here instanceof UserEvent running && child.base() == running.base();
    }

    @Override
    public void stop(Side which) {
        monitor.changesFlows |= which != Side.BOTH;
        worker.stop(requireFlow(), monitor, which);
        changed = true;
        gone = gone || which == Side.BOTH || which.number() == side || !isFollowed();
    }

    @Override
    public void reset() {
        worker.output().reset(requireFlow());
    }

    @Override
    public void send(PacketOrder order) {
        worker.output().send(requireFlow(), order);
    }
}
