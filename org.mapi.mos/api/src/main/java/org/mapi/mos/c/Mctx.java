package org.mapi.mos.c;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.mapi.mos.Errno;
import org.mapi.mos.FlowContext;
import org.mapi.mos.MonitorKind;
import org.mapi.mos.MosException;

/** {@code mctx_t}: one worker of a source, as {@link Mtcp#mtcp_create_context} gives it. */
public final class Mctx {
    /** Monitors of a context: a source takes 64 applications, and one of them has the timers. */
    private static final int MOST_MONITORS = 63;

    /** Number of the worker. */
    public final int cpu;

    final Mtcp mtcp;
    final TimerAnchor timers = new TimerAnchor(this);
    String debugString = "";
    volatile int errno;
    volatile boolean closed;
    /** The thread that is inside of a callback, null between callbacks; only ever compared with the caller. */
    volatile Thread inside;
    /** What is being told, null in timers. */
    FlowContext flow;
    /** Whose callback or filter runs. */
    MonitorSock sock;

    /** The flows' sockets; on the worker's thread. */
    final FlowSocks flows = new FlowSocks();
    private final Map<Integer, MonitorSock> monitors = new ConcurrentHashMap<>();
    private final AtomicInteger next = new AtomicInteger();
    private MemorySegment copy = MemorySegment.NULL;

    Mctx(Mtcp mtcp, int cpu) {
        this.mtcp = mtcp;
        this.cpu = cpu;
    }

    /** A number for a socket, 1 and up; a number comes again only after all others. */
    int takeNumber() {
        int number;
        do {
            number = next.incrementAndGet() & Integer.MAX_VALUE;
        } while (number == 0 || monitors.containsKey(number) || flows.get(number) != null);
        return number;
    }

    /** A monitor with its number. */
    synchronized MonitorSock add(MonitorKind kind) {
        if (monitors.size() >= MOST_MONITORS) {
            throw new MosException(Errno.ENFILE, "context " + cpu + " has " + MOST_MONITORS + " sockets already");
        }
        final MonitorSock monitor = new MonitorSock(this, kind, takeNumber());
        monitors.put(monitor.number, monitor);
        return monitor;
    }

    void remove(int number) {
        monitors.remove(number);
    }

    Iterable<MonitorSock> all() {
        return monitors.values();
    }

    /** Takes back what is registered for a user-defined event. */
    void forget(long event) {
        monitors.values().forEach(monitor -> monitor.forget(event));
    }

    /** The monitor or flow of a number. */
    Object require(int number) {
        final Object flowSock = flows.get(number);
        final Object socket = flowSock != null ? flowSock : monitors.get(number);
        if (socket == null) {
            throw new MosException(Errno.EBADF, "there is no socket " + number);
        }
        return socket;
    }

    /** The monitor of a number. */
    MonitorSock monitor(int number, Errno otherwise) {
        if (require(number) instanceof MonitorSock monitor) {
            return monitor;
        }
        throw new MosException(otherwise, "socket " + number + " is a flow, expected a monitor");
    }

    /** The flow of a number. */
    ActiveSock active(int number, Errno otherwise) {
        if (require(number) instanceof ActiveSock active) {
            return active;
        }
        throw new MosException(otherwise, "socket " + number + " is a monitor, expected a flow");
    }

    /** The flow of a number, which must be the one at hand. */
    FlowContext atHand(int number, Errno otherwise) {
        final ActiveSock active = active(number, otherwise);
        if (flow == null || active.monitor != sock || flow.id() != active.flow) {
            throw new MosException(Errno.ENOTCONN, "socket " + number + " is not the flow of the running callback");
        }
        return flow;
    }

    boolean isInside() {
        return inside == Thread.currentThread();
    }

    void requireInside() {
        if (!isInside()) {
            throw new MosException(Errno.EPERM, "called outside of a callback of context " + cpu);
        }
    }

    /** Memory for a copy of a frame; the former copy is gone. */
    MemorySegment copy(int length) {
        if (copy.byteSize() < length) {
            copy = Arena.ofAuto().allocate(Math.max(4096, Integer.highestOneBit(Math.max(1, length)) << 1), Long.BYTES);
        }
        return copy;
    }

    void timer(int id, Callback callback) {
        final FlowContext outerFlow = flow;
        final MonitorSock outerSock = sock;
        final Thread outer = inside;
        inside = Thread.currentThread();
        flow = null;
        sock = null;
        try {
            callback.call(this, id, 0, 0, null);
        } finally {
            flow = outerFlow;
            sock = outerSock;
            inside = outer;
        }
    }
}
