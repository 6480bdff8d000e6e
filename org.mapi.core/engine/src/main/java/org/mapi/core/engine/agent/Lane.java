package org.mapi.core.engine.agent;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.mapi.capture.CaptureDevice;
import org.mapi.capture.DeviceStatistics;
import org.mapi.capture.PacketBatch;
import org.mapi.core.engine.memory.AgentCounter;
import org.mapi.core.engine.memory.ResultFile;
import org.mapi.packet.Packet;
import org.mapi.packet.PacketCursor;

/**
 * One receive queue on its agent: the batch, the walk of each packet through the plan, the queue's result file and counters.
 *
 * <p>The walk throws out whatever a function throws; {@link #failed} then says at which station, and {@link #run} goes on behind
 * it. Nothing here allocates.
 */
final class Lane {
    /** {@link #current}: no function is in progress. */
    static final int NOBODY = -1;
    private static final int MOST_NESTED = 32;
    private static final VarHandle CURRENT;
    private static final VarHandle INDEX;

    static {
        try {
            CURRENT = MethodHandles.lookup().findVarHandle(Lane.class, "current", int.class);
            INDEX = MethodHandles.lookup().findVarHandle(Lane.class, "index", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    final int queue;
    /** The batch of the hand that runs the agent. */
    PacketBatch batch = new PacketBatch();
    private PacketBatch resting;
    private final PacketCursor cursor = new PacketCursor();
    private final PacketCopy copy = new PacketCopy();
    boolean ended;
    /** Until when the agent waits for a library, for the agent that takes the lane over meanwhile. */
    long holdUntil;
    long batches;
    long faults;
    private ResultFile file;
    private volatile long packets;
    private volatile long dropped;
    private volatile boolean finished;
    private Walk walk = Walk.EMPTY;
    private long number;
    /** Position of the packet in the batch; read by the watchdog. */
    private int index;
    /** Position of the function in progress in the walk; read by the watchdog. */
    private int current = NOBODY;
    private int resume;
    /** How many functions are passing packets of their own on, one within the other. */
    private int nested;
    private long[] byInterface = new long[4];

    Lane(int queue, ResultFile file) {
        this.queue = queue;
        this.file = file;
    }

    /** Goes on with another result file. */
    void file(ResultFile next) {
        file = next;
    }

    ResultFile file() {
        return file;
    }

    /** The agent's other hand goes on, with a batch of its own: what one hand writes stays in its processor's cache. */
    void turn() {
        final PacketBatch before = batch;
        batch = resting == null ? new PacketBatch() : resting;
        resting = before;
    }

    /** The memory of the device's packets is not looked at any more. */
    void forget() {
        batch.clearRegions();
        resting = null;
    }

    /** The batch is done. */
    void count() {
        packets += batch.size();
        batches++;
    }

    void drop(long more) {
        dropped += more;
    }

    /** Everything is processed and published. */
    void finish() {
        ended = true;
        finished = true;
    }

    /** Whether everything is processed and published. Any thread. */
    boolean finished() {
        return finished;
    }

    /** Packets processed. Any thread. */
    long packets() {
        return packets;
    }

    /** Packets dropped. Any thread. */
    long dropped() {
        return dropped;
    }

    /** Shows a sign of life and the counters. */
    void beat(long now, long generation) {
        file.heartbeat(now);
        file.counter(AgentCounter.PACKETS, packets);
        file.counter(AgentCounter.BATCHES, batches);
        file.counter(AgentCounter.PLAN, generation);
        file.counter(AgentCounter.ERRORS, faults);
        file.counter(AgentCounter.DROPPED_BY_ENGINE, dropped);
    }

    /** The driver counts for the whole device: shown in the file of its first queue. */
    void driverCounters(DeviceStatistics statistics) {
        file.counter(AgentCounter.DROPPED_BY_KERNEL, statistics.droppedByKernel() + statistics.droppedByInterface());
        file.counter(AgentCounter.BAD, statistics.bad());
    }

    /** Tells the functions that pass packets on themselves where they stand. */
    void place(DeviceAgent agent) {
        for (int i = 0; i < walk.stations.length; i++) {
            if (walk.stations[i].onward != null) {
                walk.stations[i].onward.at(agent, this, i);
            }
        }
    }

    /** Has functions that hold packets back pass them on, each when those before it are done; returns whether all are. */
    boolean drain(StationCalls calls, Backpressure backpressure) {
        final Walk plan = walk;
        boolean all = true;
        int i = 0;
        while (i < plan.stations.length) {
            final Station station = plan.stations[i];
            final boolean done = !station.holdsBack() || calls.drain(station);
            if (!done) {
                backpressure.capacity(station);   // its own queue is not waited for for ever either
            }
            i = done ? i + 1 : plan.skip[i];
            all &= done;
        }
        return all;
    }

    Walk walk() {
        return walk;
    }

    void walk(Walk next) {
        walk = next;
    }

    /** Time of the last packet, 0 before the first. */
    long packetTime() {
        return cursor.packet().timestamp();
    }

    /** How full the queue's buffer is, 0 to 1, or NaN where that cannot be told. */
    double occupancy(CaptureDevice device) {
        try {
            return device.occupancy(queue);
        } catch (Throwable e) {
            return Double.NaN;
        }
    }

    /** Packets by interface, in order of interface index. */
    long[] byInterface() {
        return byInterface;
    }

    /** Prepares for a new batch. */
    void begin() {
        index = 0;
        resume = 0;
    }

    /** Whether the batch is worked through. */
    boolean done() {
        return index >= batch.size();
    }

    /** Walks the packets of the batch from where it stands. */
    void run() {
        final int count = batch.size();
        int packetIndex = index;
        int node = resume;
        resume = 0;
        if (node > 0) {
            walk(cursor.packet(), node, walk.stations.length);
            packetIndex++;
        }
        final Packet packet = cursor.packet();
        while (packetIndex < count) {
            // Opaque: the watchdog sees it even while a function never returns.
            INDEX.setOpaque(this, packetIndex);
            CURRENT.setOpaque(this, NOBODY);
            batch.moveTo(cursor, packetIndex, ++number);
            countInterface(packet.interfaceIndex());
            walk(packet, 0, walk.stations.length);
            packetIndex++;
        }
        index = count;
        CURRENT.setOpaque(this, NOBODY);
    }

    private void countInterface(int number) {
        if (number >= byInterface.length) {
            if (number >= 1 << 16) {
                return;
            }
            byInterface = java.util.Arrays.copyOf(byInterface, Math.max(number + 1, 2 * byInterface.length));
        }
        if (number >= 0) {
            byInterface[number]++;
        }
    }

    private void walk(Packet packet, int from, int to) {
        walk(packet, copy.cursor().packet(), from, to);
    }

    /** Gives a packet to the stations of a range; those that work on a copy without making it get the other one. */
    private void walk(Packet original, Packet copied, int from, int to) {
        final Walk plan = walk;
        final Station[] stations = plan.stations;
        final int[] skip = plan.skip;
        final byte[] flags = plan.flags;
        int i = from;
        while (i < to) {
            final Station station = stations[i];
            final byte special = flags[i];
            CURRENT.setOpaque(this, i);
            station.seen++;
            final boolean on;
            if (special == 0) {
                on = station.instance.process(original);
            } else {
                on = special(plan, i, station, original, copied);
            }
            if (on) {
                station.passed++;
                station.lastReturn = 1;
                i++;
            } else {
                station.lastReturn = 0;
                i = skip[i];
            }
        }
    }

    private boolean special(Walk plan, int i, Station station, Packet original, Packet copied) {
        final byte special = plan.flags[i];
        Packet packet = (special & (Walk.ON_COPY | Walk.COPY)) == Walk.ON_COPY ? copied : original;
        if ((special & Walk.RESTORE_MARK) != 0) {
            packet.mark(plan.marks[plan.markFrom[i]]);
        }
        if ((special & Walk.COPY) != 0) {
            packet = copy.of(original);
        }
        final boolean on = station.instance.process(packet);
        if ((special & Walk.SAVE_MARK) != 0) {
            plan.marks[i] = packet.mark();
        }
        return on;
    }

    /** Whether a function may pass a packet on now: not too many are doing so within each other. */
    boolean mayNest() {
        return nested < MOST_NESTED;
    }

    /**
     * Walks a packet that a function made through what follows it. Who throws there is quarantined here, so that the function
     * that made the packet does not hear of it; a memory fault is thrown on.
     *
     * @param emitter position of the station whose function made it
     * @param packet  the packet; writable if what follows works on the flow's own copy
     * @param agent   whose functions they are
     */
    void pass(int emitter, Packet packet, DeviceAgent agent) {
        final Walk plan = walk;
        final int before = current;
        final AgentPhase phase = agent.activity().phase();
        agent.activity().phase(AgentPhase.WALK);
        nested++;
        try {
            if ((plan.flags[emitter] & Walk.SAVE_MARK) != 0) {
                plan.marks[emitter] = packet.mark();
            }
            final Packet copied = plan.onCopy(emitter) ? packet : copy.cursor().packet();
            int node = emitter + 1;
            while (node < plan.skip[emitter]) {
                node = passed(plan, packet, copied, node, plan.skip[emitter], agent);
            }
        } finally {
            nested--;
            agent.activity().phase(phase);
            CURRENT.setOpaque(this, before);
        }
    }

    /** Walks on from a node; returns where to go on, behind a function that threw or at the end. */
    private int passed(Walk plan, Packet packet, Packet copied, int from, int to, DeviceAgent agent) {
        try {
            walk(packet, copied, from, to);
            return to;
        } catch (Throwable e) {
            final int at = current;
            if (FaultText.isMemoryFault(e)) {
                plan.stations[at].seen--;
                throw e;
            }
            agent.failed(plan.stations[at], e);
            return plan.skip[at];
        }
    }

    /** The station whose function threw out of {@link #run}, or null when none was in progress. */
    Station failed() {
        return current == NOBODY ? null : walk.stations[current];
    }

    /** Goes on behind the station that threw. */
    void skipFailed() {
        resume = walk.skip[current];
        if (resume >= walk.stations.length) {
            nextPacket();
        }
    }

    /** Goes on with the next packet. */
    void nextPacket() {
        resume = 0;
        index++;
    }

    /** Gives the rest of the batch up. */
    int abandon() {
        final int rest = Math.max(0, batch.size() - index);
        index = batch.size();
        resume = 0;
        return rest;
    }

    /** For the watchdog: a number that changes while packets go on. */
    int progress() {
        return (int) INDEX.getOpaque(this);
    }

    /** For the watchdog: the function in progress, or null. */
    Station inProgress() {
        final int at = (int) CURRENT.getOpaque(this);
        final Station[] stations = walk.stations;
        return at >= 0 && at < stations.length ? stations[at] : null;
    }
}
