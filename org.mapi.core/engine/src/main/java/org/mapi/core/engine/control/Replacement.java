package org.mapi.core.engine.control;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import org.mapi.MapiError;
import org.mapi.MapiException;
import org.mapi.core.engine.agent.AgentTeam;
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

    /** One station that changes. */
    private static final class Seat {
        final Station station;
        final InstanceResources resources;
        FunctionInstance instance;
        ResultSlot slot;

        Seat(Station station, InstanceResources resources) {
            this.station = station;
            this.resources = resources;
        }
    }

    /** One node that changes. */
    private static final class Turn {
        final Node node;
        final AppliedRecord owner;
        final FunctionProvider next;
        final List<Seat> seats = new ArrayList<>();
        Definition definition;
        String missing;
        /** The service of the platform that the instance must no longer use, or null. */
        String service;
        boolean ready;

        Turn(Node node, StationSet set, AppliedRecord owner, FunctionProvider next) {
            this.node = node;
            this.owner = owner;
            this.next = next;
            for (int i = 0; i < set.stations().size(); i++) {
                seats.add(new Seat(set.stations().get(i), set.resources().get(i)));
            }
        }

        boolean sameLayout() {
            return schema(definition).id() == seats.get(0).station.slot().schema().id();
        }
    }

    private final EngineCore core;
    private final DeviceRuntime runtime;
    private final String deviceType;
    private final boolean onPurpose;
    private final FunctionCatalogue catalogue;
    private final List<Turn> turns = new ArrayList<>();
    /** Filled by all agents at the same time. */
    private final Queue<FunctionInstance> out = new ConcurrentLinkedQueue<>();
    private final List<BlockAllocation> blocks;
    private final List<Walk> walks = new ArrayList<>();
    private Plan plan;

    /** Finds out what changes. Control thread. */
    Replacement(EngineCore core, DeviceRuntime runtime, String deviceType, boolean onPurpose) {
        this.core = core;
        this.runtime = runtime;
        this.deviceType = deviceType;
        this.onPurpose = onPurpose;
        this.catalogue = core.catalogue();
        this.blocks = BlockAllocation.each(runtime);
        for (Node node : runtime.plan().nodes()) {
            look(node);
        }
    }

    private void look(Node node) {
        final AppliedRecord owner = runtime.function(node.subscribers().get(0));
        final StationSet set = runtime.stations(node.id());
        final Definition definition = owner.definition();
        final Optional<FunctionProvider> best = catalogue.replacementFor(definition.library(), definition.function(),
            definition.deviceType(), deviceType);
        final boolean held = set.stations().stream().anyMatch(station -> station.state() == StationState.HELD);
        final String service = owner.changedService(core::serviceGeneration);
        final boolean unchanged = best.isPresent() && best.get() == owner.provider() && service == null
            || best.isEmpty() && owner.provider() == null && !held;
        if (!unchanged) {
            final Turn turn = new Turn(node, set, owner, best.orElse(null));
            turn.definition = definition;
            turn.service = service;
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
        turns.removeIf(turn -> !turn.ready && turn.missing == null);
        rehearse();
    }

    private void rehearse() {
        final Rehearsing rehearsing = new Rehearsing(core);
        turns.stream().filter(turn -> turn.ready)
            .forEach(turn -> rehearsing.add(turn.definition, turn.seats.get(0).instance));
        turns.stream().findFirst().ifPresent(turn -> rehearsing.run(turn.owner.flow().device().properties().linkTypes()));
    }

    private void prepare(Turn turn) {
        turn.owner.asksAnew();
        try {
            for (Seat seat : turn.seats) {
                prepare(turn, seat);
            }
            turn.ready = true;
        } catch (MapiException e) {
            discard(turn);
            final String why = turn.owner.label() + " cannot change over to " + turn.next.origin() + ": " + e.line();
            LOG.warn("{}", why);
            turn.definition = turn.owner.definition();
            if (turn.service == null && turn.owner.provider() != null && catalogue.contains(turn.owner.provider())) {
                turn.seats.forEach(seat -> seat.station.note(why));
            } else {
                turn.missing = why;
            }
        }
    }

    private void prepare(Turn turn, Seat seat) {
        seat.resources.replacing(seat.station.state() != StationState.QUARANTINED);
        final AtomicReference<Definition> definition = new AtomicReference<>();
        seat.instance = Instantiation.ready(core, turn.owner, seat.resources, () -> {
            final Successorship successor = Successorship.prepare(turn.next, turn.owner, seat.station.home() == 0
                ? turn.owner.application() : new ApplicationView(core, turn.owner, seat.station.home()));
            definition.set(successor.definition());
            return successor.instance();
        }, () -> { });
        turn.definition = definition.get();
        if (runtime.queues() > 1 && !turn.owner.flow().serial() && FlowRecord.wantsAllQueues(turn.definition)) {
            throw new MapiException(MapiError.MFUNCT_COULD_NOT_APPLY_FUNCT, turn.owner.label() + " works on each queue, "
                + turn.next.origin() + " wants to see all queues: connect a flow anew");
        }
    }

    private static void discard(Turn turn) {
        for (Seat seat : turn.seats) {
            Cleanup.of(turn.owner.label(), seat.instance);
            seat.instance = null;
        }
    }

    /** Makes result blocks for changed layouts and the plan with the new definitions. Control thread. */
    void allocate() {
        try {
            for (int queue = 0; queue < runtime.queues(); queue++) {
                allocate(queue);
            }
        } catch (RuntimeException | Error e) {
            blocks.forEach(BlockAllocation::undo);
            throw e;
        }
        for (Turn turn : turns) {
            for (FunctionReference function : turn.node.subscribers()) {
                final AppliedRecord subscriber = runtime.function(function);
                subscriber.provider(turn.ready ? turn.next : null);
                subscriber.definition(turn.definition);
            }
        }
        plan = PlanCompiler.compile(runtime.plan(), runtime.specifications(), new PlanChange(Long.MIN_VALUE, Set.of()));
        for (int queue = 0; queue < runtime.queues(); queue++) {
            final int on = queue;
            walks.add(Walk.of(plan, id -> runtime.stations(id).at(on)));
        }
    }

    private void allocate(int queue) {
        final List<Seat> fresh = new ArrayList<>();
        final List<BlockRequest> requests = new ArrayList<>();
        for (Turn turn : turns) {
            for (Seat seat : turn.seats) {
                if (turn.ready && !turn.sameLayout() && seat.station.home() == queue) {
                    fresh.add(seat);
                    requests.add(new BlockRequest(temporary(turn.owner.identity()), schema(turn.definition),
                        BlockRequest.USUAL_STATE));
                }
            }
        }
        final List<ResultSlot> slots = blocks.get(queue).make(requests);
        for (int i = 0; i < slots.size(); i++) {
            slots.get(i).startFresh();
            fresh.get(i).slot = slots.get(i);
        }
    }

    /** Cleans up what was made, when the change is not carried out. Workshop. */
    void discard() {
        turns.forEach(Replacement::discard);
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
    CompletableFuture<Void> swap(AgentTeam team) {
        return team.change(runtime.serial(plan), this::onAgent);
    }

    private void onAgent(DeviceAgent agent) {
        boolean hold = false;
        for (int queue : agent.queues()) {
            blocks.get(queue).activate(agent);
            for (Turn turn : turns) {
                for (Seat seat : turn.seats) {
                    hold |= seat.station.home() == queue && change(agent, turn, seat);
                }
            }
        }
        agent.install(plan.generation(), walks::get);
        if (hold) {
            agent.hold(System.nanoTime(), core.options().replacementGrace().toNanos());
        } else {
            agent.release();
        }
    }

    /** Changes one station over; whether its agent is to wait for it. */
    private boolean change(DeviceAgent agent, Turn turn, Seat seat) {
        final StationState state = seat.station.state();
        final boolean wait = !turn.ready && !onPurpose && !agent.finished()
            && (state == StationState.WORKING || state == StationState.HELD);
        final FunctionInstance old = turn.ready ? swap(agent, turn, seat)
            : agent.calls().takeOut(seat.station, wait ? StationState.HELD : StationState.SUSPENDED, turn.missing);
        if (old != null) {
            out.add(old);
        }
        return wait && seat.station.state() == StationState.HELD;
    }

    private static FunctionInstance swap(DeviceAgent agent, Turn turn, Seat seat) {
        final Station station = seat.station;
        final boolean quarantined = station.state() == StationState.QUARANTINED;
        final SavedState state = agent.calls().save(station);
        final boolean goesOn = seat.slot == null && state != null && !quarantined;
        final ResultSlot slot = seat.slot != null ? seat.slot : station.slot();
        if (!goesOn) {
            slot.startFresh();
            slot.begin().segment().fill((byte) 0);
        }
        station.onward(seat.resources.onward());
        final FunctionInstance old = agent.calls().replace(station, seat.instance, slot, goesOn ? state : null);
        station.ring(seat.resources.ring());
        if (!goesOn) {
            station.note(turn.owner.label() + " of " + turn.next.origin() + " began anew: "
                + (seat.slot != null ? "its result has another layout" : "there was no state to go on from"));
        }
        return old;
    }

    /** Cleans up. Control thread. */
    CompletableFuture<Void> finish() {
        blocks.forEach(BlockAllocation::retire);
        runtime.plan(plan);
        final List<AppliedRecord> subscribers = new ArrayList<>();
        for (Turn turn : turns) {
            turn.node.subscribers().forEach(function -> subscribers.add(runtime.function(function)));
            if (turn.ready) {
                for (Seat seat : turn.seats) {
                    rename(turn, seat);
                    seat.resources.nextGeneration();
                }
            }
        }
        runtime.showStates();
        final String what = "cleanup of what was replaced, of " + subscribers.stream().map(AppliedRecord::label).toList();
        return core.workshop().runAtMost(what, core.options().closeTimeout(), () -> {
            subscribers.forEach(AppliedRecord::detachReaders);
            for (FunctionInstance instance = out.poll(); instance != null; instance = out.poll()) {
                Cleanup.of("replaced function", instance);
            }
            turns.clear();
        });
    }

    private void rename(Turn turn, Seat seat) {
        final int file = seat.station.home();
        for (FunctionReference function : turn.node.subscribers()) {
            final AppliedRecord subscriber = runtime.function(function);
            if (seat.slot != null) {
                if (subscriber.named(file)) {
                    runtime.file(file).remove(subscriber.identity());
                }
                subscriber.named(file, runtime.file(file).addName(seat.slot, subscriber.identity()));
            } else if (subscriber.named(file)) {
                runtime.file(file).identify(subscriber.identity());
            }
        }
        if (seat.slot != null) {
            runtime.file(file).remove(temporary(turn.owner.identity()));
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
                    if (applied.changedService(core::serviceGeneration) != null) {
                        applied.instance(null);
                    }
                }
            }
        }
    }
}
