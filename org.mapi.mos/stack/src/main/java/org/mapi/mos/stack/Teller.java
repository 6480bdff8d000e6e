package org.mapi.mos.stack;

import org.mapi.core.tracking.FlowTable;
import org.mapi.core.tracking.stream.StreamCursor;
import org.mapi.mos.BuiltInEvent;
import org.mapi.mos.Hook;
import org.mapi.mos.Side;
import org.mapi.packet.Packet;

/** Tells the applications of a worker of events. An application that throws is counted, the others go on. */
final class Teller {
    private final Worker worker;
    private final Monitors monitors;
    private final PacketView view;
    private final Context context;

    Teller(Worker worker, PacketView view) {
        this.worker = worker;
        monitors = worker.monitors;
        this.view = view;
        context = new Context(worker);
    }

    /** Keeps nothing of the application that was called last; between batches. */
    void forgetCaller() {
        context.forget();
    }

    /** The application that was called last, a guess when asked from outside; empty if nobody was. */
    String caller() {
        final MonitorSocket monitor = context.monitor;
        return monitor == null ? "" : monitor.options.name();
    }

    /** Tells a packet monitor of a frame. */
    void frame(MonitorSocket monitor, Packet packet) {
        if (monitor.isCalled() && monitor.matches(packet)) {
            context.move(FlowTable.NONE, Hook.NONE, Side.BOTH, true);
            tell(monitor, monitor.table, BuiltInEvent.PKT_IN.number());
        }
    }

    /** Tells one application of events at the context's place. */
    private void tell(MonitorSocket monitor, DispatchTable initial, long raised) {
        DispatchTable registered = initial;
        final Hook hook = context.hook();
        long left = raised & registered.mask(hook);
        if (left == 0) {
            return;
        }
        context.move(monitor);
        monitor.called();
        while (left != 0 && monitor.isCalled()) {
            final int bit = Long.numberOfTrailingZeros(left);
            left &= left - 1;
            try {
                context.visit(registered, bit);
            } catch (Throwable fault) {
                context.recover();
                monitor.fault(fault);
            }
            if (context.changed) {
                context.changed = false;
                registered = table(context.flow, monitor);
                left = context.gone ? 0 : raised & registered.mask(hook) & -2L << bit;
            }
        }
    }

    /**
     * Raises events of a flow for all its applications: in the order they were attached for packets of the client, in reverse for
     * those of the server, like boxes on a wire.
     */
    void raise(int flow, long raised, Hook hook, int side, boolean withPacket) {
        if ((raised & monitors.wanted(hook)) == 0) {
            return;
        }
        final long slots = worker.word(flow, FlowWords.MONITORS);
        final MonitorSocket[] listeners = monitors.streams();
        final boolean forward = !withPacket || view.sender() != Side.SERVER;
        for (int i = 0; i < listeners.length; i++) {
            final MonitorSocket monitor = listeners[forward ? i : listeners.length - 1 - i];
            if ((slots & 1L << monitor.slot) != 0 && monitor.isCalled()) {
                raiseFor(flow, monitor, raised, hook, side, withPacket);
            }
        }
    }

    private void raiseFor(int flow, MonitorSocket monitor, long raised, Hook hook, int side, boolean withPacket) {
        final FlowObjects objects = worker.objectsOrNull(flow);
        DispatchTable registered = monitor.table;
        if (objects != null) {
            if ((objects.stopped[side] & 1L << monitor.slot) != 0) {
                return;
            }
            final DispatchTable own = objects.table(monitor.slot);
            registered = own == null ? registered : own;
        }
        context.move(flow, hook, FlowWords.sideOf(side), withPacket);
        tell(monitor, registered, raised);
    }

    /** Raises an event for the application that a reader belongs to. */
    void raiseFor(int flow, long raised, int side, StreamCursor reader) {
        final FlowObjects objects = worker.objectsOrNull(flow);
        for (MonitorSocket monitor : monitors.streams()) {
            if (objects.cursor(side, monitor.slot) == reader && monitor.isCalled()) {
                raiseFor(flow, monitor, raised, Hook.NONE, side, true);
            }
        }
    }

    /** Raises new data for those who read a side. */
    void newData(int flow, int side) {
        final long slots = worker.streams.readers(worker.word(flow, FlowWords.MONITORS), side, worker.objectsOrNull(flow));
        for (MonitorSocket monitor : monitors.streams()) {
            if ((slots & 1L << monitor.slot) != 0 && monitor.isCalled()) {
                raiseFor(flow, monitor, BuiltInEvent.CONN_NEW_DATA.number(), Hook.NONE, side, false);
            }
        }
    }

    /** Raises ORPHAN for a packet without a flow. */
    void orphan(Packet packet) {
        worker.counters.orphans++;
        for (MonitorSocket monitor : monitors.streams()) {
            if ((monitor.table.mask(Hook.NONE) & BuiltInEvent.ORPHAN.number()) != 0 && monitor.isCalled()
                && monitor.matchesOrphan(packet)) {
                context.move(FlowTable.NONE, Hook.NONE, Side.BOTH, true);
                tell(monitor, monitor.table, BuiltInEvent.ORPHAN.number());
            }
        }
    }

    DispatchTable table(int flow, MonitorSocket monitor) {
        final FlowObjects objects = worker.objectsOrNull(flow);
        final DispatchTable own = objects == null ? null : objects.table(monitor.slot);
        return own == null ? monitor.table : own;
    }
}
