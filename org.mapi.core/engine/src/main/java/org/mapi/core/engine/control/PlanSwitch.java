package org.mapi.core.engine.control;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.mapi.MapiException;
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
 * install (agent), finish (control thread).
 */
final class PlanSwitch {
    private final EngineCore core;
    private final DeviceRuntime runtime;
    private final Plan before;
    private final Plan after;
    private final List<NewStation> made = new ArrayList<>();
    private final List<AppliedRecord> joined = new ArrayList<>();
    private final List<AppliedRecord> left = new ArrayList<>();
    private final List<Station> gone = new ArrayList<>();
    private final List<FunctionInstance> retired = new ArrayList<>();
    private final BlockAllocation blocks;
    private Walk walk;

    /** Compiles the next plan. Control thread. */
    PlanSwitch(EngineCore core, DeviceRuntime runtime, long epoch, Set<FunctionReference> unshare) {
        this.core = core;
        this.runtime = runtime;
        this.blocks = new BlockAllocation(runtime);
        before = runtime.plan();
        after = PlanCompiler.compile(before, runtime.specifications(), new PlanChange(epoch, unshare));
        for (Node node : before.nodes()) {
            node.subscribers().stream().filter(function -> after.node(function).map(Node::id).orElse(-1L) != node.id())
                .forEach(function -> runtime.find(function).ifPresent(left::add));
            if (after.node(node.id()).isEmpty()) {
                gone.add(runtime.station(node.id()));
            }
        }
    }

    Plan after() {
        return after;
    }

    /** Makes and initialises what is new; on failure everything made is cleaned up again. Workshop. */
    void initialise() {
        try {
            for (Node node : after.nodes()) {
                if (runtime.station(node.id()) == null) {
                    initialise(node);
                }
            }
        } catch (MapiException e) {
            discard();
            throw e;
        }
    }

    private void initialise(Node node) {
        final AppliedRecord owner = runtime.function(node.subscribers().get(0));
        final Station original = before.node(owner.reference()).map(Node::id).map(runtime::station).orElse(null);
        final FunctionInstance instance = Instantiation.current(core, owner);
        owner.instance(null);
        final InstanceResources resources = new InstanceResources(core.memory(), owner.label(), owner.arguments(),
            core.options().outputDirectory());
        made.add(new NewStation(node, owner, resources, instance, original));
        Instantiation.init(owner, instance, resources);
    }

    /** Cleans up what was made, when the change is not carried out. Workshop. */
    void discard() {
        for (NewStation one : made) {
            Cleanup.of(one.owner.label(), one.instance);
            one.resources.close();
        }
        made.clear();
    }

    /** Makes result blocks and stations and lays the plan out. Control thread. */
    void allocate() {
        made.stream().filter(one -> one.original != null).forEach(one -> unname(one.owner, one.original));
        final List<ResultSlot> slots = blocks.make(made.stream().map(PlanSwitch::request).toList());
        for (int i = 0; i < slots.size(); i++) {
            settle(made.get(i), slots.get(i));
        }
        walk = Walk.of(after, id -> {
            final Station known = runtime.station(id);
            return known != null ? known : made.stream().filter(one -> one.node.id() == id).findFirst().orElseThrow().station;
        });
        for (Node node : after.nodes()) {
            for (FunctionReference function : node.subscribers()) {
                if (before.node(function).map(Node::id).orElse(-1L) != node.id()) {
                    joined.add(runtime.function(function));
                }
            }
        }
    }

    private static BlockRequest request(NewStation one) {
        final ResultSchema schema = one.owner.definition().schema();
        return new BlockRequest(one.owner.identity(), schema == null ? ResultSchema.NONE : schema);
    }

    private static void settle(NewStation one, ResultSlot slot) {
        one.station = new Station(one.node.id(), one.owner.label(), one.instance, slot, one.owner.definition().resultMethod(),
            one.owner.definition().modifies());
        one.station.ring(one.resources.ring());
        one.owner.named(true);
    }

    /** Has the agent take the plan between two batches. */
    CompletableFuture<Void> install(DeviceAgent agent) {
        final CompletableFuture<Void> done = new CompletableFuture<>();
        agent.command(device -> {
            try {
                onAgent(device);
                done.complete(null);
            } catch (RuntimeException | Error e) {
                done.completeExceptionally(e);
            }
        });
        return done;
    }

    private void onAgent(DeviceAgent agent) {
        blocks.activate(agent);
        for (NewStation one : made) {
            if (one.original != null) {
                agent.calls().copy(one.original, one.station);
            }
        }
        for (Station station : gone) {
            agent.compute(station);
            final FunctionInstance instance = station.retire();
            if (instance != null) {
                retired.add(instance);
            }
        }
        for (AppliedRecord function : joined) {
            final Node node = after.node(function.reference()).orElseThrow();
            final Station known = runtime.station(node.id());
            if (known != null) {
                function.begin(known);
            }
        }
        agent.install(walk);
    }

    /** Tidies up when the agent runs the plan. Control thread. */
    CompletableFuture<Void> finish() {
        blocks.retire();
        made.forEach(one -> runtime.add(one.station, one.resources));
        left.stream().filter(function -> after.node(function.reference()).isEmpty()).forEach(this::leave);
        joined.forEach(this::join);
        runtime.plan(after);
        for (Node node : after.nodes()) {
            if (!before.node(node.id()).map(Node::subscribers).equals(Optional.of(node.subscribers()))) {
                node.subscribers().forEach(function -> runtime.function(function).subscribers(node.subscribers().size()));
                runtime.station(node.id()).label(runtime.function(node.subscribers().get(0)).label());
            }
        }
        final List<InstanceResources> resources = gone.stream().map(runtime::remove).toList();
        final String what = "cleanup of " + gone.stream().map(Station::label).toList();
        return core.workshop().runAtMost(what, core.options().closeTimeout(), () -> {
            left.forEach(AppliedRecord::closeReaders);
            for (FunctionInstance instance : retired) {
                Cleanup.of(instance.getClass().getSimpleName(), instance);
            }
            retired.clear();
            resources.forEach(InstanceResources::close);
        });
    }

    private void join(AppliedRecord function) {
        final Node node = after.node(function.reference()).orElseThrow();
        final Station station = runtime.station(node.id());
        if (!function.named()) {
            function.named(runtime.file().addName(station.slot(), function.identity()));
        }
        function.resources(runtime.resources(node.id()));
        function.station(station);
    }

    private void leave(AppliedRecord function) {
        final Station station = function.station();
        if (station == null) {
            return;
        }
        final SlotSnapshot snapshot = station.slot().read();
        function.last(new FinalValue(snapshot, station.slot().schema(), station.lastReturn()));
        function.station(null);
        unname(function, station);
    }

    /** Takes a function's name off a block, unless it is the only one of a block that others still use. */
    private void unname(AppliedRecord function, Station station) {
        if (!function.named()) {
            return;
        }
        function.named(false);
        final boolean used = after.node(station.node()).map(node -> node.subscribers().stream().map(runtime::function)
            .noneMatch(other -> other != function && other.named())).orElse(false);
        if (used) {
            runtime.keepName(station, function.identity());
        } else {
            runtime.file().remove(function.identity());
        }
    }
}
