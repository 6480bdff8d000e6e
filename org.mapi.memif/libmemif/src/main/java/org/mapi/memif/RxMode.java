package org.mapi.memif;

/** How a receiver learns of packets. The number is libmemif's. */
public enum RxMode {
    /** The sender writes the queue's event after each burst. */
    INTERRUPT,
    /** The sender writes nothing; the receiver looks. */
    POLLING
}
