package org.mapi.mos.stack;

import java.util.List;
import org.mapi.capture.FilterCompiler;
import org.mapi.mos.PacketFollower;
import org.mapi.mos.SourceOptions;
import org.mapi.packet.Packet;

/** A source with one worker, which is whoever brings packets. */
final class Follower extends Source implements PacketFollower {
    private final Lane lane;
    /** Whether the thread that brings packets stays inside. Used by it only. */
    private boolean batch;

    Follower(MosStack stack, String name, List<String> devices, SourceOptions options, FilterCompiler compiler,
            EventForest events) {
        super(stack, name, devices, options, compiler, events, false);
        lane = lanes[0];
    }

    @Override
    public void beginBatch() {
        batch = batch || lane.enter();
    }

    @Override
    public void endBatch() {
        if (batch) {
            batch = false;
            lane.leave();
        }
    }

    @Override
    public void process(Packet packet) {
        if (batch) {
            lane.worker.process(packet, 0);
        } else if (lane.enter()) {
            try {
                lane.worker.process(packet, 0);
            } finally {
                lane.leave();
            }
        }
    }

    @Override
    public void advance(long now) {
        if (batch) {
            lane.worker.advance(now);
        } else if (lane.enter()) {
            try {
                lane.worker.advance(now);
            } finally {
                lane.leave();
            }
        }
    }

    @Override
    public void end() {
        endBatch();
        endLanes();
    }
}
