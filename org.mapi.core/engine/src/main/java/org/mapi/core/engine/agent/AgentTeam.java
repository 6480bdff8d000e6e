package org.mapi.core.engine.agent;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.mapi.capture.CaptureDevice;
import org.mapi.capture.DeviceKind;
import org.mapi.core.engine.memory.ResultFile;
import org.mapi.function.FunctionInstance;

/**
 * The agents of one device. As a rule each receive queue has its own; while a function wants to see the packets of all queues the
 * first agent polls all of them and the others rest. A queue with its batch, walk and stations is a {@link Lane}: moving it from
 * one agent to another loses no packet, since what nobody polls stays in the device.
 *
 * <p>{@link #change} is called by one thread, the next only when the one before is done; everything else by any thread.
 */
public final class AgentTeam {
    private final List<Lane> lanes = new ArrayList<>();
    private final List<AgentRunner> runners = new ArrayList<>();
    private boolean gathered;

    /**
     * Prepares agents and their threads.
     *
     * @param name   the device's name
     * @param device the open device
     * @param kind   its relation to time
     * @param files  the result file of each queue
     * @param events whom to tell
     */
    public AgentTeam(String name, CaptureDevice device, DeviceKind kind, List<ResultFile> files, AgentEvents events) {
        for (int queue = 0; queue < files.size(); queue++) {
            final Lane lane = new Lane(queue, files.get(queue));
            final String label = files.size() == 1 ? name : name + " queue " + queue;
            lanes.add(lane);
            runners.add(new AgentRunner(new DeviceAgent(label, device, kind, lane, events)));
        }
    }

    /** Starts the threads. */
    public void start() {
        runners.forEach(AgentRunner::start);
    }

    /** Lets packets in or stops polling. */
    public void polling(boolean on) {
        runners.forEach(runner -> runner.agent().polling(on));
    }

    /** One agent per queue; some may rest. */
    public List<AgentRunner> runners() {
        return runners;
    }

    /**
     * Has the agents carry a change out between two batches, each for the queues it polls.
     *
     * @param together whether one agent polls all queues from then on
     * @param action   done on each agent that polls a queue, before queues move apart and after they have come together
     * @return done when all agents have reported it
     */
    public CompletableFuture<Void> change(boolean together, Consumer<DeviceAgent> action) {
        final boolean before = gathered;
        gathered = together && lanes.size() > 1;
        if (before && !gathered) {
            return on(first(), action).thenCompose(done -> spread());
        }
        if (!before && gathered) {
            return gather().thenCompose(done -> on(first(), action));
        }
        return gathered ? on(first(), action) : execute(action);
    }

    private DeviceAgent first() {
        return runners.get(0).agent();
    }

    private CompletableFuture<Void> gather() {
        final List<Lane> others = lanes.subList(1, lanes.size());
        return all(others, lane -> on(runners.get(lane.queue).agent(), agent -> agent.give(lane)))
            .thenCompose(done -> on(first(), agent -> others.forEach(agent::take)));
    }

    private CompletableFuture<Void> spread() {
        final List<Lane> others = lanes.subList(1, lanes.size());
        return on(first(), agent -> others.forEach(agent::give))
            .thenCompose(done -> all(others, lane -> on(runners.get(lane.queue).agent(), agent -> agent.take(lane))));
    }

    /**
     * Has all agents do something between two batches.
     *
     * @return done when all have done it; fails with what one of them threw
     */
    public CompletableFuture<Void> execute(Consumer<DeviceAgent> action) {
        return all(runners, runner -> on(runner.agent(), action));
    }

    private static <T> CompletableFuture<Void> all(List<T> several, Function<T, CompletableFuture<Void>> each) {
        return CompletableFuture.allOf(several.stream().map(each).toArray(CompletableFuture[]::new));
    }

    private static CompletableFuture<Void> on(DeviceAgent agent, Consumer<DeviceAgent> action) {
        final CompletableFuture<Void> done = new CompletableFuture<>();
        agent.command(there -> {
            try {
                action.accept(there);
                done.complete(null);
            } catch (RuntimeException | Error e) {
                done.completeExceptionally(e);
            }
        });
        return done;
    }

    /** The agent whose thread is calling; the first one when none is. */
    public DeviceAgent here() {
        return runners.stream().filter(AgentRunner::here).findFirst().orElse(runners.get(0)).agent();
    }

    /**
     * Asks the threads to end after the round in progress.
     *
     * @param patience how long to wait for all of them
     * @return whether they have ended; those that have not are abandoned
     */
    public boolean stop(Duration patience) throws InterruptedException {
        final long deadline = System.nanoTime() + patience.toNanos();
        runners.forEach(AgentRunner::requestStop);
        boolean ended = true;
        for (AgentRunner runner : runners) {
            ended &= runner.awaitEnd(deadline - System.nanoTime());
        }
        return ended;
    }

    /** Packets processed. */
    public long packets() {
        return lanes.stream().mapToLong(Lane::packets).sum();
    }

    /** Packets dropped by the agents. */
    public long dropped() {
        return lanes.stream().mapToLong(Lane::dropped).sum();
    }

    /** Packets by interface, of all queues. Another thread than the agents' sees an older state. */
    public long[] byInterface() {
        long[] sum = new long[0];
        for (Lane lane : lanes) {
            final long[] counted = lane.byInterface();
            if (counted.length > sum.length) {
                sum = Arrays.copyOf(sum, counted.length);
            }
            for (int i = 0; i < counted.length; i++) {
                sum[i] += counted[i];
            }
        }
        return sum;
    }

    /** Whether everything of all queues is processed and published. */
    public boolean finished() {
        return lanes.stream().allMatch(Lane::finished);
    }

    /** Whether an agent waits because a reader is slow. */
    public boolean waitingForReader() {
        return any(DeviceAgent::waitingForReader);
    }

    /** Whether an agent waits for a library that is being replaced. */
    public boolean held() {
        return any(DeviceAgent::held);
    }

    private boolean any(Predicate<DeviceAgent> property) {
        return runners.stream().map(AgentRunner::agent).anyMatch(property);
    }

    /** Which function is in progress somewhere, as text; empty when none is. */
    public String inProgress() {
        return runners.stream().map(runner -> runner.agent().current()).filter(Objects::nonNull).map(Station::label).findFirst()
            .orElse("");
    }

    /** Takes a quarantined instance that is to be cleaned up; null when there is none. */
    public FunctionInstance pollDisposed() {
        for (AgentRunner runner : runners) {
            final FunctionInstance instance = runner.agent().calls().pollDisposed();
            if (instance != null) {
                return instance;
            }
        }
        return null;
    }
}
