package org.mapi.memif;

/** Why a queue did not deliver or take a packet. */
public enum DropReason {
    /** Received: no bytes in it. */
    EMPTY,
    /** Received: longer than {@link MemifOptions#maxFrameLength(int)}. */
    TOO_LONG,
    /**
     * Received: the frame handler threw. The packet that it was given counts as received, those behind it in the batch count
     * here.
     */
    HANDLER_FAILED,
    /**
     * Received or sent: the peer's counters or descriptors were invalid, which ended the connection; counts occasions, not
     * packets.
     */
    PEER_FAULT,
    /** Sent: no free buffers; the packet stays with the caller, who may try again. */
    RING_FULL,
    /** Sent: published, but the peer could not be woken; counts occasions, not packets. */
    KICK_FAILED
}
