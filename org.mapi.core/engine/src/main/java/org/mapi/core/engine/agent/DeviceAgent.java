package org.mapi.core.engine.agent;

import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.mapi.capture.CaptureDevice;
import org.mapi.capture.DeviceKind;
import org.mapi.core.engine.memory.ResultFile;
import org.mapi.function.InstanceContext;
import org.mapi.function.ResultMethod;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does everything for the packets of one or more queues of a device: poll, walk, publish, timers, commands.
 *
 * <p>One thread at a time calls {@link #doWork} and {@link #idle}; any thread enqueues commands and reads the volatile fields.
 * Time is passed in.
 */
public final class DeviceAgent {
    private static final Logger LOG = LoggerFactory.getLogger(DeviceAgent.class);
    private static final long SPINS = 20;
    private static final long SHORT_WAIT = 100_000L;
    private static final long LONG_WAIT = 1_000_000L;
    private static final long PARKED_WAIT = 20_000_000L;
    private static final long LIVE_HOLD = 250_000_000L;
    private static final double LIVE_OCCUPANCY = 0.5;
    private static final long STATISTICS_NANOS = 100_000_000L;

    private final String name;
    private final Source source;
    private final DeviceKind kind;
    private final AgentEvents events;
    private final Queue<AgentCommand> commands = new ConcurrentLinkedQueue<>();
    private final StationCalls calls = new StationCalls(this);
    private final Backpressure backpressure;
    /** The queues it polls, by number; none while another agent has them. */
    private volatile Lane[] lanes;
    private Station[] stations = new Station[0];
    private Station[] timed = new Station[0];
    private Station[] limited = new Station[0];
    private final Activity activity = new Activity();
    private final AgentClock clock = new AgentClock();
    private long lastTimer;
    private long lastStatistics;
    private long idleRounds;
    private boolean touched;
    private long holdUntil;
    private boolean holding;
    private volatile boolean polling;
    private volatile boolean finished;
    private volatile boolean heldNow;
    private long generation;
    private volatile Thread thread;

    /**
     * An agent that does nothing yet.
     *
     * @param name   the device's name, with the queue where there are several
     * @param device the open device
     * @param kind   its relation to time
     * @param lane   the queue it polls at first
     * @param events whom to tell
     */
    DeviceAgent(String name, CaptureDevice device, DeviceKind kind, Lane lane, AgentEvents events) {
        this.name = name;
        this.source = new Source(name, device);
        this.kind = kind;
        this.backpressure = new Backpressure(kind, calls);
        this.lanes = new Lane[] {lane};
        this.events = events;
    }

    /** Enqueues a command; it is executed between two batches. Any thread. */
    public void command(AgentCommand command) {
        commands.add(command);
        LockSupport.unpark(thread);
    }

    /** Lets packets in or stops polling. Any thread. */
    public void polling(boolean on) {
        polling = on;
        LockSupport.unpark(thread);
    }

    /** The queues it polls now. */
    public int[] queues() {
        return Arrays.stream(lanes).mapToInt(lane -> lane.queue).toArray();
    }

    /** Goes on with another result file for a queue it polls. Only from within a command. */
    public void file(int queue, ResultFile next) {
        for (Lane lane : lanes) {
            if (lane.queue == queue) {
                lane.file(next);
            }
        }
    }

    /** Lets go of a queue, with everything that belongs to it. */
    void give(Lane lane) {
        lane.holdUntil = holdUntil;
        for (Station station : lane.walk().stations) {
            station.adopt(null);
        }
        lanes = Arrays.stream(lanes).filter(other -> other != lane).toArray(Lane[]::new);
        settle();
        release();
    }

    /** Polls a queue from now on, as it was left by another agent. */
    void take(Lane lane) {
        lanes = Stream.concat(Arrays.stream(lanes), Stream.of(lane)).sorted(Comparator.comparingInt(one -> one.queue))
            .toArray(Lane[]::new);
        settle();
        if (anyHeld()) {
            holdUntil = holding ? Math.max(holdUntil, lane.holdUntil) : lane.holdUntil;
            holding = true;
            heldNow = true;
        }
    }

    /** Sees what there is to do for the queues it has now. */
    private void settle() {
        final Set<Station> all = new LinkedHashSet<>();
        for (Lane lane : lanes) {
            for (Station station : lane.walk().stations) {
                station.lane = station.queue == Station.ALL_QUEUES ? null : lane;
                station.adopt(this);
                all.add(station);
            }
        }
        stations = all.toArray(Station[]::new);
        finished = lanes.length > 0 && Arrays.stream(lanes).allMatch(Lane::finished);
        refresh();
        publishAll(clock.now(), false);
    }

    /** Lets go of the device; its memory is not looked at any more. Only from within a command. */
    public void detach() {
        source.detach();
        for (Lane lane : lanes) {
            lane.forget();
        }
    }

    /** Goes on with another device of the same kind. Only from within a command. */
    public void attach(CaptureDevice next) {
        source.attach(next);
    }

    /** The source ends here. Only from within a command. */
    public void end() {
        for (Lane lane : lanes) {
            lane.ended = true;
        }
    }

    /**
     * Takes a new plan. Only from within a command.
     *
     * @param number the plan's number
     * @param walks  the plan laid out for each queue
     */
    public void install(long number, IntFunction<Walk> walks) {
        for (Lane lane : lanes) {
            lane.walk(walks.apply(lane.queue));
        }
        generation = number;
        settle();
    }

    /** Looks again at which stations want to be called for what. */
    void refresh() {
        for (Lane lane : lanes) {
            lane.place(this);
        }
        timed = List.of(stations).stream().filter(station -> station.timed).toArray(Station[]::new);
        limited = List.of(stations).stream().filter(station -> station.limited).toArray(Station[]::new);
    }

    /**
     * One round: commands, then a batch of each queue, then timers and publication.
     *
     * @param nanoTime now, {@link System#nanoTime()}
     * @return how much was done; 0 for nothing
     */
    int doWork(long nanoTime) {
        activity.round();
        int work = runCommands();
        if (holding && !holdOver(nanoTime)) {
            beat();
            return work;
        }
        if (polling && source.attached() && !finished) {
            work += poll(nanoTime);
        }
        final long wall = clock.now();
        timers(wall);
        if (touched) {
            publishAll(wall, false);
        }
        statistics(nanoTime);
        if (!finished && allEnded() && drained(nanoTime)) {
            finish(wall);
        }
        idleRounds = work == 0 ? idleRounds + 1 : 0;
        return work;
    }

    private int runCommands() {
        int done = 0;
        for (AgentCommand command = commands.poll(); command != null; command = commands.poll()) {
            try {
                command.run(this);
            } catch (Throwable e) {
                LOG.error("device {}: command failed: {}", name, FaultText.of(e));
            }
            done++;
        }
        return done;
    }

    private int poll(long nanoTime) {
        int work = 0;
        for (Lane lane : lanes) {
            final int limit = lane.ended ? 0 : backpressure.allowance(limited, nanoTime);
            if (limit > 0) {
                work += poll(lane, limit);
            }
        }
        return work;
    }

    private int poll(Lane lane, int limit) {
        final int count;
        activity.phase(AgentPhase.DRIVER);
        try {
            lane.batch.clear();
            count = source.device().poll(lane.queue, lane.batch, limit);
        } catch (Throwable e) {
            fail(lane, e);
            return 1;
        } finally {
            activity.phase(AgentPhase.IDLE);
        }
        if (count == CaptureDevice.END) {
            lane.ended = true;
            return 1;
        }
        if (count > 0) {
            walk(lane);
            lane.count();
            touched = true;
        }
        return count;
    }

    private void walk(Lane lane) {
        lane.begin();
        activity.phase(AgentPhase.WALK);
        while (!lane.done()) {
            try {
                lane.run();
            } catch (Throwable e) {
                caught(lane, e);
            }
        }
        activity.phase(AgentPhase.IDLE);
    }

    private void caught(Lane lane, Throwable fault) {
        final Station station = lane.failed();
        if (FaultText.isMemoryFault(fault)) {
            if (station != null) {
                station.seen--;
            }
            final int lost = lane.abandon();
            lane.faults++;
            lane.drop(lost);
            LOG.error("device {}: memory of the driver is gone, {} packets dropped: {}", name, lost, FaultText.of(fault));
        } else if (station == null) {
            lane.faults++;
            lane.drop(1);
            lane.nextPacket();
            LOG.error("device {}: packet cannot be read: {}", name, FaultText.of(fault));
        } else {
            lane.skipFailed();
            failed(station, fault);
        }
    }

    /** A station's function threw at a packet. */
    void failed(Station station, Throwable fault) {
        station.missed++;
        quarantine(station, fault);
    }

    /** Takes a station out because it threw. */
    void quarantine(Station station, Throwable fault) {
        final String reason = FaultText.of(fault);
        (station.lane == null ? lanes[0] : station.lane).faults++;
        station.slot.abandon();
        calls.dispose(station.remove(StationState.QUARANTINED, reason));
        refresh();
        LOG.warn("device {}: function {} is quarantined: {}", name, station.label(), reason);
        events.quarantined(this, station);
    }

    private void fail(Lane lane, Throwable fault) {
        lane.ended = true;
        final String reason = FaultText.of(fault);
        LOG.error("device {}: driver failed: {}", name, reason);
        events.failed(this, reason);
    }

    /** A round ended with a fault that is nobody else's. */
    void died(Throwable fault) {
        polling = false;
        finished = true;
        for (Lane lane : lanes) {
            lane.finish();
        }
        events.died(this, "agent ended: " + FaultText.of(fault));
    }

    /** All that is left to do when {@link #died}: commands, so that nobody waits for ever. */
    int serve() {
        activity.round();
        return runCommands();
    }

    private boolean allEnded() {
        for (Lane lane : lanes) {
            if (!lane.ended) {
                return false;
            }
        }
        return lanes.length > 0;
    }

    /** Has functions that hold packets back pass them on, each when those before it are done; whether all are. */
    private boolean drained(long nanoTime) {
        boolean all = true;
        for (Lane lane : lanes) {
            all &= lane.drain(calls, backpressure);
        }
        backpressure.ending(nanoTime, all);
        touched |= !all;
        return all;
    }

    private void finish(long wall) {
        final long now = deviceTime(wall);
        for (Station station : stations) {
            if (!station.ended) {
                calls.timer(station, now);
            }
        }
        for (Station station : stations) {
            if (!station.ended) {
                station.ended = true;
                calls.end(station);
            }
            station.slot.finish();
        }
        publishAll(wall, true);
        for (Lane lane : lanes) {
            lane.finish();
        }
        finished = true;
        beat();
        events.finished(this);
    }

    private void timers(long wall) {
        if (timed.length == 0 || finished) {
            return;
        }
        final long now = deviceTime(wall);
        if (now != 0 && (now - lastTimer >= InstanceContext.TIMER_NANOS || now < lastTimer)) {
            lastTimer = now;
            for (Station station : timed) {
                calls.timer(station, now);
            }
            touched = true;
        }
    }

    /** Packet time for traces and replays, wall time for live devices. */
    private long deviceTime(long wall) {
        return kind == DeviceKind.LIVE ? wall : packetTime();
    }

    private long packetTime() {
        long latest = 0;
        for (Lane lane : lanes) {
            latest = Math.max(latest, lane.packetTime());
        }
        return latest;
    }

    private void publishAll(long wall, boolean all) {
        touched = false;
        for (Station station : stations) {
            if (all || station.seen != station.publishedSeen || station.timed) {
                calls.publish(station, packetTime(station), wall);
            }
        }
        beat();
    }

    private long packetTime(Station station) {
        return station.lane == null ? packetTime() : station.lane.packetTime();
    }

    private void beat() {
        final long now = clock.now();
        for (Lane lane : lanes) {
            lane.beat(now, generation);
        }
    }

    private void statistics(long nanoTime) {
        if (nanoTime - lastStatistics >= STATISTICS_NANOS) {
            lastStatistics = nanoTime;
            clock.follow();
            beat();
            source.statistics(lanes);
        }
    }

    // ---- hold -----------------------------------------------------------------------------------------------------------------

    /**
     * Waits with polling until a replacement for held stations comes, for a short time. Only from within a command.
     *
     * @param nanoTime now
     * @param grace    how long a device that can pause waits at most, in nanoseconds
     */
    public void hold(long nanoTime, long grace) {
        holding = true;
        heldNow = true;
        holdUntil = nanoTime + (kind.pausable() ? grace : Math.min(grace, LIVE_HOLD));
    }

    /** Goes on polling unless a station is still held. Only from within a command. */
    public void release() {
        if (!anyHeld()) {
            holding = false;
            heldNow = false;
        }
    }

    private boolean anyHeld() {
        for (Station station : stations) {
            if (station.state() == StationState.HELD) {
                return true;
            }
        }
        return false;
    }

    private boolean holdOver(long nanoTime) {
        boolean over = nanoTime - holdUntil >= 0;
        for (Lane lane : lanes) {
            over |= !kind.pausable() && source.attached() && lane.occupancy(source.device()) >= LIVE_OCCUPANCY;
        }
        if (over) {
            for (Station station : stations) {
                if (station.state() == StationState.HELD) {
                    station.state(StationState.SUSPENDED, station.detail());
                }
            }
            holding = false;
            heldNow = false;
            events.suspended(this);
        }
        return over;
    }

    // ---- waiting --------------------------------------------------------------------------------------------------------------

    /** Nothing was done: waits a little. */
    void idle() {
        if (!commands.isEmpty()) {
            return;
        }
        if (finished || !polling || !source.attached() || lanes.length == 0) {
            LockSupport.parkNanos(this, PARKED_WAIT);
        } else if (holding || backpressure.waiting() || lanes.length != 1) {
            LockSupport.parkNanos(this, SHORT_WAIT);
        } else if (idleRounds < SPINS) {
            Thread.onSpinWait();
        } else {
            await(lanes[0]);
        }
    }

    private void await(Lane lane) {
        activity.phase(AgentPhase.DRIVER);
        try {
            source.device().await(lane.queue, LONG_WAIT);
        } catch (Throwable e) {
            fail(lane, e);
        } finally {
            activity.phase(AgentPhase.IDLE);
        }
    }

    /** Says which thread runs the agent from now on. That thread, or before any runs. */
    void thread(Thread runner) {
        if (thread != null) {
            lanes[0].turn();
        }
        thread = runner;
    }

    /** The thread that runs the agent now. Any thread. */
    Thread thread() {
        return thread;
    }

    /** What it polls. */
    Source source() {
        return source;
    }

    Activity activity() {
        return activity;
    }

    Backpressure backpressure() {
        return backpressure;
    }

    // ---- for everybody --------------------------------------------------------------------------------------------------------

    /** The device's name. */
    public String name() {
        return name;
    }

    /** Whether everything is processed and published. */
    public boolean finished() {
        return finished;
    }

    /** Whether it waits because a reader is slow. */
    public boolean waitingForReader() {
        return backpressure.waiting() && !finished;
    }

    /** Whether it waits for a library that is being replaced. */
    public boolean held() {
        return heldNow;
    }

    /** What it is doing. */
    public AgentPhase phase() {
        return activity.phase();
    }

    /** For the watchdog: a number that changes as long as the agent gets on. */
    public long progress() {
        return activity.progress(lanes);
    }

    /** The function in progress, or null. Any thread. */
    public Station current() {
        return activity.inProgress(lanes);
    }

    /** The calls of stations, for commands. */
    public StationCalls calls() {
        return calls;
    }

    /** Publishes a station now. Only from within a command. */
    public void publishNow(Station station) {
        calls.publish(station, packetTime(station), clock.now());
    }

    /** Publishes a station now, having computed its result if its method is IPC. Only from within a command. */
    public void compute(Station station) {
        if (station.method == ResultMethod.IPC && station.state() == StationState.WORKING) {
            calls.compute(station);
        }
        publishNow(station);
    }
}
