package org.mapi.mos;

import org.osgi.annotation.versioning.ProviderType;

/**
 * A flow at the moment of an event, as one application sees it. One reused object per worker: valid only during the callback and
 * only on its thread; calls from another thread throw EPERM.
 *
 * <p>For {@link BuiltInEvent#ORPHAN} and for packet monitors there is no flow: methods that need one throw ENOTCONN, {@link
 * #side()} is {@link Side#BOTH}.
 */
@ProviderType
public interface FlowContext {
    /** The application's registrations: the monitor it was attached with. */
    Registrations monitor();

    /** The event that is being told. */
    FlowEvent event();

    /** The hook at which it is told. */
    Hook hook();

    /** The side it is told of: the sender of the packet at SEND, its receiver at RECEIVE. */
    Side side();

    /** Number of the flow, unique in its source, never used again; 0 without a flow. */
    long id();

    /** When the event happened, in nanoseconds since the Unix epoch: the packet's time, or the source's clock. */
    long time();

    /** The addresses, ports and protocol. */
    FlowEndpoints endpoints();

    /** The emulated TCP state of a side; CLOSED for pseudo-flows. */
    TcpState state(Side side);

    /** Why the flow ended; NONE before {@link BuiltInEvent#CONN_END}. */
    CloseReason closeReason();

    /** Whether its beginning was not seen by this application: picked up in the middle, or attached to an existing flow. */
    boolean isMidStream();

    /** Whether there is a packet now: not for CONN_NEW_DATA, ends by timeout, and timers. */
    boolean hasPacket();

    /**
     * The packet that is being processed.
     *
     * @throws MosException ENODATA if there is none
     */
    MonitoredPacket packet();

    /**
     * A copy of the last frame that a side sent, with what was known of it; the copy is reused by the next call.
     *
     * @throws MosException ENODATA if none was recorded, or there was no room for it (see {@link Registrations#recordFrames}),
     *     ENOTCONN without a flow
     */
    MonitoredPacket lastPacket(Side sender);

    /**
     * The bytes that a side receives.
     *
     * @throws MosException ENOTCONN without a flow, EINVAL if the side is BOTH or this application does not buffer it
     */
    ByteStream stream(Side receiver);

    /** The value of a key in this flow, null if none was set. */
    <T> T get(FlowKey<T> key);

    /**
     * Sets the value of a key in this flow; the former one is released. Null takes it out. In a flow that this application has
     * stopped there is no place for it: it is released at once.
     */
    <T> void set(FlowKey<T> key, T value);

    /** Registers a callback for this flow only, at once; errors as {@link Registrations#at}. */
    void at(Hook hook, FlowEvent event, FlowCallback callback);

    /**
     * Takes a callback back for this flow only.
     *
     * @return whether there was one
     */
    boolean remove(Hook hook, FlowEvent event);

    /**
     * Raises an event that was allocated ({@link Registrations#allocate}): in the filter or the callback of its parent, or in the
     * filter of another event on the same parent. The callback comes in its turn, once, behind the filters and callbacks of the
     * parent's other events; below a user-defined parent only if the parent's filter matches.
     *
     * @throws MosException EINVAL anywhere else, or for an event that was not allocated
     */
    void raise(UserEvent event);

    /**
     * Ends monitoring of a side or of both for this application, at once: it is told of nothing more there, not even of events of
     * the packet at hand. Its buffers go, the flow stays for others. After both its values are released.
     */
    void stop(Side side);

    /**
     * Ends the connection: a RST with right numbers to both ends, through an inline source, behind the packet at hand. An end
     * that has not acknowledged everything yet gets two: with the number behind what was let through to it, and with the one it
     * has acknowledged. The flow ends with {@link CloseReason#RESET} when the callbacks of the packet are over; the packet itself
     * goes on unless it is dropped.
     *
     * @throws MosException ENOTCONN without a TCP flow, EPERM if the source is passive
     */
    void reset();

    /**
     * Sends a TCP packet of this flow, built from the given parts and the flow's addresses, through an inline source, before the
     * packet at hand. It has the link header of the side's own packets, the TCP options that the order has, and is not followed:
     * no event comes of it. Its sequence number counts as the sender does: it is translated if the flow's numbers are.
     *
     * @throws MosException ENOTCONN without a TCP flow, EPERM if the source is passive, EAGAIN if there is no room to send,
     *     ENODATA without an order or payload, EINVAL if a part is out of range, the payload is not native memory, or the flow's
     *     link headers are longer than 40 bytes
     */
    void send(PacketOrder order);
}
