package org.mapi.core.engine.control;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.mapi.core.engine.agent.Station;
import org.mapi.core.engine.memory.AgentCounter;
import org.mapi.core.engine.memory.BlockIdentity;
import org.mapi.core.engine.memory.ResultFile;
import org.mapi.core.engine.memory.ResultMemory;
import org.mapi.core.engine.memory.SlotState;
import org.mapi.core.engine.plan.FlowSpecification;
import org.mapi.core.engine.plan.Node;
import org.mapi.core.engine.plan.Plan;
import org.mapi.function.FunctionReference;
import org.mapi.function.Queueing;

/** What runs on an open device. Changed by the control thread. */
final class DeviceRuntime {
    private final Map<Integer, FlowRecord> connected = new ConcurrentSkipListMap<>();
    private final Map<Integer, FlowRecord> leaving = new HashMap<>();
    private final Map<Long, StationSet> stations = new ConcurrentHashMap<>();
    private final Map<Station, List<BlockIdentity>> keptNames = new IdentityHashMap<>();
    private final List<ResultFile> files;
    private volatile Plan plan = Plan.EMPTY;

    /** Nothing runs yet; one result file per queue. */
    DeviceRuntime(List<ResultFile> files) {
        this.files = new CopyOnWriteArrayList<>(files);
    }

    /**
     * Makes the result files of a device, one per queue.
     *
     * @throws IOException when one cannot be made; then there is none
     */
    static List<ResultFile> files(ResultMemory memory, String device, int queues) throws IOException {
        final List<ResultFile> files = new ArrayList<>();
        try {
            for (int queue = 0; queue < queues; queue++) {
                files.add(memory.createFile(device, queue, List.of()));
            }
            return files;
        } catch (IOException e) {
            for (ResultFile made : files) {
                made.close();
            }
            throw e;
        }
    }

    Plan plan() {
        return plan;
    }

    void plan(Plan next) {
        plan = next;
    }

    /** Receive queues of the device. */
    int queues() {
        return files.size();
    }

    ResultFile file(int queue) {
        return files.get(queue);
    }

    void file(int queue, ResultFile next) {
        files.set(queue, next);
    }

    List<ResultFile> files() {
        return List.copyOf(files);
    }

    /**
     * Whether a node has one station for all queues, of which there are several. One that is at work stays as it is, whatever
     * the flow that has inherited it says.
     */
    boolean serial(Node node) {
        final StationSet known = stations.get(node.id());
        return queues() > 1 && (known == null ? node.work().definition().queueing() == Queueing.SERIAL
            : known.stations().size() == 1);
    }

    /** Whether a plan needs one agent that polls all queues. */
    boolean serial(Plan some) {
        return some.nodes().stream().anyMatch(this::serial);
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

    /** The stations of a node, or null. */
    StationSet stations(long node) {
        return stations.get(node);
    }

    List<StationSet> stations() {
        return List.copyOf(stations.values());
    }

    void add(long node, StationSet own) {
        stations.put(node, own);
    }

    /** The functions that a station serves. */
    List<AppliedRecord> users(Station station) {
        return plan.node(station.node()).stream().flatMap(node -> node.subscribers().stream())
            .flatMap(function -> find(function).stream()).toList();
    }

    /** Shows in the files of some queues which function is in progress for long; null for none. */
    void showStuck(int[] queues, Station station) {
        final List<AppliedRecord> users = station == null ? List.of() : users(station);
        for (int queue : queues) {
            file(queue).counter(AgentCounter.FUNCTION, users.isEmpty() ? 0 : users.get(0).reference().id());
            file(queue).counter(AgentCounter.FUNCTION_SINCE, users.isEmpty() ? 0 : System.currentTimeMillis() * 1_000_000L);
        }
    }

    /** Shows the states of all functions in the directories of the result files. */
    void showStates() {
        for (StationSet set : stations.values()) {
            for (Station station : set.stations()) {
                file(station.home()).state(station.slot(), shown(station));
            }
        }
    }

    private static SlotState shown(Station station) {
        return switch (station.state()) {
            case WORKING -> station.finished() ? SlotState.FINISHED : SlotState.ACTIVE;
            case HELD, SUSPENDED -> SlotState.SUSPENDED;
            case QUARANTINED -> SlotState.QUARANTINED;
        };
    }

    /** A name that stays in the directory as long as the station's block. */
    void keepName(Station station, BlockIdentity identity) {
        keptNames.computeIfAbsent(station, key -> new ArrayList<>()).add(identity);
    }

    void remove(long node) {
        for (Station station : stations.remove(node).stations()) {
            final List<BlockIdentity> names = keptNames.remove(station);
            if (names != null) {
                names.forEach(file(station.home())::remove);
            }
        }
    }
}
