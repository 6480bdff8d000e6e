package org.mapi.mos.stack;

/** What a worker has done; plain fields of its thread, published by it now and then. */
final class WorkerCounters {
    long packets;
    long bytes;
    long monitored;
    long unmonitored;
    long orphans;
    long badChecksum;
    long partialChecksum;
    long fragmentsKept;
    long payloadLost;
    long flowsTimedOut;
    long flowsEvicted;
    long applicationFaults;
    long forwarded;
    long dropped;
    long refused;
    long injected;
}
