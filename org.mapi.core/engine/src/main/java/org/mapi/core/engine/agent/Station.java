package org.mapi.core.engine.agent;

import java.util.Arrays;
import org.mapi.core.engine.memory.ResultSlot;
import org.mapi.core.engine.memory.RingQueue;
import org.mapi.core.engine.memory.SavedState;
import org.mapi.function.FunctionInstance;
import org.mapi.function.ResultMethod;
import org.mapi.function.ScalarInstance;
import org.mapi.result.Field;
import org.mapi.result.FieldType;

/**
 * A node of the plan at work on one agent: the instance, its counters and its result slot.
 *
 * <p>Everything but the volatile fields belongs to the agent's thread once the station is part of a plan it runs; before that to
 * the thread that prepares it.
 */
public final class Station {
    /** Sees the packets of all queues. */
    public static final int ALL_QUEUES = -1;

    final long node;
    final int queue;
    final ResultMethod method;
    final boolean modifies;
    FunctionInstance instance;
    volatile ResultSlot slot;
    long seen;
    long passed;
    long missed;
    /** Packets that the instance made and passed on. */
    long emitted;
    /** {@link System#nanoTime} at which its queue was first found full without a reader; 0 when it was not. */
    long fullSince;
    int lastReturn = -1;
    long publishedSeen = -1;
    boolean publishing;
    boolean timed;
    boolean limited;
    private boolean draining;
    RingQueue ring;
    /** What the instance passes packets on with; null when it does not. */
    Onward onward;
    /** Whether its instance has passed everything on after the source's end. */
    boolean drained;
    /** Whose packets it sees; null for those of all queues. */
    Lane lane;
    /** Whether the instance was told that the source has ended. */
    volatile boolean ended;
    private ScalarInstance scalar;
    private long evaluated = -1;
    private long evaluation;
    private int valueOffset;
    private boolean retired;
    /** What the instance saved when it was taken out, where its block had no room for it. */
    private SavedState saved;
    /** Whether what it saved is in its block. */
    private boolean stored;
    private volatile StationState state = StationState.WORKING;
    private volatile String detail = "";
    private volatile String label;
    private volatile String warning = "";
    private volatile double load;
    private volatile DeviceAgent agent;

    /**
     * A station that has seen nothing yet.
     *
     * @param node     number of the node in the plan
     * @param queue    the queue whose packets it sees, or {@link #ALL_QUEUES}
     * @param label    who it is, for people: {@code library:FUNCTION 2@1}
     * @param instance the initialised instance
     * @param slot     where it publishes
     * @param method   how its result reaches readers
     * @param modifies whether it changes packets
     */
    public Station(long node, int queue, String label, FunctionInstance instance, ResultSlot slot, ResultMethod method,
                   boolean modifies) {
        this.node = node;
        this.queue = queue;
        this.label = label;
        this.slot = slot;
        this.method = method;
        this.modifies = modifies;
        install(instance);
    }

    /** Puts an instance in. */
    void install(FunctionInstance newInstance) {
        instance = newInstance;
        scalar = newInstance instanceof ScalarInstance number ? number : null;
        publishing = method == ResultMethod.SHM && slot.schema().size() > 0;
        timed = Overrides.has(newInstance, "timer", long.class);
        limited = Overrides.has(newInstance, "capacity");
        draining = Overrides.has(newInstance, "drain");
        valueOffset = firstLong(slot);
        evaluated = -1;
    }

    private static int firstLong(ResultSlot slot) {
        return slot.schema().fields().stream().filter(field -> field.type() == FieldType.I64).mapToInt(Field::offset)
            .findFirst().orElse(-1);
    }

    /** The ring that the instance writes, woken at the end of each batch; null where it has none. Before an agent has it. */
    public void ring(RingQueue queue) {
        ring = queue;
    }

    /** What the instance passes packets on with, if it asked for it. Before an agent has it. */
    public void onward(Onward path) {
        onward = path;
        if (path != null) {
            path.belongsTo(this);
        }
    }

    /** Whether the instance has to be asked for packets that it holds back. */
    boolean holdsBack() {
        return draining && !drained && state == StationState.WORKING;
    }

    /** Takes the instance out for good and freezes its value; null when it was out. Agent's thread. */
    public FunctionInstance retire() {
        final long last = liveValue();
        if (instance instanceof MissedInstance) {
            return null;
        }
        final FunctionInstance old = instance;
        instance = new MissedInstance(this);
        scalar = null;
        publishing = false;
        timed = false;
        limited = false;
        retired = true;
        evaluation = last;
        return old;
    }

    /** Takes the instance out; what comes is counted as missed. */
    FunctionInstance remove(StationState newState, String why) {
        if (scalar != null) {
            // Whoever reads it as a source goes on seeing the last value.
            evaluation = scalar.value();
        }
        final FunctionInstance old = instance;
        instance = new MissedInstance(this);
        scalar = null;
        publishing = false;
        timed = false;
        limited = false;
        detail = why;
        state = newState;
        return old;
    }

    /** Keeps what the instance has saved until there is a successor; null for nothing. */
    void keep(SavedState state) {
        stored = state != null && slot.save(state);
        saved = stored ? null : state;
    }

    /** What was kept, or null. */
    SavedState kept() {
        return stored ? slot.saved() : saved;
    }

    /** Says something about it that people should know. Any thread. */
    public void note(String text) {
        detail = text;
    }

    void working() {
        detail = "";
        state = StationState.WORKING;
    }

    void state(StationState newState, String why) {
        detail = why;
        state = newState;
    }

    void adopt(DeviceAgent newAgent) {
        agent = newAgent;
    }

    /** The state. Any thread. */
    public StationState state() {
        return state;
    }

    /** What the watchdog has to say, or empty. Any thread. */
    public String warning() {
        return warning;
    }

    /** The watchdog says something, or nothing any more. */
    public void warning(String text) {
        warning = text;
    }

    /** Share of its agent's time that is spent in it, 0 to 1, as the watchdog found last. Any thread. */
    public double load() {
        return load;
    }

    /** The watchdog has found its share. */
    public void load(double share) {
        load = share;
    }

    /** Whether its source has ended. Any thread. */
    public boolean finished() {
        return ended;
    }

    /** Why it does not work, or empty. Any thread. */
    public String detail() {
        return detail;
    }

    /** Who it is, for people. Any thread. */
    public String label() {
        return label;
    }

    /** Names it anew, when its owner has changed. Any thread. */
    public void label(String newLabel) {
        label = newLabel;
    }

    /** Number of its node in the plan. */
    public long node() {
        return node;
    }

    /** The queue in whose result file its block is; 0 for one that sees all queues. */
    public int home() {
        return Math.max(0, queue);
    }

    /** Where it publishes. */
    public ResultSlot slot() {
        return slot;
    }

    /** Whether the calling thread runs the agent that runs it. */
    public boolean here() {
        final DeviceAgent runner = agent;
        return runner != null && runner.thread() == Thread.currentThread();
    }

    /** The instance; on the agent's thread, or when no agent runs it. */
    public FunctionInstance instance() {
        return instance;
    }

    /** Packets given to it so far. Agent's thread; other threads see an older number. */
    public long seen() {
        return seen;
    }

    /** Packets it let through. As {@link #seen()}. */
    public long passed() {
        return passed;
    }

    /** Packets it missed. As {@link #seen()}. */
    public long missed() {
        return missed;
    }

    /** Packets that its instance made and passed on. As {@link #seen()}. */
    public long emitted() {
        return emitted;
    }

    /** What it returned last, -1 before the first packet. As {@link #seen()}. */
    public int lastReturn() {
        return seen == 0 ? -1 : lastReturn;
    }

    /**
     * The value now: of a scalar the number, otherwise the first 64-bit integer of the result. Agent's thread only.
     */
    public long liveValue() {
        if (scalar != null) {
            return scalar.value();
        }
        if (valueOffset < 0) {
            return 0;
        }
        if (!retired && evaluated != seen && state == StationState.WORKING && method != ResultMethod.NONE) {
            instance.publish(slot.begin());
            evaluated = seen;
            evaluation = slot.begin().getLong(valueOffset);
        }
        return evaluation;
    }

    /** Where the first 64-bit integer of the result lies, -1 where there is none. */
    public int valueOffset() {
        return valueOffset;
    }

    /** Takes over the counters of another station, for a node that is unshared. Agent's thread. */
    public void copyCounters(Station from) {
        seen = from.seen;
        passed = from.passed;
        missed = from.missed;
        emitted = from.emitted;
        lastReturn = from.lastReturn;
    }

    /** Forgets what was computed for the last packet. Agent's thread. */
    void invalidate() {
        evaluated = -1;
        publishedSeen = -1;
    }

    @Override
    public String toString() {
        return label + Arrays.asList(seen, passed, missed);
    }
}
