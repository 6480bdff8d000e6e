/**
 * Makes realistic traces: the same packets and seed give the same bytes on every machine.
 *
 * <p>{@link org.mapi.core.trace.generate.TraceGenerator} keeps many conversations in the order of their next packet. Each
 * conversation is a small state machine that builds one frame at a time: TCP connections with handshakes, loss, reordering and
 * retransmission carrying HTTP, TLS and terminal sessions, DNS, media streams, ICMP, ARP and fragments; over IPv4 and IPv6,
 * some with VLAN tags. All checksums are right. Only integers are computed with, so that no machine differs.
 */
package org.mapi.core.trace.generate;
