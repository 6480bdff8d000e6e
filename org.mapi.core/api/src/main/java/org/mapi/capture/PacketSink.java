package org.mapi.capture;

import org.mapi.packet.Packet;
import org.osgi.annotation.versioning.ConsumerType;

/** Takes packets to send. Used by one thread at a time; never waits, never allocates per packet. */
@ConsumerType
public interface PacketSink extends AutoCloseable {
    /**
     * Sends packets of a batch. A full ring is a return value, not an error: the caller decides whether to try the rest again.
     *
     * @param batch the packets; not kept after the return
     * @param from  index of the first packet to send
     * @param count how many
     * @return how many were taken, 0 to count, in order
     */
    int send(PacketBatch batch, int from, int count);

    /**
     * Sends one packet.
     *
     * @return false when there is no room now
     */
    boolean send(Packet packet);

    /** Makes sure that what was taken goes out now (doorbells, kicks); called at the end of a batch. */
    default void flush() { }

    /** Packets taken so far. */
    long sent();

    /** Packets that were refused or lost after they were taken, for instance because they are longer than the link allows. */
    long dropped();

    /** Frees everything. Idempotent. */
    @Override
    void close();
}
