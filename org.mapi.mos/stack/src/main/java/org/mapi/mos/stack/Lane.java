package org.mapi.mos.stack;

import java.util.function.IntUnaryOperator;
import java.util.function.Supplier;
import org.mapi.core.tracking.FlowTable;
import org.mapi.mos.Errno;
import org.mapi.mos.MonitorApplication;
import org.mapi.mos.MonitorOptions;
import org.mapi.mos.MosException;

/** A worker of a source, and the gate that lets one thread at a time into it. */
final class Lane {
    private static final long ATTACH_TIMEOUT = 2_000_000_000L;
    /** Flows that are gone through while packets wait: less than a millisecond. */
    private static final int FLOWS_AT_ONCE = 4_096;

    final Gate gate;
    final Worker worker;
    private boolean ended;
    private boolean closed;

    /**
     * A lane.
     *
     * @param worker its worker
     * @param gate   the worker's gate
     */
    Lane(Worker worker, Gate gate) {
        this.worker = worker;
        this.gate = gate;
    }

    /** Goes in; what others wanted done is done. False if the worker is closed: then the caller is not in. */
    boolean enter() {
        gate.enter();
        if (closed) {
            gate.leave();
            return false;
        }
        worker.betweenBatches();
        return true;
    }

    void leave() {
        gate.leave();
    }

    /**
     * Attaches an application; waits for the packets at hand. To flows that exist already it is attached in steps, between which
     * packets go on.
     */
    MonitorSocket attach(MonitorApplication application, MonitorOptions how) {
        final MonitorSocket monitor = inside(() -> worker.admit(application, how));
        if (how.existing()) {
            inSteps(from -> worker.succession.join(monitor, from, FLOWS_AT_ONCE), ATTACH_TIMEOUT);
        }
        return monitor;
    }

    private MonitorSocket inside(Supplier<MonitorSocket> change) {
        if (gate.isMine()) {
            return change.get();
        }
        if (!gate.enter(ATTACH_TIMEOUT)) {
            throw new MosException(Errno.EAGAIN, "source " + worker.source()
                + " has been in a callback for 2 s, expected it to return");
        }
        try {
            return change.get();
        } finally {
            gate.leave();
        }
    }

    /**
     * Goes through all flows, in steps between which packets go on.
     *
     * @param step  gets 0, or what the step before returned; {@link FlowTable#NONE} is the end
     * @param nanos how long to wait for each
     * @return false if the worker does the rest, because this is its thread or it is in a callback
     */
    private boolean inSteps(IntUnaryOperator step, long nanos) {
        int next = 0;
        while (next != FlowTable.NONE) {
            if (gate.isMine() || !gate.enter(nanos)) {
                final int[] from = {next};
                worker.posted().addSteps(() -> {
                    from[0] = step.applyAsInt(from[0]);
                    return from[0] == FlowTable.NONE;
                });
                return false;
            }
            try {
                next = step.applyAsInt(next);
            } finally {
                gate.leave();
            }
        }
        return true;
    }

    /**
     * Detaches an application: no callback runs when this returns true.
     *
     * @return false if one still ran after the time; it is detached when that returns
     */
    boolean detach(MonitorSocket socket, long nanos) {
        socket.closed = true;
        final boolean mine = gate.isMine();
        return inSteps(from -> closed ? FlowTable.NONE : worker.detach(socket, from, FLOWS_AT_ONCE), nanos) || mine;
    }

    /** Puts another application in an application's place; waits for the packets at hand. {@link #settle} follows. */
    MonitorSocket replace(MonitorSocket old, MonitorApplication application, MonitorOptions how) {
        if (gate.isMine()) {
            throw new MosException(Errno.EPERM, "an application of source " + worker.source()
                + " cannot be replaced in one of its callbacks");
        }
        if (old.isNowhere()) {
            return attach(application, how);
        }
        if (!application.isFor(worker.number())) {
            detach(old, ATTACH_TIMEOUT);
            return MonitorSocket.nowhere(worker, application, how);
        }
        return inside(() -> worker.succession.replace(old, application, how));
    }

    /** Releases in steps what the one has left behind in whose place an application was put. */
    void settle(MonitorSocket next) {
        if (next.former != null) {
            inSteps(from -> worker.succession.handOver(next, from, FLOWS_AT_ONCE), ATTACH_TIMEOUT);
        }
    }

    /**
     * Adds what its worker has done.
     *
     * @return which application hangs, empty if none does
     */
    String count(WorkerCounters into) {
        final boolean mine = gate.isMine();
        final boolean entered = !mine && gate.enter(ATTACH_TIMEOUT / 2);
        try {
            worker.count(into);
            return mine || entered ? "" : "application " + worker.caller() + " has not returned for a second";
        } finally {
            if (entered) {
                gate.leave();
            }
        }
    }

    /** No packet will come any more: ends all flows. Idempotent. */
    void end() {
        gate.enter();
        try {
            if (!closed && !ended) {
                ended = true;
                worker.posted().finish();
                worker.endAll();
            }
        } finally {
            gate.leave();
        }
    }

    /** Gives everything back. Idempotent. */
    void close() {
        gate.enter();
        try {
            if (!closed) {
                closed = true;
                worker.close();
            }
        } finally {
            gate.leave();
        }
    }
}
