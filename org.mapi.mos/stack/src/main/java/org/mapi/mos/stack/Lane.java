package org.mapi.mos.stack;

import org.mapi.core.tracking.FlowTable;
import org.mapi.mos.Errno;
import org.mapi.mos.MonitorApplication;
import org.mapi.mos.MonitorOptions;
import org.mapi.mos.MosException;

/** A worker of a source, and the gate that lets one thread at a time into it. */
final class Lane {
    private static final long ATTACH_TIMEOUT = 2_000_000_000L;
    /** Flows that are taken from an application while packets wait: about a millisecond. */
    private static final int DETACHED_AT_ONCE = 4_096;

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

    /** Attaches an application; waits for the packets at hand. */
    MonitorSocket attach(MonitorApplication application, MonitorOptions how) {
        if (gate.isMine()) {
            return worker.attach(application, how);
        }
        if (!gate.enter(ATTACH_TIMEOUT)) {
            throw new MosException(Errno.EAGAIN, "source " + worker.source()
                + " has been in a callback for 2 s, expected it to return");
        }
        try {
            return worker.attach(application, how);
        } finally {
            gate.leave();
        }
    }

    /**
     * Detaches an application: no callback runs when this returns true.
     *
     * @return false if one still ran after the time; it is detached when that returns
     */
    boolean detach(MonitorSocket socket, long nanos) {
        socket.closed = true;
        if (gate.isMine()) {
            worker.post(() -> worker.detach(socket));
            return true;
        }
        int next = 0;
        while (next != FlowTable.NONE) {
            final int from = next;
            if (!gate.enter(nanos)) {
                worker.post(() -> worker.detach(socket, from, Integer.MAX_VALUE));
                return false;
            }
            try {
                next = closed ? FlowTable.NONE : worker.detach(socket, from, DETACHED_AT_ONCE);
            } finally {
                gate.leave();
            }
        }
        return true;
    }

    /** Puts another application in an application's place; waits for the packets at hand. */
    MonitorSocket replace(MonitorSocket old, MonitorApplication application, MonitorOptions how) {
        if (gate.isMine()) {
            throw new MosException(Errno.EPERM, "an application of source " + worker.source()
                + " cannot be replaced in one of its callbacks");
        }
        if (!gate.enter(ATTACH_TIMEOUT)) {
            throw new MosException(Errno.EAGAIN, "source " + worker.source()
                + " has been in a callback for 2 s, expected it to return");
        }
        try {
            return worker.replace(old, application, how);
        } finally {
            gate.leave();
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
                worker.betweenBatches();
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
