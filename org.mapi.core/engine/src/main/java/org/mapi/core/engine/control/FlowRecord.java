package org.mapi.core.engine.control;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.ReentrantLock;
import org.mapi.FlowStatus;
import org.mapi.core.engine.plan.FlowSpecification;
import org.mapi.function.Definition;
import org.mapi.function.Queueing;
import org.mapi.function.ResultMethod;

/**
 * A flow, as the engine keeps it. The status is changed by the control thread; the functions by whoever applies one, under
 * {@link #applying}; everybody may look.
 */
public final class FlowRecord {
    final ReentrantLock applying = new ReentrantLock();
    final DeviceControl device;
    private final int id;
    private final String owner;
    private final String deviceName;
    private final List<AppliedRecord> functions = new CopyOnWriteArrayList<>();
    private final Map<Integer, AppliedRecord> byId = new ConcurrentHashMap<>();
    private final CountDownLatch ended = new CountDownLatch(1);
    private int lastFunction;
    private volatile FlowSpecification specification;
    private volatile FlowStatus status = FlowStatus.INIT;
    private volatile boolean connecting;
    private volatile boolean serial;
    private volatile boolean closing;
    private boolean suspended;
    private volatile Instant start;
    private volatile Instant end;
    private volatile long packets;

    FlowRecord(int id, String owner, String deviceName, DeviceControl device) {
        this.id = id;
        this.owner = owner;
        this.deviceName = deviceName;
        this.device = device;
    }

    /** Number. */
    public int id() {
        return id;
    }

    /** Whose it is. */
    public String owner() {
        return owner;
    }

    /** The device's name as it was asked for. */
    public String deviceName() {
        return deviceName;
    }

    /** The device. */
    public DeviceControl device() {
        return device;
    }

    /** The functions in order of execution. */
    public List<AppliedRecord> functions() {
        return functions;
    }

    /** A function, deleted ones included. */
    public Optional<AppliedRecord> function(int number) {
        return Optional.ofNullable(byId.get(number));
    }

    /** The state. */
    public FlowStatus status() {
        return status;
    }

    /** Whether connect was called. */
    boolean connectCalled() {
        return connecting || status != FlowStatus.INIT;
    }

    /** Whether close was called. */
    public boolean closing() {
        return closing;
    }

    /** When it was connected, or null. */
    public Instant start() {
        return start;
    }

    /** When it ended, or null. */
    public Instant end() {
        return end;
    }

    /** Latch that opens when it is FINISHED or CLOSED. */
    public CountDownLatch ended() {
        return ended;
    }

    /** What it is for the plan compiler. */
    FlowSpecification specification() {
        FlowSpecification known = specification;
        if (known == null) {
            known = Specifications.of(this);
            specification = known;
        }
        return known;
    }

    /** Its functions or what they work with have changed. */
    void changed() {
        specification = null;
    }

    int nextFunction() {
        return ++lastFunction;
    }

    void add(AppliedRecord function) {
        byId.put(function.reference().id(), function);
        functions.add(function);
    }

    void prepend(AppliedRecord function) {
        byId.put(function.reference().id(), function);
        functions.add(0, function);
    }

    void forget(AppliedRecord function) {
        functions.remove(function);
        byId.remove(function.reference().id());
    }

    void delete(AppliedRecord function) {
        functions.remove(function);
    }

    /** Puts the functions back as they were. */
    void restore(List<AppliedRecord> order) {
        functions.clear();
        functions.addAll(order);
    }

    void moveBefore(AppliedRecord function, AppliedRecord other) {
        functions.remove(function);
        functions.add(functions.indexOf(other), function);
    }

    void connecting(boolean now) {
        changed();
        serial = functions.stream().map(AppliedRecord::definition).anyMatch(FlowRecord::wantsAllQueues);
        connecting = now;
    }

    /** A queue of entries has one order, so that it needs one instance whatever is declared. */
    static boolean wantsAllQueues(Definition definition) {
        return definition.queueing() == Queueing.SERIAL || definition.resultMethod() == ResultMethod.FUNCT;
    }

    /** Whether its functions see the packets of all queues together; settled at connect. */
    boolean serial() {
        return serial;
    }

    /** Packets come from now on; false when it was closed meanwhile. */
    synchronized boolean connected() {
        if (status != FlowStatus.INIT) {
            return false;
        }
        start = Instant.now();
        packets = device.packets();
        status = FlowStatus.ACTIVE;
        return true;
    }

    /** Packets of the device when the flow was connected. */
    long packetsAtStart() {
        return packets;
    }

    /** Its source has ended; false when it was not active. */
    synchronized boolean finished() {
        if (status != FlowStatus.ACTIVE) {
            return false;
        }
        end = Instant.now();
        status = FlowStatus.FINISHED;
        ended.countDown();
        return true;
    }

    /** Whether it was told that it is suspended; returns whether that is news. Control thread. */
    boolean suspended(boolean now) {
        final boolean news = suspended != now;
        suspended = now;
        return news;
    }

    /** Marks it as about to close; false when it was already. */
    synchronized boolean close() {
        if (closing) {
            return false;
        }
        closing = true;
        return true;
    }

    /** Closed; false when it was already. */
    synchronized boolean closed() {
        byId.values().forEach(AppliedRecord::letGo);
        if (status == FlowStatus.CLOSED) {
            return false;
        }
        if (end == null) {
            end = Instant.now();
        }
        status = FlowStatus.CLOSED;
        ended.countDown();
        return true;
    }
}
