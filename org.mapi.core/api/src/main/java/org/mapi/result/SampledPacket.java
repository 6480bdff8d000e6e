package org.mapi.result;

/**
 * A packet that HASHSAMP chose (struct sample).
 *
 * @param timestamp       nanoseconds since the Unix epoch
 * @param source          source address as text, IPv4 or IPv6
 * @param destination     destination address as text
 * @param sourcePort      0 to 65535
 * @param destinationPort 0 to 65535
 * @param protocol        6 (TCP) or 17 (UDP)
 * @param sequence        sequence number of TCP, 0 to 2^32 - 1; 0 for UDP
 * @param tcpFlags        the original's bits: SYN 1, ACK 2, RST 4, FIN 8, PSH 16; 0 for UDP
 */
public record SampledPacket(long timestamp, String source, String destination, int sourcePort, int destinationPort,
                            int protocol, long sequence, int tcpFlags) { }
