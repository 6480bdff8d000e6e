package org.mapi.mos.stack;

import org.mapi.mos.SourceStatistics;

/** What a worker has done: plain fields of its thread, read by others while it is stopped at its gate. */
final class WorkerCounters {
    long packets;
    long bytes;
    long monitored;
    long unmonitored;
    long orphans;
    long badChecksum;
    long partialChecksum;
    long fragmentsKept;
    long fragmentsLost;
    long flowsStarted;
    long flowsNow;
    long payloadLost;
    long memoryNow;
    long flowsTimedOut;
    long flowsEvicted;
    long applicationFaults;
    long forwarded;
    long dropped;
    long injected;
    long sinkFull;
    long sendFailed;
    long withheld;
    long translated;
    long dispatchLost;
    long dispatchWaits;
    long unjudgedChecksum;

    /** Adds what another one has done. */
    void add(WorkerCounters other) {
        packets += other.packets;
        bytes += other.bytes;
        monitored += other.monitored;
        unmonitored += other.unmonitored;
        orphans += other.orphans;
        badChecksum += other.badChecksum;
        partialChecksum += other.partialChecksum;
        fragmentsKept += other.fragmentsKept;
        fragmentsLost += other.fragmentsLost;
        flowsStarted += other.flowsStarted;
        flowsNow += other.flowsNow;
        payloadLost += other.payloadLost;
        memoryNow += other.memoryNow;
        flowsTimedOut += other.flowsTimedOut;
        flowsEvicted += other.flowsEvicted;
        applicationFaults += other.applicationFaults;
        forwarded += other.forwarded;
        dropped += other.dropped;
        injected += other.injected;
        sinkFull += other.sinkFull;
        sendFailed += other.sendFailed;
        withheld += other.withheld;
        translated += other.translated;
        dispatchLost += other.dispatchLost;
        dispatchWaits += other.dispatchWaits;
        unjudgedChecksum += other.unjudgedChecksum;
    }

    SourceStatistics statistics() {
        return new SourceStatistics(packets, bytes, monitored, unmonitored, orphans, badChecksum, partialChecksum, fragmentsKept,
            fragmentsLost, flowsStarted, flowsNow, flowsTimedOut, flowsEvicted, payloadLost, memoryNow, forwarded, dropped,
            sinkFull + sendFailed + dispatchLost, injected, applicationFaults, sinkFull, sendFailed, withheld, translated,
            dispatchLost, dispatchWaits, unjudgedChecksum);
    }
}
