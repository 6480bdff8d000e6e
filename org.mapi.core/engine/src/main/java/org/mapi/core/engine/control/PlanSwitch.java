package org.mapi.core.engine.control;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.mapi.core.engine.agent.AgentTeam;
import org.mapi.core.engine.agent.DeviceAgent;
import org.mapi.core.engine.agent.Station;
import org.mapi.core.engine.agent.Walk;
import org.mapi.core.engine.memory.BlockRequest;
import org.mapi.core.engine.memory.ResultSlot;
import org.mapi.core.engine.memory.SlotSnapshot;
import org.mapi.core.engine.plan.Node;
import org.mapi.core.engine.plan.Plan;
import org.mapi.core.engine.plan.PlanChange;
import org.mapi.core.engine.plan.PlanCompiler;
import org.mapi.function.FunctionInstance;
import org.mapi.function.FunctionReference;
import org.mapi.result.ResultSchema;

/**
 * One change of a device's plan, step by step: compile (control thread), initialise (workshop), allocate (control thread),
 * install (agents), finish (control thread).
 */
final class PlanSwitch {
    private final EngineCore core;
    private final DeviceRuntime runtime;
    private final Plan before;
    private final Plan after;
    private final List<NewStation> made = new ArrayList<>();
    private final List<AppliedRecord> joined = new ArrayList<>();
    private final List<AppliedRecord> left = new ArrayList<>();
    private final List<Node> gone = new ArrayList<>();
    /** Filled by all agents at the same time. */
    private final Queue<FunctionInstance> retired = new ConcurrentLinkedQueue<>();
    private final List<BlockAllocation> blocks;
    private final List<Walk> walks = new ArrayList<>();

    /** Compiles the next plan. Control thread. */
    PlanSwitch(EngineCore core, DeviceRuntime runtime, long epoch, Set<FunctionReference> unshare) {
        this.core = core;
        this.runtime = runtime;
        this.blocks = BlockAllocation.each(runtime);
        before = runtime.plan();
        after = PlanCompiler.compile(before, runtime.specifications(), new PlanChange(epoch, unshare));
        for (Node node : before.nodes()) {
            node.subscribers().stream().filter(function -> after.node(function).map(Node::id).orElse(-1L) != node.id())
                .forEach(function -> runtime.find(function).ifPresent(left::add));
            if (after.node(node.id()).isEmpty()) {
                gone.add(node);
            }
        }
    }

    /** Makes and initialises what is new; on failure everything made is cleaned up again. Workshop. */
    void initialise() {
        try {
            for (Node node : after.nodes()) {
                if (runtime.stations(node.id()) == null) {
                    initialise(node);
                }
            }
            rehearse();
        } catch (RuntimeException | Error e) {
            discard();
            throw e;
        }
    }

    private void initialise(Node node) {
        final AppliedRecord owner = runtime.function(node.subscribers().get(0));
        final StationSet original = before.node(owner.reference()).map(Node::id).map(runtime::stations).orElse(null);
        if (runtime.serial(node)) {
            initialise(node, Station.ALL_QUEUES, owner, original == null ? null : original.at(0));
            return;
        }
        for (int queue = 0; queue < runtime.queues(); queue++) {
            initialise(node, queue, owner, original == null ? null : original.of(queue));
        }
    }

    private void initialise(Node node, int queue, AppliedRecord owner, Station original) {
        final DeviceControl read = owner.flow().device();
        final InstanceResources resources = new InstanceResources(core.memory(), owner.label(), owner.arguments(),
            core.options().outputDirectory(), InputFiles.of(read.properties().kind(), read.entry().request().address()));
        try {
            final FunctionInstance instance = Instantiation.ready(core, owner, resources, () -> queue <= 0
                ? Instantiation.current(core, owner) : Instantiation.further(core, owner, queue), resources::close);
            made.add(new NewStation(node, queue, owner, resources, instance, original));
        } finally {
            owner.instance(null);
        }
    }

    /** Where packets come to a plan already, what is new is not to slow them down. */
    private void rehearse() {
        if (before.nodes().isEmpty() || made.isEmpty()) {
            return;
        }
        final Rehearsing rehearsing = new Rehearsing(core);
        for (NewStation one : made) {
            if (one.home() == 0) {
                rehearsing.add(one.owner.definition(), one.instance);
            }
        }
        rehearsing.run(made.get(0).owner.flow().device().properties().linkTypes());
    }

    /** Cleans up what was made, when the change is not carried out. Workshop. */
    void discard() {
        for (NewStation one : made) {
            Cleanup.of(one.owner.label(), one.instance);
            one.resources.close();
        }
        made.clear();
    }

    /** Makes result blocks and stations and lays the plan out; on failure all blocks are given back. Control thread. */
    void allocate() {
        final List<NewStation> split = made.stream().filter(one -> one.original != null && one.owner.named(one.home())).toList();
        split.forEach(one -> unname(one.owner, one.original));
        try {
            for (int queue = 0; queue < runtime.queues(); queue++) {
                allocate(queue);
            }
        } catch (RuntimeException | Error e) {
            blocks.forEach(BlockAllocation::undo);
            split.forEach(one -> one.owner.named(one.home(), runtime.file(one.home()).addName(one.original.slot(),
                one.owner.identity())));
            throw e;
        }
        made.forEach(one -> one.owner.named(one.home(), true));
        for (int queue = 0; queue < runtime.queues(); queue++) {
            walks.add(lay(queue));
        }
        for (Node node : after.nodes()) {
            for (FunctionReference function : node.subscribers()) {
                if (before.node(function).map(Node::id).orElse(-1L) != node.id()) {
                    joined.add(runtime.function(function));
                }
            }
        }
    }

    private void allocate(int queue) {
        final List<NewStation> here = made.stream().filter(one -> one.home() == queue).toList();
        final List<ResultSlot> slots = blocks.get(queue).make(here.stream().map(PlanSwitch::request).toList());
        for (int i = 0; i < slots.size(); i++) {
            settle(here.get(i), slots.get(i));
        }
    }

    private Walk lay(int queue) {
        return Walk.of(after, id -> {
            final StationSet known = runtime.stations(id);
            return known != null ? known.at(queue) : madeFor(id).filter(one -> one.queue == queue
                || one.queue == Station.ALL_QUEUES).findFirst().orElseThrow().station;
        });
    }

    private Stream<NewStation> madeFor(long node) {
        return made.stream().filter(one -> one.node.id() == node);
    }

    private static BlockRequest request(NewStation one) {
        final ResultSchema schema = one.owner.definition().schema();
        return new BlockRequest(one.owner.identity(), schema == null ? ResultSchema.NONE : schema, BlockRequest.USUAL_STATE);
    }

    private static void settle(NewStation one, ResultSlot slot) {
        one.station = new Station(one.node.id(), one.queue, one.owner.label(), one.instance, slot,
            one.owner.definition().resultMethod(), one.owner.definition().modifies());
        one.station.ring(one.resources.ring());
        one.station.onward(one.resources.onward());
    }

    /** Has the agents take the plan between two batches. */
    CompletableFuture<Void> install(AgentTeam team) {
        return team.change(runtime.serial(after), this::onAgent);
    }

    private void onAgent(DeviceAgent agent) {
        for (int queue : agent.queues()) {
            onAgent(agent, queue);
        }
        agent.install(after.generation(), walks::get);
    }

    private void onAgent(DeviceAgent agent, int queue) {
        blocks.get(queue).activate(agent);
        for (NewStation one : made) {
            if (one.original != null && one.home() == queue) {
                agent.calls().copy(one.original, one.station);
            }
        }
        for (Node node : gone) {
            for (Station station : runtime.stations(node.id()).stations()) {
                if (station.home() == queue) {
                    retire(agent, station);
                }
            }
        }
        for (AppliedRecord function : joined) {
            final StationSet known = runtime.stations(after.node(function.reference()).orElseThrow().id());
            if (known != null && (known.stations().size() > 1 || queue == 0)) {
                function.begin(queue, known.at(queue));
            }
        }
    }

    private void retire(DeviceAgent agent, Station station) {
        agent.compute(station);
        final FunctionInstance instance = station.retire();
        if (instance != null) {
            retired.add(instance);
        }
    }

    /** Tidies up when the agents run the plan. Control thread. */
    CompletableFuture<Void> finish() {
        blocks.forEach(BlockAllocation::retire);
        for (Node node : after.nodes()) {
            if (runtime.stations(node.id()) == null) {
                runtime.add(node.id(), new StationSet(madeFor(node.id()).map(one -> one.station).toList(),
                    madeFor(node.id()).map(one -> one.resources).toList()));
            }
        }
        left.stream().filter(function -> after.node(function.reference()).isEmpty()).forEach(this::leave);
        joined.forEach(this::join);
        runtime.plan(after);
        for (Node node : after.nodes()) {
            if (!before.node(node.id()).map(Node::subscribers).equals(Optional.of(node.subscribers()))) {
                node.subscribers().forEach(function -> runtime.function(function).subscribers(node.subscribers().size()));
                final String label = runtime.function(node.subscribers().get(0)).label();
                runtime.stations(node.id()).stations().forEach(station -> station.label(label));
            }
        }
        return tidyUp();
    }

    private CompletableFuture<Void> tidyUp() {
        final List<InstanceResources> resources = new ArrayList<>();
        final List<String> labels = new ArrayList<>();
        for (Node node : gone) {
            final StationSet set = runtime.stations(node.id());
            resources.addAll(set.resources());
            labels.add(set.at(0).label());
            runtime.remove(node.id());
        }
        return core.workshop().runAtMost("cleanup of " + labels, core.options().closeTimeout(), () -> {
            left.forEach(AppliedRecord::closeReaders);
            for (FunctionInstance instance = retired.poll(); instance != null; instance = retired.poll()) {
                Cleanup.of(instance.getClass().getSimpleName(), instance);
            }
            resources.forEach(InstanceResources::close);
        });
    }

    private void join(AppliedRecord function) {
        final StationSet set = runtime.stations(after.node(function.reference()).orElseThrow().id());
        for (Station station : set.stations()) {
            final int file = station.home();
            if (!function.named(file)) {
                function.named(file, runtime.file(file).addName(station.slot(), function.identity()));
            }
        }
        function.stations(set);
    }

    private void leave(AppliedRecord function) {
        final List<Station> stations = function.stations();
        if (stations.isEmpty()) {
            return;
        }
        final List<SlotSnapshot> snapshots = stations.stream().map(station -> station.slot().read()).toList();
        function.last(new FinalValue(snapshots, stations.get(0).slot().schema(), stations.get(0).lastReturn()));
        function.stations(null);
        stations.forEach(station -> unname(function, station));
    }

    /** Takes a function's name off a block, unless it is the only one of a block that others still use. */
    private void unname(AppliedRecord function, Station station) {
        final int file = station.home();
        if (!function.named(file)) {
            return;
        }
        function.named(file, false);
        final boolean used = after.node(station.node()).map(node -> node.subscribers().stream().map(runtime::function)
            .noneMatch(other -> other != function && other.named(file))).orElse(false);
        if (used) {
            runtime.keepName(station, function.identity());
        } else {
            runtime.file(file).remove(function.identity());
        }
    }
}
