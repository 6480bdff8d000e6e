package org.mapi.mos.stack;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.Objects;
import java.util.function.Consumer;
import org.mapi.mos.Buffering;
import org.mapi.mos.BuiltInEvent;
import org.mapi.mos.Errno;
import org.mapi.mos.EventFilter;
import org.mapi.mos.FlowCallback;
import org.mapi.mos.FlowEvent;
import org.mapi.mos.FlowKey;
import org.mapi.mos.Hook;
import org.mapi.mos.MonitorApplication;
import org.mapi.mos.MonitorKind;
import org.mapi.mos.MonitorOptions;
import org.mapi.mos.MosException;
import org.mapi.mos.MosTimer;
import org.mapi.mos.OverlapPolicy;
import org.mapi.mos.Registrations;
import org.mapi.mos.Side;
import org.mapi.mos.UserEvent;
import org.mapi.packet.Packet;

/** An application on one worker: what it registered, and how it fares. Used on the worker's thread, counters apart. */
final class MonitorSocket implements Registrations {
    /** After so many exceptions an application is no longer called. */
    static final int MOST_FAULTS = 3;
    private static final int NOWHERE = -1;
    /** A hundred years: more need not be told apart. */
    private static final Duration LONGEST_DELAY = Duration.ofDays(36_500);
    private static final VarHandle CALLBACKS;

    static {
        try {
            CALLBACKS = MethodHandles.lookup().findVarHandle(MonitorSocket.class, "callbacks", long.class);
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }

    final int slot;
    final MonitorApplication application;
    final MonitorOptions options;
    final List<ValueKey<?>> keys = new ArrayList<>();
    /** Keys of those whose place it took, whose values are not released in all flows yet. */
    final List<ValueKey<?>> leaving = new ArrayList<>();
    /** Whose place it took, until all that is released; null then. */
    MonitorSocket former;
    /** Names of the events that it asked for; read by other threads. */
    final Set<String> asked = ConcurrentHashMap.newKeySet();
    /** Whose place it takes, while it is being attached. */
    MonitorSocket predecessor;
    DispatchTable table = DispatchTable.empty();
    Buffering buffering;
    /** By receiving side. */
    final int[] bufferSize = new int[2];
    final OverlapPolicy[] overlap = {OverlapPolicy.FIRST, OverlapPolicy.FIRST};
    boolean recordsFrames;
    boolean closed;
    /** Whether it has ever registered something for one flow only, or stopped a side of one. */
    boolean changesFlows;
    /** Flows with lower numbers in the table began before it, or before the one whose place it takes. */
    long firstFlow;
    /** Written by the worker, read by anybody. */
    volatile long flows;
    volatile long faults;
    /** Those of the applications whose place this one has taken. */
    volatile long formerFaults;
    volatile String quarantine = "";
    /** Packets and other moments it was called at; without the cost of a volatile on each. */
    private long callbacks;
    /** As {@link #quarantine} says, for the worker. */
    private boolean quarantined;

    private final int id;
    private final Worker worker;
    private LinkFilters filter;
    private LinkFilters orphans;

    MonitorSocket(int id, int slot, Worker worker, MonitorApplication application, MonitorOptions options) {
        this.id = id;
        this.slot = slot;
        this.worker = worker;
        this.application = application;
        this.options = options;
        buffering = options.buffers();
        Arrays.fill(bufferSize, options.bufferSize());
        takeFilter(options.filter(), options.orphans().isBlank() ? null : options.orphans());
    }

    /** An application on a worker that it is not for: it has no place there. */
    static MonitorSocket nowhere(Worker worker, MonitorApplication application, MonitorOptions options) {
        final MonitorSocket none = new MonitorSocket(Worker.takeId(), NOWHERE, worker, application, options);
        none.closed = true;
        return none;
    }

    boolean isNowhere() {
        return slot == NOWHERE;
    }

    boolean matches(Packet packet) {
        return filter.matches(packet);
    }

    boolean matchesOrphan(Packet packet) {
        return orphans.matches(packet);
    }

    /** It is called now. */
    void called() {
        CALLBACKS.setOpaque(this, callbacks + 1);
    }

    long callbacks() {
        return (long) CALLBACKS.getOpaque(this);
    }

    /** It goes on with the count of another one. */
    void callbacks(long count) {
        CALLBACKS.setOpaque(this, count);
    }

    boolean isCalled() {
        return !closed && !quarantined;
    }

    /** An exception of the application: counted, and at last the end of its being called. */
    void fault(Throwable fault) {
        faults++;
        worker.counters.applicationFaults++;
        if (faults >= MOST_FAULTS && quarantine.isEmpty()) {
            quarantined = true;
            quarantine = faults + " exceptions, the last one: " + describe(fault);
        }
    }

    static String describe(Throwable fault) {
        try {
            return fault.toString();
        } catch (Throwable further) {
            return fault.getClass().getName();
        }
    }

    @Override
    public int id() {
        return id;
    }

    @Override
    public int worker() {
        return worker.number();
    }

    @Override
    public String source() {
        return worker.source();
    }

    @Override
    public MonitorKind kind() {
        return options.kind();
    }

    @Override
    public void at(Hook hook, FlowEvent event, FlowCallback callback) {
        worker.requireOwnThread();
        check(hook, event);
        if (callback == null) {
            throw new MosException(Errno.EINVAL, "callback for " + event.label() + " is null, expected one; remove() takes away");
        }
        table = table.changed(hook, event, callback);
        worker.monitors.wanted(hook, event.root().number());
    }

    /** Refuses what can never be raised for this monitor. */
    void check(Hook hook, FlowEvent event) {
        final BuiltInEvent root = event.root();
        if (event instanceof DefinedEvent && !worker.events.knows(event)) {
            throw new MosException(Errno.EINVAL, "event " + event.label() + " is not defined in source " + worker.source());
        }
        if (!root.isRaisedAt(hook)) {
            throw new MosException(Errno.EINVAL, "hook " + hook + " for event " + event.label() + ", expected one of "
                + root.hooks());
        }
        if (kind() == MonitorKind.PACKET && (root != BuiltInEvent.PKT_IN || hook != Hook.NONE)) {
            throw new MosException(Errno.EINVAL, "event " + event.label() + " at hook " + hook
                + " for a packet monitor, expected PKT_IN at NONE");
        }
    }

    @Override
    public boolean remove(Hook hook, FlowEvent event) {
        worker.requireOwnThread();
        final boolean had = table.has(hook, event);
        if (had) {
            table = table.changed(hook, event, null);
        }
        return had;
    }

    @Override
    public UserEvent define(FlowEvent base, EventFilter test) {
        if (base == null || test == null) {
            throw new MosException(Errno.EINVAL, "base event is " + base + " and filter is " + test + ", expected both");
        }
        return worker.events.define(base, test, null);
    }

    @Override
    public UserEvent allocate(FlowEvent parent) {
        if (parent == null) {
            throw new MosException(Errno.EINVAL, "parent event is null, expected one");
        }
        return worker.events.allocate(parent);
    }

    @Override
    public UserEvent event(String name) {
        asked.add(name);
        return worker.events.named(name);
    }

    @Override
    public <T> FlowKey<T> key(Class<T> type, Consumer<? super T> release) {
        worker.requireOwnThread();
        final ValueKey<T> key = new ValueKey<>(this, worker.takeKeyNumber(), "", type, release);
        keys.add(key);
        return key;
    }

    @Override
    public <T> FlowKey<T> key(String name, Class<T> type) {
        worker.requireOwnThread();
        final boolean used = keys.stream().anyMatch(key -> key.name.equals(name));
        if (name == null || name.isBlank() || used) {
            throw new MosException(Errno.EINVAL, "name of a key is \"" + name + "\", expected one that is not in use");
        }
        if (!isLasting(type)) {
            throw new MosException(Errno.EINVAL, "type of key " + name + " is " + type.getName()
                + ", expected a final class of the JDK without type parameters, or an array of such or of primitives");
        }
        final ValueKey<T> key = inherited(name, type);
        keys.add(key);
        return key;
    }

    /** The place where the predecessor kept values of that name and type, or one of its own. */
    @SuppressWarnings("unchecked")
    private <T> ValueKey<T> inherited(String name, Class<T> type) {
        if (predecessor != null) {
            for (ValueKey<?> key : predecessor.keys) {
                if (key.name.equals(name) && key.type() == type) {
                    return (ValueKey<T>) key.of(this);
                }
            }
        }
        return new ValueKey<>(this, worker.takeKeyNumber(), name, type, value -> { });
    }

    /** Whether objects of a type cannot hold on to classes of an application. */
    private static boolean isLasting(Class<?> type) {
        Class<?> element = type;
        while (element.isArray()) {
            element = element.getComponentType();
        }
        final ClassLoader loader = element.getClassLoader();
        return element.isPrimitive() || (loader == null || loader == ClassLoader.getPlatformClassLoader())
            && Modifier.isFinal(element.getModifiers()) && element.getTypeParameters().length == 0;
    }

    /** Whether frames go on when it has seen them. */
    boolean isInline() {
        return worker.isInline();
    }

    @Override
    public MosTimer after(Duration delay, Runnable callback) {
        worker.requireOwnThread();
        if (delay.isNegative()) {
            throw new MosException(Errno.EINVAL, "delay is " + delay + ", expected 0 or more");
        }
        final long nanos = delay.compareTo(LONGEST_DELAY) > 0 ? LONGEST_DELAY.toNanos() : delay.toNanos();
        final long due = worker.now() + nanos;
        return worker.timers.set(this, due < worker.now() ? Long.MAX_VALUE : due, callback);
    }

    @Override
    public void later(Runnable change) {
        Objects.requireNonNull(change, "change");
        worker.posted().add(() -> {
            if (isCalled()) {
                try {
                    change.run();
                } catch (Throwable fault) {
                    fault(fault);
                }
            }
        });
    }

    @Override
    public long now() {
        return worker.now();
    }

    @Override
    public void filter(String flowFilter, String orphanFilter) {
        worker.requireOwnThread();
        takeFilter(flowFilter, orphanFilter);
    }

    private void takeFilter(String flowFilter, String orphanFilter) {
        final LinkFilters first = new LinkFilters(worker.compiler(), flowFilter);
        orphans = orphanFilter == null ? first : new LinkFilters(worker.compiler(), orphanFilter);
        filter = first;
    }

    @Override
    public void buffers(Buffering sides, int size) {
        worker.requireOwnThread();
        if (size < MonitorOptions.LEAST_BUFFER_SIZE) {
            throw new MosException(Errno.EINVAL, "buffer size is " + size + ", expected " + MonitorOptions.LEAST_BUFFER_SIZE
                + " or more");
        }
        buffering = sides;
        Arrays.fill(bufferSize, size);
        worker.monitors.changed();
    }

    @Override
    public void buffer(Side receiver, int size) {
        worker.requireOwnThread();
        if (receiver == Side.BOTH || size < 0) {
            throw new MosException(Errno.EINVAL, "buffer of side " + receiver + " is " + size
                + " bytes, expected CLIENT or SERVER, and 0 or more");
        }
        final Side other = receiver.opposite();
        final boolean read = buffering.includes(other);
        buffering = size > 0 ? read ? Buffering.BOTH : only(receiver) : read ? only(other) : Buffering.NONE;
        bufferSize[receiver.number()] = size;
        worker.monitors.changed();
    }

    private static Buffering only(Side receiver) {
        return receiver == Side.CLIENT ? Buffering.CLIENT : Buffering.SERVER;
    }

    @Override
    public void overlap(Side receiver, OverlapPolicy policy) {
        worker.requireOwnThread();
        if (receiver == Side.BOTH) {
            overlap[0] = policy;
            overlap[1] = policy;
        } else {
            overlap[receiver.number()] = policy;
        }
    }

    @Override
    public void recordFrames(boolean on) {
        worker.requireOwnThread();
        recordsFrames = on;
        worker.monitors.changed();
    }
}
