package org.mapi.mos.stack;

import java.util.ArrayList;
import java.util.List;
import org.mapi.capture.FilterCompiler;
import org.mapi.mos.Errno;
import org.mapi.mos.MosException;
import org.mapi.mos.PacketFollower;
import org.mapi.mos.SourceOptions;
import org.mapi.packet.Packet;

/** A source that is fed by its owner and has several workers, each with a thread of its own. */
final class SpreadingFollower extends Source implements PacketFollower {
    private static final long JOIN_MILLIS = 60_000;

    private final Spreader spreader;
    private final AgentThreads threads;
    private final Gate gate = new Gate();
    private boolean over;

    SpreadingFollower(MosStack stack, String name, List<String> devices, SourceOptions options, FilterCompiler compiler,
            EventForest events) {
        super(stack, name, devices, options, compiler, events, false);
        spreader = new Spreader(options, true, true, false);
        final List<Agent> agents = new ArrayList<>();
        for (Lane lane : lanes) {
            agents.add(new PollingAgent(lane, new Feed[] {spreader.rings[lane.worker.number()]}, null));
        }
        threads = new AgentThreads(name, agents, this::failedWork, this::finish);
    }

    /** A worker is done early: nobody may wait for it. */
    private void failedWork(String reason) {
        failed(reason);
        spreader.stop();
    }

    void start() {
        threads.start();
    }

    /** No worker takes packets any more. */
    private void finish() {
        spreader.stop();
        endLanes();
    }

    @Override
    public void process(Packet packet) {
        gate.enter();
        try {
            if (!over) {
                spreader.spread(packet, 0);
                spreader.publish();
            }
        } finally {
            gate.leave();
        }
    }

    @Override
    public void advance(long now) {
        gate.enter();
        try {
            if (!over) {
                spreader.publish(now);
            }
        } finally {
            gate.leave();
        }
    }

    @Override
    public void end() {
        endFeeding();
        if (!threads.isMine()) {
            threads.join(JOIN_MILLIS);
        }
    }

    private void endFeeding() {
        gate.enter();
        try {
            if (!over) {
                over = true;
                spreader.end();
            }
        } finally {
            gate.leave();
        }
    }

    @Override
    void count(WorkerCounters into) {
        spreader.count(gate, into);
    }

    @Override
    public void close() {
        if (threads.isMine()) {
            throw new MosException(Errno.EPERM, "source " + name() + " cannot be closed in one of its callbacks");
        }
        spreader.stop();
        endFeeding();
        if (!threads.stop()) {
            throw new MosException(Errno.EAGAIN, "source " + name() + " is still in a callback after 2 s; it ends as soon as "
                + "that returns");
        }
        super.close();
    }
}
