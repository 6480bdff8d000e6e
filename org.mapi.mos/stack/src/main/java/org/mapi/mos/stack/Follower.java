package org.mapi.mos.stack;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.mapi.capture.FilterCompiler;
import org.mapi.mos.Errno;
import org.mapi.mos.MonitorApplication;
import org.mapi.mos.MonitorHandle;
import org.mapi.mos.MonitorOptions;
import org.mapi.mos.MosException;
import org.mapi.mos.PacketFollower;
import org.mapi.mos.SourceInformation;
import org.mapi.mos.SourceOptions;
import org.mapi.mos.SourceStatistics;
import org.mapi.packet.Packet;

/** A source with one worker, which is whoever brings packets. */
final class Follower implements PacketFollower {
    private static final long ATTACH_TIMEOUT = 2_000_000_000L;

    private final MosStack stack;
    private final String name;
    private final List<String> devices;
    private final SourceOptions options;
    private final Worker worker;
    private final Gate gate = new Gate();
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile String failure = "";
    private boolean closed;

    Follower(MosStack stack, String name, List<String> devices, SourceOptions options, FilterCompiler compiler,
            EventForest events) {
        this.stack = stack;
        this.name = name;
        this.devices = devices;
        this.options = options;
        worker = new Worker(0, name, options, compiler, events, gate);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void process(Packet packet) {
        gate.enter();
        try {
            if (!closed) {
                worker.betweenBatches();
                worker.process(packet, 0);
            }
        } finally {
            gate.leave();
        }
    }

    @Override
    public void advance(long now) {
        gate.enter();
        try {
            if (!closed) {
                worker.betweenBatches();
                worker.advance(now);
            }
        } finally {
            gate.leave();
        }
    }

    @Override
    public void end() {
        gate.enter();
        try {
            if (!closed) {
                worker.betweenBatches();
                worker.endAll();
            }
        } finally {
            gate.leave();
            ended.countDown();
        }
    }

    /** Says why the packets ended early. */
    void failed(String reason) {
        failure = reason;
    }

    /** Attaches an application; waits for the packet at hand. */
    MonitorSocket attach(MonitorApplication application, MonitorOptions how) {
        if (gate.isMine()) {
            return worker.attach(application, how);
        }
        if (!gate.enter(ATTACH_TIMEOUT)) {
            throw new MosException(Errno.EAGAIN, "source " + name + " has been in a callback for 2 s, expected it to return");
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
        if (!gate.enter(nanos)) {
            worker.post(() -> worker.detach(socket));
            return false;
        }
        try {
            if (!closed) {
                worker.detach(socket);
            }
            return true;
        } finally {
            gate.leave();
        }
    }

    @Override
    public MonitorHandle monitor(MonitorOptions how, MonitorApplication application) {
        return stack.attachTo(this, "", how, application);
    }

    @Override
    public SourceInformation information() {
        final boolean inside = gate.isMine();
        final boolean entered = !inside && gate.enter(TimeUnit.SECONDS.toNanos(1));
        try {
            return new SourceInformation(name, devices, options, ended.getCount() == 0, failure, statistics());
        } finally {
            if (entered) {
                gate.leave();
            }
        }
    }

    private SourceStatistics statistics() {
        final WorkerCounters counters = worker.counters;
        return new SourceStatistics(counters.packets, counters.bytes, counters.monitored, counters.unmonitored,
            counters.orphans, counters.badChecksum, counters.partialChecksum, counters.fragmentsKept, worker.fragmentsLost(),
            worker.table.inserted(), worker.table.size(), counters.flowsTimedOut, counters.flowsEvicted, counters.payloadLost,
            worker.streams.memory(), counters.forwarded, counters.dropped, counters.refused, counters.injected,
            counters.applicationFaults);
    }

    @Override
    public boolean awaitEnd(Duration timeout) throws InterruptedException {
        return ended.await(timeout.toNanos(), TimeUnit.NANOSECONDS);
    }

    @Override
    public void close() {
        end();
        gate.enter();
        try {
            if (!closed) {
                closed = true;
                worker.close();
            }
        } finally {
            gate.leave();
        }
        stack.forget(this);
    }
}
