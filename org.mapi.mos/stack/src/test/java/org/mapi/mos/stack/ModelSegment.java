package org.mapi.mos.stack;

import org.mapi.packet.TcpFlags;

/**
 * A segment of a model connection, in positions: 0 is the byte behind the SYN.
 *
 * @param sender       0 or 1
 * @param flags        of TCP
 * @param position     of the first payload byte in the sender's stream
 * @param acknowledged of the other stream; meaningless without ACK
 * @param window       the header's field
 * @param scale        window scale offered by a SYN, -1 none
 * @param probe        whether it asks for room that the receiver said it has not; not on the wire
 * @param payload      bytes
 */
record ModelSegment(int sender, int flags, long position, long acknowledged, int window, int scale, boolean probe,
        byte[] payload) {
    boolean has(int flag) {
        return (flags & flag) != 0;
    }

    /** Whether it is needed for the states alone. */
    boolean isControl() {
        return has(TcpFlags.SYN | TcpFlags.FIN | TcpFlags.RST);
    }

    long end() {
        return position + payload.length;
    }

    ModelSegment with(byte[] other) {
        return new ModelSegment(sender, flags, position, acknowledged, window, scale, probe, other);
    }
}
