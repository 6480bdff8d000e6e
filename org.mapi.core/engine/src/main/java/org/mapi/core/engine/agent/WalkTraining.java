package org.mapi.core.engine.agent;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.mapi.capture.DeviceKind;
import org.mapi.core.engine.memory.ResultFile;
import org.mapi.core.engine.memory.ResultSlot;
import org.mapi.core.engine.plan.AppliedSpecification;
import org.mapi.core.engine.plan.FlowSpecification;
import org.mapi.core.engine.plan.Plan;
import org.mapi.core.engine.plan.PlanChange;
import org.mapi.core.engine.plan.PlanCompiler;
import org.mapi.function.Definition;
import org.mapi.function.FunctionInstance;
import org.mapi.function.FunctionReference;
import org.mapi.function.Optimize;
import org.mapi.function.Queueing;
import org.mapi.function.ResultMethod;
import org.mapi.function.ScalarInstance;
import org.mapi.function.State;
import org.mapi.packet.Packet;
import org.mapi.result.ResultBlock;
import org.mapi.result.ResultSchema;

/**
 * Has agents of its own work on made-up packets until the JIT has compiled what they do, with plans of all kinds that follow each
 * other.
 *
 * <p>The JIT compiles what it has seen. An agent that has only met one plan is compiled for its functions and without the ways it
 * did not take; the first change of the plan then takes all of that back, and for some batches packets cost 10 to 50 times as
 * much. A walk that has met several classes of functions, branches, copies and packets that are stopped stays as it is, and so
 * does what an agent does once a batch when it has met functions without news and commands.
 *
 * <p>Works in memory of its own; touches no device, no file, nothing of an engine.
 */
public final class WalkTraining {
    /** As long as a JVM that has just started has so much to compile that it may look at nobody meanwhile. */
    private static final long LONGEST_NANOS = 5_000_000_000L;
    /** At first often: flows may begin as well. */
    private static final int DENSE_ROUNDS = 4_000;
    private static final int ROUNDS_BETWEEN_PAUSES = 16;
    private static final int ROUNDS_WITH_A_PLAN = 3;
    private static final long SHORT_PAUSE_NANOS = 100_000;
    private static final long LONG_PAUSE_NANOS = 2_000_000;
    private static final AtomicBoolean BEGUN = new AtomicBoolean();

    private final List<Trainee> trainees = List.of(new Trainee(DeviceKind.REPLAY), new Trainee(DeviceKind.LIVE));

    WalkTraining() { }

    /** Trains in the background, on a thread of its own; once for a process, does nothing later on. Any thread. */
    public static void begin() {
        if (BEGUN.compareAndSet(false, true)) {
            DaemonThreads.make("mapi-training", WalkTraining::train).start();
        }
    }

    private static void train() {
        final WalkTraining training = new WalkTraining();
        final long end = System.nanoTime() + LONGEST_NANOS;
        for (int i = 0; System.nanoTime() - end < 0; i++) {
            training.round(i, System.nanoTime());
            if (i % ROUNDS_BETWEEN_PAUSES == 0) {
                LockSupport.parkNanos(i < DENSE_ROUNDS ? SHORT_PAUSE_NANOS : LONG_PAUSE_NANOS);
            }
        }
    }

    /** Has one of the agents do a round, now and then with another plan; returns the walk it has then. */
    Walk round(int number, long nanoTime) {
        return trainees.get(number % trainees.size()).round(number / trainees.size(), nanoTime);
    }

    /** An agent with plans of its own. */
    private static final class Trainee {
        private final Lane lane = new Lane(0, ResultFile.unshared());
        private final List<Walk> walks = walks();
        private final DeviceAgent agent;

        Trainee(DeviceKind kind) {
            agent = new DeviceAgent("training", new TrainingDevice(kind), kind, lane, null);
            agent.polling(true);
        }

        Walk round(int number, long nanoTime) {
            if (number % ROUNDS_WITH_A_PLAN == 0) {
                final Walk next = walks.get(number / ROUNDS_WITH_A_PLAN % walks.size());
                agent.command(there -> there.install(number, queue -> next));
                agent.command(DeviceAgent::release);
                agent.command(DeviceAgent::refresh);
            }
            agent.doWork(nanoTime);
            return lane.walk();
        }
    }

    // ---- plans ----------------------------------------------------------------------------------------------------------------

    /** One flow; flows with a filter in common, that mark packets and change copies of them; nothing. */
    private static List<Walk> walks() {
        final Kind[] kinds = Kind.values();
        final FlowSpecification simple = flow(1, Kind.SOME, Kind.COUNT, Kind.ADD);
        final List<FlowSpecification> many = List.of(simple, flow(2, Kind.SOME, Kind.MARK, Kind.COUNT), flow(4, kinds),
            flow(3, Kind.CHANGE, Kind.COUNT, Kind.NONE, Kind.COUNT), flow(5, Kind.NONE, Kind.COUNT));
        return List.of(walk(List.of(simple)), walk(many), Walk.EMPTY, walk(List.of(flow(6, Kind.COUNT), flow(7, Kind.MARK))));
    }

    private static Walk walk(List<FlowSpecification> flows) {
        final Plan plan = PlanCompiler.compile(Plan.EMPTY, flows, PlanChange.flows(0));
        final Map<Long, Station> stations = new HashMap<>();
        plan.nodes().forEach(node -> stations.put(node.id(), station(node.id(), node.work().definition())));
        return Walk.of(plan, stations::get);
    }

    private static Station station(long node, Definition definition) {
        final FunctionInstance instance = switch (Kind.valueOf(definition.function())) {
            case COUNT -> new Counting();
            case ADD -> new Adding();
            case SOME -> new Choosing(3);
            case NONE -> new Choosing(Long.MAX_VALUE);
            case MARK -> new Marking();
            case CHANGE -> new Changing();
        };
        return new Station(node, 0, definition.function(), instance, ResultSlot.unshared(definition.schema()),
            definition.resultMethod(), definition.modifies());
    }

    private static FlowSpecification flow(int id, Kind... kinds) {
        final List<AppliedSpecification> functions = new ArrayList<>();
        for (Kind kind : kinds) {
            functions.add(new AppliedSpecification(new FunctionReference(id, functions.size() + 1), "training", kind.definition(),
                List.of(), Set.of(), null));
        }
        return new FlowSpecification(id, functions);
    }

    /** Functions to train with. */
    private enum Kind {
        COUNT, ADD, SOME, NONE, MARK, CHANGE;

        Definition definition() {
            final boolean counts = this == COUNT || this == ADD || this == CHANGE;
            return new Definition("training", name(), "", List.of(), "1", counts ? ResultMethod.SHM : ResultMethod.NONE,
                counts ? "java.lang.Long" : "java.lang.Void", counts, counts ? ResultSchema.COUNTER : ResultSchema.NONE,
                this == CHANGE, this == SOME || this == NONE, Optimize.AUTO, State.NONE, Queueing.PER_QUEUE);
        }
    }

    private static final class Counting extends ScalarInstance {
        @Override
        public boolean process(Packet packet) {
            value++;
            return true;
        }
    }

    private static final class Adding extends ScalarInstance {
        @Override
        public boolean process(Packet packet) {
            value += packet.wireLength();
            return true;
        }

        @Override
        public int capacity() {
            return TrainingDevice.PACKETS + (int) (value & 1);
        }
    }

    private record Choosing(long every) implements FunctionInstance {
        @Override
        public boolean process(Packet packet) {
            return packet.number() % every == 0;
        }
    }

    private record Marking() implements FunctionInstance {
        @Override
        public boolean process(Packet packet) {
            packet.mark(packet.mark() + 1);
            return true;
        }

        @Override
        public void timer(long now) {
            // that it is called is all
        }
    }

    private record Changing() implements FunctionInstance {
        @Override
        public boolean process(Packet packet) {
            return packet.isWritable();
        }

        @Override
        public void publish(ResultBlock block) {
            block.setLong(0, 1);
        }
    }
}
