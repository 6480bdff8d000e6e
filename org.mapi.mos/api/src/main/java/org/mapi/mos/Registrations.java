package org.mapi.mos;

import java.time.Duration;
import java.util.function.Consumer;
import org.osgi.annotation.versioning.ProviderType;

/**
 * What an application wants to be told of, on one worker: the monitor socket of the original. Used on the worker's thread (or in
 * {@link MonitorApplication#attach}); a change takes effect for flows that begin after it, {@link FlowContext#at} changes a
 * single flow at once.
 */
@ProviderType
public interface Registrations {
    /** Number of the monitor, unique in the process, greater than 0. */
    int id();

    /** Number of the worker, 0 and up. */
    int worker();

    /** Name of the source of packets. */
    String source();

    /** What it looks at. */
    MonitorKind kind();

    /**
     * Registers a callback; one per event and hook: a second replaces the first.
     *
     * @throws MosException EINVAL if the event is not raised at this hook, is of another source, or is closed
     */
    void at(Hook hook, FlowEvent event, FlowCallback callback);

    /**
     * Takes a callback back.
     *
     * @return whether there was one
     */
    boolean remove(Hook hook, FlowEvent event);

    /**
     * Defines an event.
     *
     * @param base   built-in or user-defined, not null
     * @param filter not null; the same object with the same base gives the same event
     * @throws MosException EINVAL if the base is unknown here
     */
    UserEvent define(FlowEvent base, EventFilter filter);

    /**
     * Makes an event without a filter, to be raised by the application ({@link FlowContext#raise}) when its parent is: one filter
     * with several results, say.
     *
     * @param parent built-in or user-defined, defined or allocated
     * @throws MosException EINVAL if the parent is unknown here
     */
    UserEvent allocate(FlowEvent parent);

    /**
     * An event that an {@link EventDefinition} on the whiteboard defines.
     *
     * @throws MosException ENOENT if there is none of that name now
     */
    UserEvent event(String name);

    /**
     * Makes a key for state per flow: the user context of the original, typed and any number of them.
     *
     * @param type    type of the values
     * @param release called with each value when its flow ends or this application leaves, never null; on the worker's thread, or
     *                on another one while none of the worker's callbacks runs
     */
    <T> FlowKey<T> key(Class<T> type, Consumer<? super T> release);

    /** As {@link #key(Class, Consumer)}, with nothing to release. */
    default <T> FlowKey<T> key(Class<T> type) {
        return key(type, value -> { });
    }

    /**
     * Makes a key whose values outlive this version of the application: the next one finds them under the same name and type.
     * They are never released: the flow's end, or a next version that does not ask for them, just drops them.
     *
     * @param name not empty, unique in the application
     * @param type a type whose objects cannot hold on to the application's classes: a final class of the JDK without type
     *             parameters ({@code Long}, {@code String}, {@code Instant}), or an array of such or of primitives ({@code
     *             byte[]}, {@code long[]})
     * @throws MosException EINVAL if the type is another one, or the name is empty or in use
     */
    <T> FlowKey<T> key(String name, Class<T> type);

    /**
     * Calls back once, when the source's clock (capture time for traces) has advanced; it may be set again in the callback: what
     * is due at once then comes with the next packet, or the next look at the clock. More than a hundred years count as a
     * hundred.
     *
     * @return a handle to cancel it
     * @throws MosException EINVAL if the delay is negative
     */
    MosTimer after(Duration delay, Runnable callback);

    /**
     * Has something done on the worker's thread, between two batches or packets: the way in for other threads. Unlike all other
     * methods it may be called from any thread. What was asked for is done in that order, and not at all once the application
     * was detached; what it throws counts as a fault of the application.
     *
     * @param change not null
     */
    void later(Runnable change);

    /** The source's clock: nanoseconds since the Unix epoch. */
    long now();

    /**
     * Changes which flows it is attached to, from the next flow on.
     *
     * @param filter  capture filter; empty or null matches everything
     * @param orphans the same for packets without a flow; null: as {@code filter}
     * @throws MosException EINVAL with the compiler's message if an expression is wrong
     */
    void filter(String filter, String orphans);

    /**
     * Says of which sides bytes are read, from the next flow on.
     *
     * @param size bytes kept per side, 1024 or more
     * @throws MosException EINVAL if the size is out of range
     */
    void buffers(Buffering sides, int size);

    /**
     * Says how many bytes are kept of what one side receives, from the next flow on. Where several applications read a side, the
     * largest wish counts.
     *
     * @param receiver CLIENT or SERVER; the other side stays as it is
     * @param size     0: the side is not read
     * @throws MosException EINVAL if the side is BOTH or the size negative
     */
    void buffer(Side receiver, int size);

    /** Says which bytes count where segments overlap, from the next flow on; the default is {@link OverlapPolicy#FIRST}. */
    void overlap(Side receiver, OverlapPolicy policy);

    /**
     * Says whether the last frame of each side is recorded, from the next packet on; {@link FlowContext#lastPacket} needs it. Off
     * at first, as every packet is copied. The copies of all flows may take a quarter of the {@linkplain
     * SourceOptions#memoryBudget memory budget} beside it, those of half-open connections half of that: where there is no room
     * for a frame, none is recorded.
     */
    void recordFrames(boolean on);
}
