package org.mapi.result;

/**
 * Counters of EXPIRED_FLOWS (flows_stat), since its start or reset; flows, and the packets in them.
 *
 * @param sent            flows that readers were given, with this one
 * @param received        flows that began
 * @param expired         flows that ended: sent, ignored and dropped ones
 * @param ignored         ended flows with fewer packets than wanted
 * @param dropped         ended flows for which there was no room
 * @param evicted         ended flows that had to leave a full table
 * @param sentPackets     packets in the flows sent
 * @param receivedPackets packets in all flows
 * @param expiredPackets  packets in the flows that ended
 * @param ignoredPackets  packets in the flows ignored
 * @param droppedPackets  packets in the flows dropped
 * @param fragments       packets that are fragments; they count in the flow of their datagram's first fragment
 * @param strayFragments  fragments whose first one did not come: they are flows without ports
 */
public record ExpiredFlowCounters(long sent, long received, long expired, long ignored, long dropped, long evicted,
                                  long sentPackets, long receivedPackets, long expiredPackets, long ignoredPackets,
                                  long droppedPackets, long fragments, long strayFragments) {
    /** Without fragments. */
    public ExpiredFlowCounters(long sent, long received, long expired, long ignored, long dropped, long evicted,
                               long sentPackets, long receivedPackets, long expiredPackets, long ignoredPackets,
                               long droppedPackets) {
        this(sent, received, expired, ignored, dropped, evicted, sentPackets, receivedPackets, expiredPackets, ignoredPackets,
            droppedPackets, 0, 0);
    }
}
