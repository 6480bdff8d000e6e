package org.mapi.core.engine.control;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.mapi.MapiException;
import org.mapi.core.engine.agent.DeviceAgent;
import org.mapi.core.engine.agent.Station;
import org.mapi.core.engine.agent.StationState;
import org.mapi.core.engine.agent.Walk;
import org.mapi.core.engine.memory.BlockIdentity;
import org.mapi.core.engine.memory.BlockRequest;
import org.mapi.core.engine.memory.ResultSlot;
import org.mapi.core.engine.memory.SavedState;
import org.mapi.core.engine.plan.Node;
import org.mapi.core.engine.plan.Plan;
import org.mapi.core.engine.plan.PlanChange;
import org.mapi.core.engine.plan.PlanCompiler;
import org.mapi.core.engine.registry.FunctionCatalogue;
import org.mapi.core.engine.registry.FunctionProvider;
import org.mapi.function.Definition;
import org.mapi.function.FunctionInstance;
import org.mapi.function.FunctionReference;
import org.mapi.result.ResultSchema;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Changes the instances of one device over to another catalogue: new instances are made and initialised in the workshop, swapped
 * on the agent between two batches, and the old ones are cleaned up in the workshop. What has no provider any more is taken out.
 */
final class Replacement {
    private static final Logger LOG = LoggerFactory.getLogger(Replacement.class);

    /** One node that changes. */
    private static final class Turn {
        final Node node;
        final Station station;
        final AppliedRecord owner;
        final FunctionProvider next;
        FunctionInstance instance;
        Definition definition;
        String missing;
        ResultSlot slot;

        Turn(Node node, Station station, AppliedRecord owner, FunctionProvider next) {
            this.node = node;
            this.station = station;
            this.owner = owner;
            this.next = next;
        }

        boolean sameLayout() {
            return schema(definition).id() == station.slot().schema().id();
        }
    }

    private final EngineCore core;
    private final DeviceRuntime runtime;
    private final String deviceType;
    private final boolean onPurpose;
    private final FunctionCatalogue catalogue;
    private final List<Turn> turns = new ArrayList<>();
    private final List<FunctionInstance> out = new ArrayList<>();
    private final BlockAllocation blocks;
    private Plan plan;
    private Walk walk;

    /** Finds out what changes. Control thread. */
    Replacement(EngineCore core, DeviceRuntime runtime, String deviceType, boolean onPurpose) {
        this.core = core;
        this.runtime = runtime;
        this.deviceType = deviceType;
        this.onPurpose = onPurpose;
        this.catalogue = core.catalogue();
        this.blocks = new BlockAllocation(runtime);
        for (Node node : runtime.plan().nodes()) {
            look(node);
        }
    }

    private void look(Node node) {
        final AppliedRecord owner = runtime.function(node.subscribers().get(0));
        final Station station = runtime.station(node.id());
        final Definition definition = owner.definition();
        final Optional<FunctionProvider> best = catalogue.replacementFor(definition.library(), definition.function(),
            definition.deviceType(), deviceType);
        final boolean unchanged = best.isPresent() && best.get() == owner.provider()
            || best.isEmpty() && owner.provider() == null && station.state() != StationState.HELD;
        if (!unchanged) {
            final Turn turn = new Turn(node, station, owner, best.orElse(null));
            turn.definition = definition;
            turn.missing = best.isPresent() ? null : "library " + definition.library() + " is gone, which brings "
                + definition.function();
            turns.add(turn);
        }
    }

    boolean nothingToDo() {
        return turns.isEmpty();
    }

    /** Makes and initialises the successors. Workshop. */
    void prepare() {
        for (Turn turn : turns) {
            if (turn.next != null) {
                prepare(turn);
            }
        }
        turns.removeIf(turn -> turn.instance == null && turn.missing == null);
    }

    private void prepare(Turn turn) {
        final InstanceResources resources = runtime.resources(turn.node.id());
        resources.replacing(turn.station.state() != StationState.QUARANTINED);
        FunctionInstance made = null;
        try {
            final Successorship successor = Successorship.prepare(turn.next, turn.owner);
            made = successor.instance();
            turn.definition = successor.definition();
            Instantiation.init(turn.owner, made, resources);
            turn.instance = made;
        } catch (MapiException e) {
            Cleanup.of(turn.owner.label(), made);
            final String why = turn.owner.label() + " cannot change over to " + turn.next.origin() + ": " + e.line();
            LOG.warn("{}", why);
            turn.definition = turn.owner.definition();
            if (turn.owner.provider() != null && catalogue.contains(turn.owner.provider())) {
                turn.station.note(why);
            } else {
                turn.missing = why;
            }
        }
    }

    /** Makes result blocks for changed layouts and the plan with the new definitions. Control thread. */
    void allocate() {
        final List<Turn> fresh = turns.stream().filter(turn -> turn.instance != null && !turn.sameLayout()).toList();
        final List<ResultSlot> slots = blocks.make(fresh.stream()
            .map(turn -> new BlockRequest(temporary(turn.owner.identity()), schema(turn.definition))).toList());
        for (int i = 0; i < slots.size(); i++) {
            slots.get(i).startFresh();
            fresh.get(i).slot = slots.get(i);
        }
        for (Turn turn : turns) {
            for (FunctionReference function : turn.node.subscribers()) {
                final AppliedRecord subscriber = runtime.function(function);
                subscriber.provider(turn.instance == null ? null : turn.next);
                subscriber.definition(turn.definition);
            }
        }
        plan = PlanCompiler.compile(runtime.plan(), runtime.specifications(), new PlanChange(Long.MIN_VALUE, Set.of()));
        walk = Walk.of(plan, runtime::station);
    }

    /** Cleans up what was made, when the change is not carried out. Workshop. */
    void discard() {
        turns.forEach(turn -> Cleanup.of(turn.owner.label(), turn.instance));
    }

    /** The function has a block under its own name already: the new one gets its name when the old one is gone. */
    private static BlockIdentity temporary(BlockIdentity identity) {
        return new BlockIdentity(identity.flow(), -identity.applied(), identity.function(), identity.library(),
            identity.version());
    }

    private static ResultSchema schema(Definition definition) {
        return definition.schema() == null ? ResultSchema.NONE : definition.schema();
    }

    /** Swaps between two batches. */
    CompletableFuture<Void> swap(DeviceAgent agent) {
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
        boolean hold = false;
        for (Turn turn : turns) {
            final FunctionInstance old;
            if (turn.instance != null) {
                old = change(agent, turn);
            } else {
                final boolean wait = !onPurpose && !agent.finished();
                old = agent.calls().takeOut(turn.station, wait ? StationState.HELD : StationState.SUSPENDED, turn.missing);
                hold |= wait && turn.station.state() == StationState.HELD;
            }
            if (old != null) {
                out.add(old);
            }
        }
        agent.install(walk);
        if (hold) {
            agent.hold(System.nanoTime(), core.options().replacementGrace().toNanos());
        } else {
            agent.release();
        }
    }

    private FunctionInstance change(DeviceAgent agent, Turn turn) {
        final boolean quarantined = turn.station.state() == StationState.QUARANTINED;
        final SavedState state = agent.calls().save(turn.station);
        final boolean goesOn = turn.slot == null && state != null && !quarantined;
        final ResultSlot slot = turn.slot != null ? turn.slot : turn.station.slot();
        if (!goesOn) {
            slot.startFresh();
            slot.begin().segment().fill((byte) 0);
        }
        final FunctionInstance old = agent.calls().replace(turn.station, turn.instance, slot, goesOn ? state : null);
        turn.station.ring(runtime.resources(turn.node.id()).ring());
        if (!goesOn) {
            turn.station.note(turn.owner.label() + " of " + turn.next.origin() + " began anew: "
                + (turn.slot != null ? "its result has another layout" : "there was no state to go on from"));
        }
        return old;
    }

    /** Cleans up. Control thread. */
    CompletableFuture<Void> finish() {
        blocks.retire();
        runtime.plan(plan);
        final List<AppliedRecord> subscribers = new ArrayList<>();
        for (Turn turn : turns) {
            turn.node.subscribers().forEach(function -> subscribers.add(runtime.function(function)));
            if (turn.instance != null) {
                rename(turn);
                final InstanceResources resources = runtime.resources(turn.node.id());
                resources.nextGeneration();
            }
        }
        final String what = "cleanup of what was replaced, of " + subscribers.stream().map(AppliedRecord::label).toList();
        return core.workshop().runAtMost(what, core.options().closeTimeout(), () -> {
            subscribers.forEach(AppliedRecord::detachReaders);
            out.forEach(instance -> Cleanup.of("replaced function", instance));
            out.clear();
            turns.clear();
        });
    }

    private void rename(Turn turn) {
        for (FunctionReference function : turn.node.subscribers()) {
            final AppliedRecord subscriber = runtime.function(function);
            if (turn.slot != null) {
                if (subscriber.named()) {
                    runtime.file().remove(subscriber.identity());
                }
                subscriber.named(runtime.file().addName(turn.slot, subscriber.identity()));
            } else if (subscriber.named()) {
                runtime.file().identify(subscriber.identity());
            }
        }
        if (turn.slot != null) {
            runtime.file().remove(temporary(turn.owner.identity()));
        }
    }

    /** Has what was applied but is not connected yet let go of providers that are gone. Control thread. */
    static void forget(EngineCore core, DeviceControl device) {
        for (FlowRecord flow : core.flows()) {
            if (flow.device() == device && !flow.connectCalled()) {
                for (AppliedRecord applied : flow.functions()) {
                    if (applied.provider() != null && !core.catalogue().contains(applied.provider())) {
                        applied.instance(null);
                        applied.provider(null);
                    }
                }
            }
        }
    }
}
