package org.mapi.mos;

/**
 * Counters of a source. Packets = monitored + unmonitored + badChecksum + orphans + fragmentsKept + dispatchLost. Of an inline
 * source also: packets = forwarded + dropped + withheld + refused + fragments held now; frames that could not be injected are
 * among the refused ones beside that.
 *
 * @param packets           packets that came in
 * @param bytes             their bytes on the wire
 * @param monitored         packets of a flow that somebody monitors, or a pseudo-flow's
 * @param unmonitored       packets nobody asked for: other protocols, flows no filter matches
 * @param orphans           TCP packets without a flow
 * @param badChecksum       packets not monitored because a checksum was wrong
 * @param partialChecksum   packets accepted with the partial sum that checksum offload leaves
 * @param fragmentsKept     fragments taken for reassembly
 * @param fragmentsLost     of those, dropped for lack of room, by timeout or as hostile
 * @param flowsStarted      flows that began
 * @param flowsNow          flows followed now
 * @param flowsTimedOut     flows that ended by timeout
 * @param flowsEvicted      flows that gave way to others
 * @param payloadLost       bytes of payload that could not be kept
 * @param memoryNow         bytes held for payload and copies of frames now
 * @param forwarded         frames sent on (inline)
 * @param dropped           frames that applications dropped (inline)
 * @param refused           frames that could not be sent (inline) or did not fit between dispatcher and worker: sinkFull +
 *                          sendFailed + dispatchLost
 * @param injected          frames made by applications (inline)
 * @param applicationFaults exceptions of applications
 * @param sinkFull          frames lost because the device they leave by had no room (inline)
 * @param sendFailed        frames that the device they leave by could not send: too long, not captured whole, link down (inline)
 * @param withheld          fragments not sent on because their datagram was never whole, or hostile (inline)
 * @param translated        segments whose numbers were translated after chomp or insert (inline)
 * @param dispatchLost      packets lost between dispatcher and worker because the worker was too slow
 * @param dispatchWaits     how often a dispatcher that may wait has waited for a worker
 * @param unjudgedChecksum  packets accepted though nothing can be said of their sum, as they were not captured whole
 */
public record SourceStatistics(long packets, long bytes, long monitored, long unmonitored, long orphans, long badChecksum,
        long partialChecksum, long fragmentsKept, long fragmentsLost, long flowsStarted, long flowsNow, long flowsTimedOut,
        long flowsEvicted, long payloadLost, long memoryNow, long forwarded, long dropped, long refused, long injected,
        long applicationFaults, long sinkFull, long sendFailed, long withheld, long translated, long dispatchLost,
        long dispatchWaits, long unjudgedChecksum) {
}
