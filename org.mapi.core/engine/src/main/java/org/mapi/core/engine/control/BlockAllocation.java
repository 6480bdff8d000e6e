package org.mapi.core.engine.control;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.mapi.MapiError;
import org.mapi.MapiException;
import org.mapi.core.engine.agent.DeviceAgent;
import org.mapi.core.engine.memory.BlockRequest;
import org.mapi.core.engine.memory.ResultSlot;
import org.mapi.core.engine.memory.Successor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes result blocks for one plan change, in a bigger file when the device's has no room. */
final class BlockAllocation {
    private static final Logger LOG = LoggerFactory.getLogger(BlockAllocation.class);

    private final DeviceRuntime runtime;
    private Successor successor;

    BlockAllocation(DeviceRuntime runtime) {
        this.runtime = runtime;
    }

    /**
     * Makes blocks. Control thread, once.
     *
     * @return the slots in order of the requests
     * @throws MapiException MAPI_SHM_ERR
     */
    List<ResultSlot> make(List<BlockRequest> requests) {
        final List<ResultSlot> slots = new ArrayList<>();
        final List<BlockRequest> homeless = new ArrayList<>();
        for (BlockRequest request : requests) {
            final ResultSlot slot = homeless.isEmpty() ? runtime.file().add(request) : null;
            if (slot == null) {
                homeless.add(request);
            } else {
                slots.add(slot);
            }
        }
        if (!homeless.isEmpty()) {
            try {
                successor = runtime.file().successor(homeless);
                slots.addAll(successor.slots());
            } catch (IOException e) {
                requests.subList(0, slots.size()).forEach(request -> runtime.file().remove(request.identity()));
                throw new MapiException(MapiError.MAPI_SHM_ERR, "result memory of device " + runtime.file().device()
                    + " cannot be made: " + e.getMessage());
            }
        }
        return slots;
    }

    /** Switches to the bigger file. On the agent. */
    void activate(DeviceAgent agent) {
        if (successor != null) {
            successor.activate();
            agent.file(successor.file());
        }
    }

    /**
     * Gives the old file up. Control thread, when the agent uses the new one: a file that cannot be deleted is logged, since the
     * change is made already.
     */
    void retire() {
        if (successor != null) {
            runtime.file(successor.file());
            try {
                successor.retire();
            } catch (IOException e) {
                LOG.warn("device {}: old result file is not deleted: {}", runtime.file().device(), e.getMessage());
            }
        }
    }
}
