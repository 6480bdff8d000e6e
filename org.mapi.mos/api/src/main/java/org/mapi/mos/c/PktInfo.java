package org.mapi.mos.c;

import java.lang.foreign.MemorySegment;

/**
 * {@code struct pkt_info}: a packet and what is known of it. Scalars are numbers in host order, headers are as on the wire.
 * After {@link Mtcp#mtcp_getlastpkt} the segments lie in a copy that the context's next such call uses again.
 */
public final class PktInfo {
    /** When it was captured: milliseconds since the Unix epoch, modulo 2^32 (the original's tick). */
    public long cur_ts;
    /** Number of the device it came in by. */
    public int in_ifidx;
    /** Length of the frame in bytes. */
    public int eth_len;
    /** Length of the IP packet in bytes, header included; 0 without. */
    public int ip_len;
    /** Offset of its payload in the receiver's stream. */
    public long offset;
    /** Length of its payload in bytes. */
    public int payloadlen;
    /** Sequence number, 0 to 2^32 - 1. */
    public long seq;
    /** Acknowledgement number, 0 to 2^32 - 1. */
    public long ack_seq;
    /** Window as in the header. */
    public int window;
    /** From the Ethernet header to the end of the frame; null without. */
    public MemorySegment ethh;
    /** From the IP header to the end of the IP packet; null without. */
    public MemorySegment iph;
    /** From the TCP header to the end of the IP packet; null without. */
    public MemorySegment tcph;
    /** The payload of TCP; null without. */
    public MemorySegment payload;

    /** No packet. */
    public PktInfo() { }

    /** Copies the scalars of another one. */
    void scalars(PktInfo from) {
        cur_ts = from.cur_ts;
        in_ifidx = from.in_ifidx;
        eth_len = from.eth_len;
        ip_len = from.ip_len;
        offset = from.offset;
        payloadlen = from.payloadlen;
        seq = from.seq;
        ack_seq = from.ack_seq;
        window = from.window;
    }
}
