package org.mapi.mos.stack;

import org.mapi.capture.PacketBatch;
import org.mapi.packet.Packet;

/** Where the packets of an agent come from. One thread. */
interface Feed {
    /** Fetches packets into the batch; how many, 0 also at the end. */
    int poll();

    /** The packets fetched last; valid until the next poll. */
    PacketBatch batch();

    /** A packet of the batch; the same object for all. */
    Packet packet(int index);

    /** The device that a packet came in by: 0, or 1 for the second one of an inline source. */
    int device(int index);

    /** Whether no packet will come any more. */
    boolean isEnded();

    /** Whether the clock is the packets' time alone. */
    boolean isPausable();

    /** The time up to which all packets were fetched, as far as it is known without one; {@code Long.MIN_VALUE} if not. */
    long time();

    /** Waits until a packet may be there. */
    void await(long nanos);

    /** Why it ended early; empty if it did not. */
    String failure();
}
