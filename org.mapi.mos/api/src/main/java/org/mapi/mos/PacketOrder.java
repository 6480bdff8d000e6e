package org.mapi.mos;

import java.lang.foreign.MemorySegment;

/**
 * A TCP packet to be sent within a flow.
 *
 * @param from            the side it seems to come from, CLIENT or SERVER
 * @param flags           bits of {@link org.mapi.packet.TcpFlags}
 * @param sequence        sequence number, 0 to 2^32 - 1
 * @param acknowledgement acknowledgement number, 0 to 2^32 - 1
 * @param window          window as in the header, 0 to 65535
 * @param payload         native memory with the payload, empty for none, not null
 */
public record PacketOrder(Side from, int flags, long sequence, long acknowledgement, int window, MemorySegment payload) {
}
