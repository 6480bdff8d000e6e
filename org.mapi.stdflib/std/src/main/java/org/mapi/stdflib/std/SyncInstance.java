package org.mapi.stdflib.std;

import java.util.Set;
import org.mapi.function.Application;
import org.mapi.function.FunctionInstance;
import org.mapi.function.InstanceContext;
import org.mapi.function.StateReader;
import org.mapi.function.StateWriter;
import org.mapi.packet.Packet;
import org.mapi.result.ResultBlock;

/** Waits with its group. */
final class SyncInstance implements FunctionInstance {
    private final Application application;
    private final Set<Integer> flows;
    private SyncGroup group;
    private boolean open;

    SyncInstance(Application application, Set<Integer> flows) {
        this.application = application;
        this.flows = flows;
    }

    @Override
    public void init(InstanceContext context) {
        group = SyncGroup.join(application.deviceId(), flows);
    }

    @Override
    public boolean process(Packet packet) {
        if (!open) {
            open = group.passes(packet.number(), application);
        }
        return open;
    }

    @Override
    public void save(StateWriter state) {
        state.putByte((byte) (open ? 1 : 0));
    }

    @Override
    public void restore(ResultBlock block, StateReader state) {
        open = state.getByte() != 0;
    }

    @Override
    public void cleanup() {
        if (group != null) {
            group.leave();
        }
    }
}
