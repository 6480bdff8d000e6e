package org.mapi.mos.stack;

import java.util.List;
import org.mapi.capture.FilterCompiler;
import org.mapi.mos.PacketFollower;
import org.mapi.mos.SourceOptions;
import org.mapi.packet.Packet;

/** A source with one worker, which is whoever brings packets. */
final class Follower extends Source implements PacketFollower {
    private final Lane lane;

    Follower(MosStack stack, String name, List<String> devices, SourceOptions options, FilterCompiler compiler,
            EventForest events) {
        super(stack, name, devices, options, compiler, events, false);
        lane = lanes[0];
    }

    @Override
    public void process(Packet packet) {
        if (lane.enter()) {
            try {
                lane.worker.process(packet, 0);
            } finally {
                lane.leave();
            }
        }
    }

    @Override
    public void advance(long now) {
        if (lane.enter()) {
            try {
                lane.worker.advance(now);
            } finally {
                lane.leave();
            }
        }
    }

    @Override
    public void end() {
        endLanes();
    }
}
