package org.mapi.mos.c;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.mapi.mos.BuiltInEvent;
import org.mapi.mos.Errno;
import org.mapi.mos.FlowCallback;
import org.mapi.mos.FlowContext;
import org.mapi.mos.FlowEvent;
import org.mapi.mos.FlowKey;
import org.mapi.mos.Hook;
import org.mapi.mos.MonitorApplication;
import org.mapi.mos.MonitorHandle;
import org.mapi.mos.MonitorKind;
import org.mapi.mos.MonitorOptions;
import org.mapi.mos.MosException;
import org.mapi.mos.OverlapPolicy;
import org.mapi.mos.Registrations;
import org.mapi.mos.Side;
import org.mapi.packet.IpProtocol;

/**
 * MOS_SOCK_MONITOR_STREAM or _RAW: an application whose wishes are kept here, so that a program can state them before the
 * source's worker attaches it. It is attached by bind, or by the first callback without one.
 */
final class MonitorSock implements MonitorApplication {
    /** An event at a hook. */
    private record Place(long event, Hook hook) { }

    final Mctx mctx;
    final int number;
    final MonitorKind kind;
    volatile Registrations on;
    volatile Object uctx;

    private final Map<Place, Callback> callbacks = new LinkedHashMap<>();
    private final int[] buffers = {Mtcp.DEFAULT_BUFFER, Mtcp.DEFAULT_BUFFER};
    private final OverlapPolicy[] overlap = {OverlapPolicy.FIRST, OverlapPolicy.FIRST};
    private String filter = "";
    private String orphans = "";
    private FlowKey<ActiveSock> key;
    /** The flow that was stopped last. */
    private long left;
    private boolean opened;
    private MonitorHandle handle;

    MonitorSock(Mctx mctx, MonitorKind kind, int number) {
        this.mctx = mctx;
        this.kind = kind;
        this.number = number;
    }

    // ---- life ---------------------------------------------------------------------------------------------------------------

    @Override
    public boolean isFor(int worker) {
        return worker == mctx.cpu;
    }

    @Override
    public synchronized void attach(Registrations registrations) {
        on = registrations;
        mctx.mtcp.attached(this);
        key = on.key(ActiveSock.class, ActiveSock::release);
        if (kind == MonitorKind.STREAM) {
            on.filter(filter, orphans);
            on.recordFrames(mctx.mtcp.keepsLastFrames());
            applyBuffers(on);
            on.overlap(Side.CLIENT, overlap[0]);
            on.overlap(Side.SERVER, overlap[1]);
        }
        callbacks.forEach((place, callback) -> on.at(place.hook(), event(place.event(), on), calling(place.event(), callback)));
    }

    @Override
    public void detach(Registrations registrations) {
        if (on == null || on == registrations) {
            mctx.mtcp.detached(this);
        }
    }

    /** Makes the stack know it. Nothing is locked meanwhile: a worker of the source may be the one that attaches it. */
    void open() {
        final MonitorOptions options;
        synchronized (this) {
            if (opened) {
                return;
            }
            opened = true;
            final String name = "mtcp socket " + mctx.cpu + '.' + number;
            options = kind == MonitorKind.PACKET ? MonitorOptions.packets(name, filter)
                : MonitorOptions.streams(name, filter).withOrphans(orphans);
        }
        MonitorHandle made = null;
        try {
            made = mctx.mtcp.monitor(options, this);
        } finally {
            synchronized (this) {
                handle = made;
                opened = made != null;
            }
        }
    }

    /** Other filters: for flows that begin from now on. */
    void bind(String newFilter, String newOrphans) {
        final String formerFilter;
        final String formerOrphans;
        synchronized (this) {
            formerFilter = filter;
            formerOrphans = orphans;
            filter = newFilter == null ? "" : newFilter;
            orphans = newOrphans == null ? "" : newOrphans;
        }
        try {
            if (on != null && mctx.isInside()) {
                on.filter(filter, orphans);
            } else {
                close();
                open();
            }
        } catch (MosException wrong) {
            synchronized (this) {
                filter = formerFilter;
                orphans = formerOrphans;
            }
            throw wrong;
        }
    }

    void close() {
        final MonitorHandle former;
        synchronized (this) {
            former = handle;
            handle = null;
            opened = false;
            on = null;
        }
        if (former != null) {
            former.close();
        }
    }

    // ---- callbacks ----------------------------------------------------------------------------------------------------------

    /** Registers a callback, or takes it back if it is null; returns whether there was one. */
    boolean register(long event, Hook hook, Callback callback) {
        final Place place = new Place(event, hook);
        final boolean had;
        synchronized (this) {
            if (callback == null) {
                had = callbacks.remove(place) != null;
                change(worker -> worker.remove(hook, event(event, worker)));
            } else {
                had = callbacks.put(place, callback) != null;
                final FlowCallback calling = calling(event, callback);
                change(worker -> worker.at(hook, event(event, worker), calling));
            }
        }
        if (callback != null) {
            open();
        }
        return had;
    }

    /** Forgets what is registered for a user-defined event. */
    synchronized void forget(long event) {
        final UserDefined defined = mctx.mtcp.defined(event);
        for (Hook hook : Hook.values()) {
            if (callbacks.remove(new Place(event, hook)) != null) {
                change(worker -> worker.remove(hook, defined.in(worker)));
            }
        }
    }

    /** The stack's event of a number. */
    FlowEvent event(long event, Registrations worker) {
        final BuiltInEvent builtIn = Mtcp.builtIn(event);
        return builtIn != null ? builtIn : mctx.mtcp.defined(event).in(worker);
    }

    /** The stack's callback for one of the program; equal for the same one, so that flows can share tables of them. */
    FlowCallback calling(long event, Callback callback) {
        return new Calling(this, event, callback, Mtcp.builtIn(event) != null ? null : mctx.mtcp.defined(event).arg);
    }

    /**
     * Whether the program is not told: a stream socket knows of TCP only, whose packets alone have what a program looks for in
     * them; and of a flow it has stopped it hears no more, even if the packet at hand has more to tell.
     */
    private boolean isUnheard(FlowContext flow, boolean packetIn) {
        return flow.id() != 0 && flow.id() == left
            || packetIn && kind == MonitorKind.STREAM && flow.packet().frame().protocol() != IpProtocol.TCP;
    }

    /** The program has stopped both sides of a flow. */
    void left(long flow) {
        left = flow;
    }

    void call(FlowContext flow, long event, boolean packetIn, Callback callback, FilterArg arg) {
        if (isUnheard(flow, packetIn)) {
            return;
        }
        final MonitorSock outerSock = mctx.sock;
        final FlowContext outerFlow = mctx.flow;
        final Thread outer = mctx.inside;
        enter(flow);
        try {
            callback.call(mctx, number(flow), flow.side().number(), event, arg);
        } finally {
            mctx.sock = outerSock;
            mctx.flow = outerFlow;
            mctx.inside = outer;
        }
    }

    boolean test(FlowContext flow, Filter filterFunction, long base, FilterArg arg) {
        if (isUnheard(flow, base == BuiltInEvent.PKT_IN.number())) {
            return false;
        }
        final MonitorSock outerSock = mctx.sock;
        final FlowContext outerFlow = mctx.flow;
        final Thread outer = mctx.inside;
        enter(flow);
        try {
            return filterFunction.test(mctx, number(flow), flow.side().number(), base, arg);
        } finally {
            mctx.sock = outerSock;
            mctx.flow = outerFlow;
            mctx.inside = outer;
        }
    }

    private void enter(FlowContext flow) {
        mctx.sock = this;
        mctx.flow = flow;
        mctx.inside = Thread.currentThread();
    }

    /** The socket of a flow, made at the first event; the monitor's own number without a flow. */
    private int number(FlowContext flow) {
        if (flow.id() == 0) {
            return number;
        }
        ActiveSock active = flow.get(key);
        if (active == null) {
            active = new ActiveSock(this, flow);
            flow.set(key, active);
        }
        return active.number;
    }

    // ---- options ------------------------------------------------------------------------------------------------------------

    synchronized void buffer(int side, int size) {
        buffers[side] = size;
        change(this::applyBuffers);
    }

    synchronized void overlap(int side, OverlapPolicy policy) {
        overlap[side] = policy;
        change(worker -> worker.overlap(side == 0 ? Side.CLIENT : Side.SERVER, policy));
    }

    private void applyBuffers(Registrations worker) {
        worker.buffer(Side.CLIENT, buffers[0]);
        worker.buffer(Side.SERVER, buffers[1]);
    }

    /** Passes a wish on: at once in a callback, otherwise as soon as the worker can, or when it attaches. */
    private void change(Consumer<Registrations> step) {
        final Registrations worker = on;
        if (worker == null) {
            return;
        }
        if (mctx.isInside()) {
            step.accept(worker);
        } else {
            worker.later(() -> step.accept(worker));
        }
    }

    /** Refuses an event that a monitor of this kind is never told of. */
    void check(BuiltInEvent root, Hook hook) {
        final boolean raw = kind == MonitorKind.PACKET && (root != BuiltInEvent.PKT_IN || hook != Hook.NONE);
        if (raw || !root.isRaisedAt(hook)) {
            throw new MosException(Errno.EINVAL, "event " + root + " at hook " + hook + ", expected one of " + root.hooks());
        }
    }
}
