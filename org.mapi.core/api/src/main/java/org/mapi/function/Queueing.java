package org.mapi.function;

/** What happens to a function on a device with several receive queues. */
public enum Queueing {
    /**
     * One instance per queue, each on an agent of its own; results are merged when they are read, field by field as the result
     * type says, and listed per queue where a field has no rule. A function reads the sources of its own queue.
     */
    PER_QUEUE,
    /**
     * One instance sees the packets of all queues: while the flow is connected, one agent polls all of them, and all functions
     * of the flow have one instance. A function with a queue of entries ({@link ResultMethod#FUNCT}) always is.
     */
    SERIAL
}
