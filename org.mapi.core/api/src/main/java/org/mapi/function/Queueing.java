package org.mapi.function;

/** What happens to a function on a device with several receive queues. */
public enum Queueing {
    /** One instance per queue, results are merged when they are read; the result type must be mergeable. */
    PER_QUEUE,
    /** One instance sees the packets of all queues: one agent polls all of them. */
    SERIAL
}
