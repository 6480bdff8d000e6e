package org.mapi.core.engine.control;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.mapi.core.engine.agent.Station;
import org.mapi.core.engine.memory.BlockIdentity;
import org.mapi.core.engine.memory.ResultFile;
import org.mapi.core.engine.plan.FlowSpecification;
import org.mapi.core.engine.plan.Plan;
import org.mapi.function.FunctionReference;

/** What runs on an open device. Changed by the control thread. */
final class DeviceRuntime {
    private final Map<Integer, FlowRecord> connected = new ConcurrentSkipListMap<>();
    private final Map<Integer, FlowRecord> leaving = new HashMap<>();
    private final Map<Long, Station> stations = new ConcurrentHashMap<>();
    private final Map<Long, InstanceResources> resources = new ConcurrentHashMap<>();
    private final Map<Long, List<BlockIdentity>> keptNames = new HashMap<>();
    private volatile Plan plan = Plan.EMPTY;
    private volatile ResultFile file;

    DeviceRuntime(ResultFile file) {
        this.file = file;
    }

    Plan plan() {
        return plan;
    }

    void plan(Plan next) {
        plan = next;
    }

    ResultFile file() {
        return file;
    }

    void file(ResultFile next) {
        file = next;
    }

    Map<Integer, FlowRecord> connected() {
        return connected;
    }

    void connect(FlowRecord flow) {
        connected.put(flow.id(), flow);
    }

    /** Takes a flow out of the next plan; it is still found until {@link #left}. */
    boolean leave(FlowRecord flow) {
        leaving.put(flow.id(), flow);
        return connected.remove(flow.id()) != null;
    }

    void left(FlowRecord flow) {
        leaving.remove(flow.id());
    }

    List<FlowSpecification> specifications() {
        return connected.values().stream().map(FlowRecord::specification).toList();
    }

    /** A function of a flow that is connected or leaving; empty for one that a failed change has left in the plan. */
    Optional<AppliedRecord> find(FunctionReference reference) {
        final FlowRecord flow = connected.getOrDefault(reference.flow(), leaving.get(reference.flow()));
        return flow == null ? Optional.empty() : flow.function(reference.id());
    }

    AppliedRecord function(FunctionReference reference) {
        return find(reference).orElseThrow(() -> Descriptions.noFlow(reference.flow()));
    }

    Station station(long node) {
        return stations.get(node);
    }

    InstanceResources resources(long node) {
        return resources.get(node);
    }

    List<InstanceResources> allResources() {
        return List.copyOf(resources.values());
    }

    List<Station> stations() {
        return List.copyOf(stations.values());
    }

    void add(Station station, InstanceResources own) {
        stations.put(station.node(), station);
        resources.put(station.node(), own);
    }

    /** A name that stays in the directory as long as the station's block. */
    void keepName(Station station, BlockIdentity identity) {
        keptNames.computeIfAbsent(station.node(), node -> new ArrayList<>()).add(identity);
    }

    InstanceResources remove(Station station) {
        final List<BlockIdentity> names = keptNames.remove(station.node());
        if (names != null) {
            names.forEach(file::remove);
        }
        stations.remove(station.node());
        return resources.remove(station.node());
    }
}
