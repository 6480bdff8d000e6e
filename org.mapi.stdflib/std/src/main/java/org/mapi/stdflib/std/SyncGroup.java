package org.mapi.stdflib.std;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.mapi.FlowInformation;
import org.mapi.FlowStatus;
import org.mapi.function.Application;

/**
 * The SYNC functions of a device that wait for the same flows: one decision for all, so that a flow that is connected between two
 * of them lets both begin at the same packet or neither.
 */
final class SyncGroup {
    /** Flows are looked at again after so many packets, a power of two. */
    static final int LOOK = 64;
    private static final Map<List<Object>, SyncGroup> GROUPS = new HashMap<>();

    private final List<Object> key;
    private final Set<Integer> flows;
    private int members;
    private long decidedAt = -1;
    private boolean open;

    private SyncGroup(List<Object> key, Set<Integer> flows) {
        this.key = key;
        this.flows = flows;
    }

    /** Joins the group of a device and flows. Any thread. */
    static SyncGroup join(int deviceId, Set<Integer> flows) {
        synchronized (GROUPS) {
            final SyncGroup group = GROUPS.computeIfAbsent(List.of(deviceId, flows), key -> new SyncGroup(key, flows));
            group.members++;
            return group;
        }
    }

    /** Leaves it. Any thread. */
    void leave() {
        synchronized (GROUPS) {
            if (--members == 0) {
                GROUPS.remove(key);
            }
        }
    }

    /** Whether the packet of that number may pass. Agent's thread. */
    boolean passes(long number, Application application) {
        if (!open && decidedAt != number && (decidedAt < 0 || (number & LOOK - 1) == 1)) {
            decidedAt = number;
            open = connected(application);
        }
        return open;
    }

    private boolean connected(Application application) {
        for (FlowInformation flow : application.flows()) {
            if (flow.status() == FlowStatus.INIT && flows.contains(flow.id())) {
                return false;
            }
        }
        return true;
    }
}
