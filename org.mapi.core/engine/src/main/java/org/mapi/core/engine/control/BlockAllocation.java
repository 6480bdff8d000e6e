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

/** Makes result blocks of one queue for one plan change, in a bigger file when the queue's has no room. */
final class BlockAllocation {
    private static final Logger LOG = LoggerFactory.getLogger(BlockAllocation.class);

    private final DeviceRuntime runtime;
    private final int queue;
    private final List<BlockRequest> housed = new ArrayList<>();
    private Successor successor;

    BlockAllocation(DeviceRuntime runtime, int queue) {
        this.runtime = runtime;
        this.queue = queue;
    }

    /** One for each queue of a device. */
    static List<BlockAllocation> each(DeviceRuntime runtime) {
        final List<BlockAllocation> all = new ArrayList<>();
        for (int queue = 0; queue < runtime.queues(); queue++) {
            all.add(new BlockAllocation(runtime, queue));
        }
        return all;
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
            final ResultSlot slot = homeless.isEmpty() ? runtime.file(queue).add(request) : null;
            if (slot == null) {
                homeless.add(request);
            } else {
                housed.add(request);
                slots.add(slot);
            }
        }
        if (!homeless.isEmpty()) {
            try {
                successor = runtime.file(queue).successor(homeless);
                slots.addAll(successor.slots());
            } catch (IOException e) {
                throw new MapiException(MapiError.MAPI_SHM_ERR, "result memory of device " + runtime.file(queue).device()
                    + " cannot be made: " + e.getMessage());
            }
        }
        return slots;
    }

    /** Gives back what was made, when the change is not carried out. Control thread. */
    void undo() {
        if (successor != null) {
            try {
                successor.discard();
            } catch (IOException e) {
                LOG.warn("device {}: new result file is not deleted: {}", runtime.file(queue).device(), e.getMessage());
            }
        }
        housed.forEach(request -> runtime.file(queue).remove(request.identity()));
        housed.clear();
    }

    /** Switches to the bigger file. On the agent. */
    void activate(DeviceAgent agent) {
        if (successor != null) {
            successor.activate();
            agent.file(queue, successor.file());
        }
    }

    /**
     * Gives the old file up. Control thread, when the agent uses the new one: a file that cannot be deleted is logged, since the
     * change is made already.
     */
    void retire() {
        if (successor != null) {
            runtime.file(queue, successor.file());
            try {
                successor.retire();
            } catch (IOException e) {
                LOG.warn("device {}: old result file is not deleted: {}", runtime.file(queue).device(), e.getMessage());
            }
        }
    }
}
