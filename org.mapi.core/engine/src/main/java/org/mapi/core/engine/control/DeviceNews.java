package org.mapi.core.engine.control;

import org.mapi.FlowStatus;
import org.mapi.MapiTopics;
import org.mapi.core.engine.agent.Station;
import org.mapi.core.engine.device.DeviceEntry;

/** What is announced of a device, its flows and their functions. Control thread, unless it is said otherwise. */
final class DeviceNews {
    private final EngineCore core;
    private final DeviceEntry entry;
    private final DeviceRuntime runtime;

    DeviceNews(EngineCore core, DeviceEntry entry, DeviceRuntime runtime) {
        this.core = core;
        this.entry = entry;
        this.runtime = runtime;
    }

    /** The device itself. Any thread but an agent's. */
    void device(String topic, String detail) {
        core.announcements().device(topic, entry, detail);
    }

    /** A function, in each flow that uses it. Any thread; null for nobody. */
    void function(String topic, Station station, String detail) {
        if (station != null) {
            core.control().execute(() -> runtime.users(station).forEach(function -> core.announcements().function(topic, function,
                detail)));
        }
    }

    /** A flow is connected. */
    void connected(FlowRecord flow) {
        if (flow.connected()) {
            core.announcements().flow(MapiTopics.FLOW_CONNECTED, flow, "");
        }
    }

    /** The source of a flow has ended. */
    void finished(FlowRecord flow) {
        if (flow.finished()) {
            core.announcements().flow(MapiTopics.FLOW_FINISHED, flow, "");
        }
    }

    /** Looks which flows are suspended now and which are no longer. */
    void suspensions() {
        for (FlowRecord flow : runtime.connected().values()) {
            final boolean now = Descriptions.status(flow) == FlowStatus.SUSPENDED;
            if (flow.suspended(now)) {
                core.announcements().flow(now ? MapiTopics.FLOW_SUSPENDED : MapiTopics.FLOW_RESUMED, flow,
                    now ? Descriptions.detail(flow) : "");
            }
        }
    }
}
