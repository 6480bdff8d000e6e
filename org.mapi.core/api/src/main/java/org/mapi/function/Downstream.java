package org.mapi.function;

import org.mapi.packet.Packet;
import org.osgi.annotation.versioning.ProviderType;

/**
 * What follows a function in its flow (in all flows that share it), for functions that make packets of their own: pieces of one
 * that came, streams put together, what was held back. An instance asks for it at {@code init}
 * ({@link InstanceContext#downstream}) and keeps it.
 *
 * <p>Used on the device agent's thread only, within {@code process}, {@code timer}, {@code drain}, {@code end} and {@code save}.
 * Never waits, never allocates.
 */
@ProviderType
public interface Downstream {
    /**
     * Runs everything that follows for a packet, depth first, and returns when all is done; as if {@code process} had returned
     * true for it. It does not change what becomes of the packet in progress. The packet is one of a
     * {@link org.mapi.packet.PacketCursor} of the function's own, or the one in progress. Those that follow may change a packet
     * that is writable; of one that is not they get a copy where they need it. A function behind that throws is quarantined as
     * ever, and the call returns.
     *
     * <p>Packets that are passed on this way are counted apart ({@link org.mapi.FunctionInformation#emitted}): of each function
     * {@code seen = passed + stopped + missed} holds, and what follows has seen {@code passed + emitted}.
     *
     * @param packet valid only during the call
     * @return whether it was passed on: false on another thread, for a packet that a call in progress of the same function would
     *     lead to, and where more than 32 such calls are in progress within each other
     */
    boolean pass(Packet packet);

    /**
     * How many packets what follows can take now without losing any; {@link Integer#MAX_VALUE} on a live device, which cannot
     * wait. A function that may make several packets of one, or that holds packets back, looks here before it passes them on and
     * answers its own {@link FunctionInstance#capacity} by it.
     */
    int capacity();
}
