package org.mapi.core.engine.agent;

import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.mapi.capture.CaptureDevice;
import org.mapi.capture.DeviceKind;
import org.mapi.capture.DeviceStatistics;
import org.mapi.capture.PacketBatch;
import org.mapi.core.engine.memory.AgentCounter;
import org.mapi.core.engine.memory.ResultFile;
import org.mapi.function.InstanceContext;
import org.mapi.function.ResultMethod;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does everything for the packets of one or more queues of a device: poll, walk, publish, timers, commands.
 *
 * <p>One thread calls {@link #doWork} and {@link #idle}; any thread enqueues commands and reads the volatile fields. Time is
 * passed in.
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
    private CaptureDevice device;
    private boolean attached = true;
    private final DeviceKind kind;
    private final AgentEvents events;
    private final Queue<AgentCommand> commands = new ConcurrentLinkedQueue<>();
    private final StationCalls calls = new StationCalls(this);
    private final Lane[] lanes;
    private ResultFile file;
    private Station[] stations = new Station[0];
    private Station[] timed = new Station[0];
    private Station[] limited = new Station[0];
    private final AgentClock clock = new AgentClock();
    private long lastTimer;
    private long lastStatistics;
    private long idleRounds;
    private long batches;
    private long faults;
    private boolean touched;
    private long holdUntil;
    private boolean holding;
    private volatile boolean polling;
    private volatile boolean finished;
    private volatile boolean waiting;
    private volatile boolean heldNow;
    private volatile long generation;
    private volatile long rounds;
    private volatile long packets;
    private volatile long dropped;
    private volatile AgentPhase phase = AgentPhase.IDLE;
    private volatile Station called;
    private volatile Thread thread;

    /**
     * An agent that does nothing yet.
     *
     * @param name   the device's name
     * @param device the open device
     * @param kind   its relation to time
     * @param lanes  the queues it polls
     * @param file   its result file
     * @param events whom to tell
     */
    DeviceAgent(String name, CaptureDevice device, DeviceKind kind, Lane[] lanes, ResultFile file, AgentEvents events) {
        this.name = name;
        this.device = device;
        this.kind = kind;
        this.lanes = lanes;
        this.file = file;
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

    /** Goes on with another result file. Only from within a command. */
    public void file(ResultFile next) {
        file = next;
    }

    /** Lets go of the device; its memory is not looked at any more. Only from within a command. */
    public void detach() {
        attached = false;
        for (Lane lane : lanes) {
            lane.batch.clearRegions();
        }
    }

    /** Goes on with another device of the same kind. Only from within a command. */
    public void attach(CaptureDevice next) {
        device = next;
        attached = true;
    }

    /** The source ends here. Only from within a command. */
    public void end() {
        for (Lane lane : lanes) {
            lane.ended = true;
        }
    }

    /** Takes a new plan: the same for all queues. Only from within a command. */
    public void install(Walk walk) {
        for (Lane lane : lanes) {
            lane.walk(walk);
        }
        stations = walk.stations;
        for (Station station : stations) {
            station.adopt(Thread.currentThread());
        }
        refresh();
        publishAll(clock.now(), false);
        generation = walk.generation;
    }

    /** Looks again at which stations want to be called for what. */
    void refresh() {
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
        rounds++;
        int work = runCommands();
        if (holding && !holdOver(nanoTime)) {
            beat();
            return work;
        }
        if (polling && attached && !finished) {
            work += poll();
        }
        final long wall = clock.now();
        timers(wall);
        if (touched) {
            publishAll(wall, false);
        }
        statistics(nanoTime);
        if (!finished && allEnded()) {
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
                LOG.error("device {}: command failed: {}", name, FaultText.of(e), e);
            }
            done++;
        }
        return done;
    }

    private int poll() {
        int work = 0;
        final int limit = allowance();
        for (Lane lane : lanes) {
            if (!lane.ended && limit > 0) {
                work += poll(lane, limit);
            }
        }
        return work;
    }

    /** How many packets may be taken now without losing any. */
    private int allowance() {
        if (limited.length == 0 || !kind.pausable()) {
            return PacketBatch.CAPACITY;
        }
        int limit = PacketBatch.CAPACITY;
        for (Station station : limited) {
            limit = Math.min(limit, calls.capacity(station));
        }
        if (waiting != limit <= 0) {
            waiting = limit <= 0;
        }
        return Math.max(0, limit);
    }

    private int poll(Lane lane, int limit) {
        final int count;
        phase = AgentPhase.DRIVER;
        try {
            lane.batch.clear();
            count = device.poll(lane.queue, lane.batch, limit);
        } catch (Throwable e) {
            fail(lane, e);
            return 1;
        } finally {
            phase = AgentPhase.IDLE;
        }
        if (count == CaptureDevice.END) {
            lane.ended = true;
            return 1;
        }
        if (count > 0) {
            walk(lane);
            packets += lane.batch.size();
            batches++;
            touched = true;
        }
        return count;
    }

    private void walk(Lane lane) {
        lane.begin();
        phase = AgentPhase.WALK;
        while (!lane.done()) {
            try {
                lane.run();
            } catch (Throwable e) {
                caught(lane, e);
            }
        }
        phase = AgentPhase.IDLE;
    }

    private void caught(Lane lane, Throwable fault) {
        faults++;
        final Station station = lane.failed();
        if (FaultText.isMemoryFault(fault)) {
            if (station != null) {
                station.seen--;
            }
            final int lost = lane.abandon();
            dropped += lost;
            LOG.error("device {}: memory of the driver is gone, {} packets dropped: {}", name, lost, FaultText.of(fault));
        } else if (station == null) {
            dropped++;
            lane.nextPacket();
            LOG.error("device {}: packet cannot be read: {}", name, FaultText.of(fault));
        } else {
            station.missed++;
            lane.skipFailed();
            quarantine(station, fault);
        }
    }

    /** Takes a station out because it threw. */
    void quarantine(Station station, Throwable fault) {
        final String reason = FaultText.of(fault);
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
        events.died(this, "agent ended: " + FaultText.of(fault));
    }

    /** All that is left to do when {@link #died}: commands, so that nobody waits for ever. */
    int serve() {
        rounds++;
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

    private void finish(long wall) {
        final long now = deviceTime(wall);
        for (Station station : stations) {
            calls.timer(station, now);
        }
        for (Station station : stations) {
            calls.end(station);
            station.slot.finish();
        }
        publishAll(wall, true);
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
        final long latest = packetTime();
        for (Station station : stations) {
            if (all || station.seen != station.publishedSeen || station.timed) {
                calls.publish(station, latest, wall);
            }
        }
        beat();
    }

    private void beat() {
        file.heartbeat(clock.now());
        file.counter(AgentCounter.PACKETS, packets);
        file.counter(AgentCounter.BATCHES, batches);
        file.counter(AgentCounter.PLAN, generation);
        file.counter(AgentCounter.ERRORS, faults);
        file.counter(AgentCounter.DROPPED_BY_ENGINE, dropped);
    }

    private void statistics(long nanoTime) {
        if (nanoTime - lastStatistics >= STATISTICS_NANOS) {
            lastStatistics = nanoTime;
            clock.follow();
            beat();
            if (attached) {
                driverCounters();
            }
        }
    }

    private void driverCounters() {
        try {
            final DeviceStatistics statistics = device.statistics();
            file.counter(AgentCounter.DROPPED_BY_KERNEL, statistics.droppedByKernel() + statistics.droppedByInterface());
            file.counter(AgentCounter.BAD, statistics.bad());
        } catch (Throwable e) {
            LOG.debug("device {}: no statistics: {}", name, FaultText.of(e));
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
        for (Station station : stations) {
            if (station.state() == StationState.HELD) {
                return;
            }
        }
        holding = false;
        heldNow = false;
    }

    private boolean holdOver(long nanoTime) {
        boolean over = nanoTime - holdUntil >= 0;
        for (Lane lane : lanes) {
            over |= !kind.pausable() && attached && lane.occupancy(device) >= LIVE_OCCUPANCY;
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
        if (finished || !polling || !attached) {
            LockSupport.parkNanos(this, PARKED_WAIT);
        } else if (holding || waiting || lanes.length != 1) {
            LockSupport.parkNanos(this, SHORT_WAIT);
        } else if (idleRounds < SPINS) {
            Thread.onSpinWait();
        } else {
            await(lanes[0]);
        }
    }

    private void await(Lane lane) {
        phase = AgentPhase.DRIVER;
        try {
            device.await(lane.queue, LONG_WAIT);
        } catch (Throwable e) {
            fail(lane, e);
        } finally {
            phase = AgentPhase.IDLE;
        }
    }

    /** Says which thread runs the agent. */
    void thread(Thread runner) {
        thread = runner;
    }

    /** A call of a function begins; returns what was going on. */
    AgentPhase calling(Station station) {
        final AgentPhase before = phase;
        called = station;
        phase = AgentPhase.CALL;
        return before;
    }

    /** A call of a function is over. */
    void called(AgentPhase before) {
        phase = before;
        called = null;
    }

    // ---- for everybody --------------------------------------------------------------------------------------------------------

    /** The device's name. */
    public String name() {
        return name;
    }

    /** Number of the plan it runs. */
    public long generation() {
        return generation;
    }

    /** Packets processed. */
    public long packets() {
        return packets;
    }

    /** Packets it had to drop. */
    public long dropped() {
        return dropped;
    }

    /** Whether everything is processed and published. */
    public boolean finished() {
        return finished;
    }

    /** Whether it waits because a reader is slow. */
    public boolean waitingForReader() {
        return waiting && !finished;
    }

    /** Whether it waits for a library that is being replaced. */
    public boolean held() {
        return heldNow;
    }

    /** What it is doing. */
    public AgentPhase phase() {
        return phase;
    }

    /** For the watchdog: a number that changes as long as the agent gets on. */
    public long progress() {
        long sum = rounds * 1_000;
        for (Lane lane : lanes) {
            sum += lane.progress();
        }
        return sum;
    }

    /** Which function is in progress, as text; empty when none is. */
    public String inProgress() {
        Station station = called;
        if (phase == AgentPhase.WALK) {
            station = null;
            for (Lane lane : lanes) {
                final Station walking = lane.inProgress();
                station = walking != null ? walking : station;
            }
        }
        return station == null ? "" : station.label();
    }

    /** Packets by interface, of all queues. Another thread sees an older state. */
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

    /** The calls of stations, for commands. */
    public StationCalls calls() {
        return calls;
    }

    /** Publishes a station now. Only from within a command. */
    public void publishNow(Station station) {
        final long wall = clock.now();
        calls.publish(station, packetTime(), wall);
    }

    /** Publishes a station now, having computed its result if its method is IPC. Only from within a command. */
    public void compute(Station station) {
        if (station.method == ResultMethod.IPC && station.state() == StationState.WORKING) {
            calls.compute(station);
        }
        publishNow(station);
    }

    /** Calls something for each station. Only from within a command. */
    public void eachStation(Consumer<Station> action) {
        for (Station station : stations) {
            action.accept(station);
        }
    }
}
