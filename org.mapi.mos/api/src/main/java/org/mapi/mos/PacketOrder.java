package org.mapi.mos;

import java.lang.foreign.MemorySegment;

/**
 * A TCP packet to be sent within a flow. Nothing is added to its options: a SYN that is to tell its largest segment says so in
 * them (2, 4 and two bytes), and for an end that insists on timestamps they are those of a packet of the side that it seems to
 * come from.
 *
 * @param from            the side it seems to come from, CLIENT or SERVER
 * @param flags           bits of {@link org.mapi.packet.TcpFlags}
 * @param sequence        sequence number, 0 to 2^32 - 1
 * @param acknowledgement acknowledgement number, 0 to 2^32 - 1
 * @param window          window as in the header, 0 to 65535
 * @param payload         native memory with the payload, empty for none, not null
 * @param options         native memory with the TCP options as in the header, 0 to 40 bytes, not null; filled up to a multiple of
 *                        four bytes with the end of the list (0)
 */
public record PacketOrder(Side from, int flags, long sequence, long acknowledgement, int window, MemorySegment payload,
        MemorySegment options) {
    /** A packet without TCP options. */
    public PacketOrder(Side from, int flags, long sequence, long acknowledgement, int window, MemorySegment payload) {
        this(from, flags, sequence, acknowledgement, window, payload, MemorySegment.NULL);
    }
}
