package org.mapi.result;

import java.net.InetAddress;

/**
 * A flow that EXPIRED_FLOWS reports (flow_data), in the direction of its first packet; for TCP in both directions that of the
 * SYN.
 *
 * @param timestamp       first packet of this direction, nanoseconds since the Unix epoch
 * @param last            its last packet
 * @param packetsCount    its packets
 * @param bytesCount      their bytes on the wire, without VLAN tags and MPLS labels
 * @param saddr           source address
 * @param daddr           destination address
 * @param sport           source port, 0 to 65535; the identifier of ICMP queries; 0 for other protocols and fragments
 *                        whose first one did not come
 * @param dport           destination port, as the source's
 * @param ptcl            protocol of IP, 0 to 255
 * @param ttlPkt1         time to live (hop limit) of the flow's first packet
 * @param tcpFlags        all TCP flags seen, 0 for other protocols
 * @param vlan            outermost VLAN identifier, -1 without
 * @param reverseFirst    first packet of the other direction; 0 where directions are separate flows or nothing came back
 * @param reverseLast     its last packet
 * @param reversePackets  its packets
 * @param reverseBytes    their bytes
 * @param reverseTcpFlags all TCP flags of the other direction
 * @param reason          as in IPFIX: 1 idle, 2 active timeout, 3 end of the connection, 4 end of the source, 5 table full
 * @param counters        what the function had counted when this flow was reported
 */
public record ExpiredFlow(long timestamp, long last, long packetsCount, long bytesCount, InetAddress saddr, InetAddress daddr,
                          int sport, int dport, int ptcl, int ttlPkt1, int tcpFlags, int vlan, long reverseFirst,
                          long reverseLast, long reversePackets, long reverseBytes, int reverseTcpFlags, int reason,
                          ExpiredFlowCounters counters) { }
