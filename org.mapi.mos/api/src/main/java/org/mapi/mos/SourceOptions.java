package org.mapi.mos;

import java.time.Duration;
import java.util.Objects;

/**
 * How a source follows flows. Immutable; begin with {@link #DEFAULT}.
 *
 * @param workers         threads that share the flows, 1 to 64
 * @param checksums       what happens to packets with wrong checksums
 * @param midStream       whether connections are picked up whose beginning was not seen
 * @param tolerant        whether a missing SYN+ACK or ACK of the handshake is made up for by what follows
 * @param defragment      whether IP fragments are put together
 * @param pseudoFlows     whether UDP and ICMP are followed as pseudo-flows
 * @param idleTimeout     after how long without a packet a flow is forgotten, 1 ms or more
 * @param timeWait        how long a closed connection is kept for late packets, 0 or more
 * @param maximumFlows    most flows at once per worker, 1 to {@value #MOST_FLOWS}; the least recently used one gives way
 * @param memoryBudget    most bytes for received payload per worker, 64 KiB or more; the least recently used flow gives way.
 *                        Copies of frames ({@link Registrations#recordFrames}) may take a quarter of it in addition
 * @param splitQueues     whether devices split flows by themselves: there are as many queues as workers, and both directions
 *                        of a flow, fragments included, come by the same queue; each worker then polls its own queue, and
 *                        nothing is copied
 */
public record SourceOptions(int workers, ChecksumPolicy checksums, boolean midStream, boolean tolerant, boolean defragment,
        boolean pseudoFlows, Duration idleTimeout, Duration timeWait, int maximumFlows, long memoryBudget,
        boolean splitQueues) {
    /**
     * One worker, checksums AUTO, tolerant, fragments and pseudo-flows on, 30 s idle, no time-wait, 1 million flows, 256 MiB;
     * queues are not split by flow.
     */
    public static final SourceOptions DEFAULT = new SourceOptions(1, ChecksumPolicy.AUTO, false, true, true, true,
        Duration.ofSeconds(30), Duration.ZERO, 1_000_000, 256L << 20, false);

    /** Most flows that a worker can follow at once. */
    public static final int MOST_FLOWS = 1 << 28;

    private static final int MOST_WORKERS = 64;
    private static final long LEAST_MEMORY = 64 << 10;

    /**
     * Checks the values.
     *
     * @throws MosException EINVAL, naming the option, its value and what was expected
     */
    public SourceOptions {
        Objects.requireNonNull(checksums, "checksums");
        require(workers >= 1 && workers <= MOST_WORKERS, "workers", workers, "1 to " + MOST_WORKERS);
        require(idleTimeout.toMillis() >= 1, "idleTimeout", idleTimeout, "1 ms or more");
        require(!timeWait.isNegative(), "timeWait", timeWait, "0 or more");
        require(maximumFlows >= 1 && maximumFlows <= MOST_FLOWS, "maximumFlows", maximumFlows, "1 to " + MOST_FLOWS);
        require(memoryBudget >= LEAST_MEMORY, "memoryBudget", memoryBudget, LEAST_MEMORY + " bytes or more");
    }

    private static void require(boolean right, String option, Object value, String expected) {
        if (!right) {
            throw new MosException(Errno.EINVAL, "option " + option + " is " + value + ", expected " + expected);
        }
    }

    /** The same with another number of workers. */
    public SourceOptions withWorkers(int value) {
        return new SourceOptions(value, checksums, midStream, tolerant, defragment, pseudoFlows, idleTimeout, timeWait,
            maximumFlows, memoryBudget, splitQueues);
    }

    /** The same with another treatment of checksums. */
    public SourceOptions withChecksums(ChecksumPolicy value) {
        return new SourceOptions(workers, value, midStream, tolerant, defragment, pseudoFlows, idleTimeout, timeWait,
            maximumFlows, memoryBudget, splitQueues);
    }

    /** The same with or without mid-stream pickup. */
    public SourceOptions withMidStream(boolean value) {
        return new SourceOptions(workers, checksums, value, tolerant, defragment, pseudoFlows, idleTimeout, timeWait,
            maximumFlows, memoryBudget, splitQueues);
    }

    /** The same with or without tolerance for a handshake that was not seen whole. */
    public SourceOptions withTolerance(boolean value) {
        return new SourceOptions(workers, checksums, midStream, value, defragment, pseudoFlows, idleTimeout, timeWait,
            maximumFlows, memoryBudget, splitQueues);
    }

    /** The same with or without defragmentation. */
    public SourceOptions withDefragmentation(boolean value) {
        return new SourceOptions(workers, checksums, midStream, tolerant, value, pseudoFlows, idleTimeout, timeWait,
            maximumFlows, memoryBudget, splitQueues);
    }

    /** The same with or without pseudo-flows. */
    public SourceOptions withPseudoFlows(boolean value) {
        return new SourceOptions(workers, checksums, midStream, tolerant, defragment, value, idleTimeout, timeWait,
            maximumFlows, memoryBudget, splitQueues);
    }

    /** The same with other times. */
    public SourceOptions withTimeouts(Duration idle, Duration wait) {
        return new SourceOptions(workers, checksums, midStream, tolerant, defragment, pseudoFlows, idle, wait, maximumFlows,
            memoryBudget, splitQueues);
    }

    /** The same with other limits. */
    public SourceOptions withLimits(int flows, long bytes) {
        return new SourceOptions(workers, checksums, midStream, tolerant, defragment, pseudoFlows, idleTimeout, timeWait, flows,
            bytes, splitQueues);
    }

    /** The same with devices that split flows by themselves, or not. */
    public SourceOptions withSplitQueues(boolean value) {
        return new SourceOptions(workers, checksums, midStream, tolerant, defragment, pseudoFlows, idleTimeout, timeWait,
            maximumFlows, memoryBudget, value);
    }
}
