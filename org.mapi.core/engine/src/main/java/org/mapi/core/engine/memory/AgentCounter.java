package org.mapi.core.engine.memory;

/**
 * Counters of an agent in the header of its result file, for whoever looks at a process that does not answer. Written by the
 * agent's thread alone; each is by itself exact, together they are no snapshot.
 */
public enum AgentCounter {
    /** Packets received from the driver. */
    PACKETS(0),
    /** Their bytes on the wire. */
    BYTES(1),
    /** Batches that held a packet. */
    BATCHES(2),
    /** Packets that the kernel or the hardware dropped. */
    DROPPED_BY_KERNEL(3),
    /** Packets that driver or engine dropped. */
    DROPPED_BY_ENGINE(4),
    /** Packets that could not be read. */
    BAD(5),
    /** Number of the plan that runs. */
    PLAN(6),
    /** Applied id of the function from which the agent has not returned for a quarter of a second, otherwise 0. */
    FUNCTION(7),
    /** When that was noticed, wall time in nanoseconds. */
    FUNCTION_SINCE(8),
    /** Throwables caught. */
    ERRORS(9);

    private final int index;

    AgentCounter(int index) {
        this.index = index;
    }

    /** Index in the counter area. */
    public int index() {
        return index;
    }
}
