package org.mapi.function;

import org.mapi.packet.Packet;
import org.mapi.result.ResultBlock;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * One function at work in a flow (or in several that share it).
 *
 * <p>Life: {@code modify}, {@code init} (both off the packet path, no packet yet), then {@code process}, {@code publish},
 * {@code timer}, {@code reset}, {@code capacity}, {@code drain} and {@code end} on the device agent's thread, one at a time, then
 * {@code cleanup}. An agent may change its thread between two batches; each call sees what the one before wrote. So fields need
 * neither locks nor {@code volatile}, but nothing may be tied to a thread (confined arenas, {@code ThreadLocal}); only what
 * {@code openReader} gives out is used by other threads. When a newer version of the library takes over, {@code save} is called
 * on the agent after the last packet, {@code restore} on the new instance before its first.
 *
 * <p>All methods but {@code process} have a default: a function that needs no other may return a lambda from
 * {@code instantiate}.
 *
 * <p>An instance that throws in {@code process} (anything) is quarantined: its flow goes on up to it, the packets it should have
 * seen are counted as missed.
 */
@ConsumerType
public interface FunctionInstance {
    /**
     * May change the flow before the instance is used: order, sharing, deletion, addition of functions, its own definition.
     * Called once, at apply.
     *
     * @param flow what can be changed
     */
    default void modify(FlowModification flow) { }

    /**
     * Takes resources: compiles, allocates, opens, and touches every class that {@code process} needs. Called once, when the
     * flow is connected (or when the instance replaces an older one), not on the agent's thread.
     *
     * @param context queues and files of this instance
     * @throws org.mapi.MapiException when it cannot work; connect then fails with this error
     */
    default void init(InstanceContext context) { }

    /**
     * Sees a packet. Must not allocate, wait, or keep the packet.
     *
     * @param packet valid only during the call
     * @return true: the flow goes on with its next function; false: the packet ends here for this flow
     */
    boolean process(Packet packet);

    /**
     * Writes the current result (get result). SHM: at the end of a batch that the instance saw packets in, on idle, before the
     * flow finishes; IPC: when somebody reads; NONE, FUNCT: never.
     *
     * @param block the payload, with what was published last
     */
    default void publish(ResultBlock block) { }

    /**
     * Time has passed on the device's clock. Called at batch ends and on idle, about every
     * {@link InstanceContext#TIMER_NANOS}, and once more before the flow finishes.
     *
     * @param now nanoseconds since the Unix epoch: packet time for traces, wall time for live devices
     */
    default void timer(long now) { }

    /**
     * The source has ended, and no packet comes from it any more. A function that holds packets back passes on what
     * {@link Downstream} has room for. Called on the agent before the last {@code timer}, again and again until it returns
     * true; a function is asked only when those before it in its flow are done.
     *
     * @return whether nothing is held back any more
     */
    default boolean drain() {
        return true;
    }

    /**
     * The source has ended: no packet will come any more. Called once on the agent, after the last {@code timer} and before the
     * last {@code publish}; write what is still held back, finish files, end queues.
     */
    default void end() { }

    /** Sets the result back to its start. What {@code process} remembers for its decisions need not be forgotten. */
    default void reset() { }

    /**
     * Frees everything that {@code init} took. Called once, not on the agent's thread, also after a failed {@code init}; no
     * other call follows.
     */
    default void cleanup() { }

    /**
     * Writes what a newer version needs to go on: bytes only. With result method SHM {@code publish} is called just before, so
     * what is in the result block need not be saved again; with the others the block says nothing.
     *
     * @param state where to write
     */
    default void save(StateWriter state) { }

    /**
     * Takes over from an older version. Called after {@code init}, before the first packet, only when the result layouts are
     * equal.
     *
     * @param block what the older version published after its last packet (result method SHM)
     * @param state what it saved, empty if nothing; to be read in the order it was written
     */
    default void restore(ResultBlock block, StateReader state) { }

    /**
     * A stand-in for rehearsals. Before a change brings this instance into a plan that packets run through, the engine gives
     * stand-ins made-up packets, so that the JIT has compiled what this one does when its first packet comes: a class that never
     * ran is interpreted at first, at many times the cost.
     *
     * <p>A stand-in has the same class and arguments as this instance, is ready for packets without {@code init}, and shares
     * nothing with it that either changes. Only its {@code process} and {@code publish} are called, with packets of the device's
     * link type whose content says nothing; nobody sees its results, and it is dropped without {@code cleanup}. Called after
     * {@code init}, several times, not on the agent's thread.
     *
     * @return a new instance each time; null, the default, for none: right for functions that write, tell others or wait
     */
    default FunctionInstance standIn() {
        return null;
    }

    /**
     * How many more packets can be taken without losing any. The agent of a device that can pause polls no more than that; 0
     * pauses it until readers have caught up.
     */
    default int capacity() {
        return Integer.MAX_VALUE;
    }

    /**
     * Opens the client side (result method FUNCT only). Called on a client's thread at its first read.
     *
     * @return a reader; closed when the flow closes
     */
    default ResultReader<?> openReader() {
        throw new UnsupportedOperationException("result method is not FUNCT");
    }
}
