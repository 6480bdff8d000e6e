package org.mapi.mos.stack;

import java.util.List;
import org.mapi.core.tracking.FlowTable;
import org.mapi.mos.MonitorApplication;
import org.mapi.mos.MonitorOptions;
import org.mapi.mos.Side;

/**
 * Brings applications to flows that exist, and takes them away. One is put in another's place on a worker: the successor takes
 * over the flows, the buffers and the reading positions, so that an upgrade loses no byte; what belongs to the former application
 * (callbacks, values, timers) goes with it, but for the values of keys that have a name.
 */
final class Succession {
    private final Worker worker;
    private final FlowProbe probe = new FlowProbe();
    private final Endpoints endpoints = new Endpoints();

    Succession(Worker worker) {
        this.worker = worker;
    }

    /**
     * Replaces an application; if the successor refuses to attach, everything stays as it was. The successor is told of all flows
     * from now on. What the former has left in flows (values that are to be released) is taken away by {@link #handOver}, so that
     * packets need not wait for that; what would make a difference to the successor at once: what the former has changed for
     * single flows, and buffers of sides that the successor does not read.
     */
    MonitorSocket replace(MonitorSocket old, MonitorApplication application, MonitorOptions how) {
        final MonitorSocket next = new MonitorSocket(Worker.takeId(), old.slot, worker, application, how);
        next.predecessor = old;
        try {
            application.attach(next);
        } catch (Throwable fault) {
            worker.timers.removeAll(next);
            next.keys.removeIf(key -> old.keys.stream().anyMatch(kept -> kept.number == key.number));
            worker.giveKeyNumbers(next.keys);
            throw fault;
        }
        keepValues(old, next);
        old.closed = true;
        worker.timers.removeAll(old);
        worker.monitors.replace(old, next);
        next.flows = old.flows;
        next.firstFlow = old.firstFlow;
        next.callbacks(old.callbacks());
        next.formerFaults = old.formerFaults + old.faults;
        next.leaving.addAll(old.leaving);
        next.leaving.addAll(old.keys);
        next.former = old;
        if (old.changesFlows || readsLess(old, next)) {
            for (int flow = worker.table.from(0); flow != FlowTable.NONE; flow = worker.table.from(flow + 1)) {
                if ((worker.word(flow, FlowWords.MONITORS) & 1L << old.slot) != 0) {
                    hand(flow, worker.objectsOrNull(flow), old);
                }
            }
        }
        return next;
    }

    private static boolean readsLess(MonitorSocket old, MonitorSocket next) {
        return old.buffering.includes(Side.CLIENT) && !next.buffering.includes(Side.CLIENT)
            || old.buffering.includes(Side.SERVER) && !next.buffering.includes(Side.SERVER);
    }

    /**
     * Releases what the one has left in flows in whose place an application was put; then that one is told that it is detached.
     * In steps, as {@link #detach}.
     *
     * @param from 0 to begin, then what the step before returned
     * @param most flows that are looked at in this step
     * @return where to go on, {@link FlowTable#NONE} when it is done
     */
    int handOver(MonitorSocket next, int from, int most) {
        final MonitorSocket old = next.former;
        if (old == null) {
            return FlowTable.NONE;
        }
        int flow = old.keys.isEmpty() ? FlowTable.NONE : worker.table.from(from);
        for (int i = 0; i < most && flow != FlowTable.NONE; i++) {
            final FlowObjects objects = worker.objectsOrNull(flow);
            if (objects != null) {
                releaseValues(objects, old.keys);
            }
            flow = worker.table.from(flow + 1);
        }
        if (flow == FlowTable.NONE) {
            next.former = null;
            worker.monitors.all().forEach(monitor -> monitor.leaving.removeAll(old.keys));
            worker.giveKeyNumbers(old.keys);
            told(old);
        }
        return flow;
    }

    /** Values that the successor asked for are its own now; who only keeps the place keeps all that have a name. */
    private static void keepValues(MonitorSocket old, MonitorSocket next) {
        next.predecessor = null;
        if (next.application instanceof Stand) {
            old.keys.stream().filter(key -> !key.name.isEmpty()).forEach(key -> next.keys.add(key.of(next)));
        }
        old.keys.removeIf(key -> next.keys.stream().anyMatch(kept -> kept.number == key.number));
    }

    /**
     * Attaches an application, if it wants that, to the flows there are that its filter matches. In steps, as {@link #detach}.
     *
     * @param from 0 to begin, then what the step before returned
     * @param most flows that are looked at in this step
     * @return where to go on, {@link FlowTable#NONE} when it is done
     */
    int join(MonitorSocket monitor, int from, int most) {
        if (!monitor.options.existing() || monitor.closed) {
            return FlowTable.NONE;
        }
        int flow = worker.table.from(from);
        for (int i = 0; i < most && flow != FlowTable.NONE; i++) {
            if (worker.table.id(flow) < monitor.firstFlow
                && monitor.matches(probe.of(worker.endpoints(endpoints, flow), worker.now()))) {
                worker.table.set(flow, FlowWords.MONITORS, worker.word(flow, FlowWords.MONITORS) | 1L << monitor.slot);
                monitor.flows++;
            }
            flow = worker.table.from(flow + 1);
        }
        return flow;
    }

    /**
     * Detaches an application: its values are released, then it is told. In steps, so that packets need not wait for all flows:
     * it is not called any more from the first on.
     *
     * @param from 0 to begin, then what the step before returned
     * @param most flows that are looked at in this step
     * @return where to go on, {@link FlowTable#NONE} when it is done
     */
    int detach(MonitorSocket monitor, int from, int most) {
        if (from == 0) {
            monitor.closed = true;
            worker.timers.removeAll(monitor);
        }
        int flow = worker.table.from(from);
        for (int i = 0; i < most && flow != FlowTable.NONE; i++) {
            if ((worker.word(flow, FlowWords.MONITORS) & 1L << monitor.slot) != 0) {
                leave(flow, monitor);
            }
            flow = worker.table.from(flow + 1);
        }
        if (flow == FlowTable.NONE) {
            worker.monitors.remove(monitor);
            worker.monitors.giveSlot(monitor.slot);
            worker.giveKeyNumbers(monitor.keys);
            told(monitor);
        }
        return flow;
    }

    private void told(MonitorSocket monitor) {
        try {
            monitor.application.detach(monitor);
        } catch (Throwable fault) {
            monitor.fault(fault);
        }
        worker.forgetCaller();
    }

    /** Gives back what an application keeps in a flow. */
    static void releaseValues(FlowObjects objects, MonitorSocket monitor) {
        releaseValues(objects, monitor.keys);
        if (!monitor.leaving.isEmpty()) {
            releaseValues(objects, monitor.leaving);
        }
    }

    private static void releaseValues(FlowObjects objects, List<ValueKey<?>> keys) {
        for (int i = 0; i < keys.size(); i++) {
            final ValueKey<?> valueKey = keys.get(i);
            final Object value = objects.value(valueKey.number);
            if (value != null) {
                objects.value(valueKey.number, null);
                try {
                    valueKey.release(value);
                } catch (Throwable fault) {
                    valueKey.monitor.fault(fault);
                }
            }
        }
    }

    /** An application wants no more of a flow. */
    void leave(int flow, MonitorSocket monitor) {
        final long bit = 1L << monitor.slot;
        worker.table.set(flow, FlowWords.MONITORS, worker.word(flow, FlowWords.MONITORS) & ~bit);
        monitor.flows--;
        final FlowObjects objects = worker.objectsOrNull(flow);
        if (objects != null) {
            releaseValues(objects, monitor);
            forget(objects, monitor.slot);
        }
        for (int side = 0; side < 2; side++) {
            leave(flow, side, monitor.slot);
        }
    }

    /** What an application has changed for one flow. */
    private static void forget(FlowObjects objects, int slot) {
        objects.table(slot, null);
        for (int side = 0; side < 2; side++) {
            objects.stopped[side] &= ~(1L << slot);
        }
    }

    private void leave(int flow, int side, int slot) {
        if ((worker.word(flow, FlowWords.MONITORS) & worker.monitors.readers(side)) == 0) {
            worker.streams.release(flow, side);
        } else {
            worker.streams.leave(flow, side, slot);
        }
        final FlowObjects objects = worker.objectsOrNull(flow);
        if (objects != null && objects.wishes != null) {
            objects.wishes.forget(side, slot);
        }
    }

    private void hand(int flow, FlowObjects objects, MonitorSocket old) {
        if (objects != null) {
            releaseValues(objects, old.keys);
            forget(objects, old.slot);
        }
        for (int side = 0; side < 2; side++) {
            if ((worker.monitors.readers(side) & 1L << old.slot) == 0) {
                leave(flow, side, old.slot);
            }
        }
    }
}
