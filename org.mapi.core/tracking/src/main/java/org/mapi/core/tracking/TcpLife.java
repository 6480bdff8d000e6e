package org.mapi.core.tracking;

import org.mapi.packet.TcpFlags;

/**
 * The life of a TCP connection as an exporter of flows needs it, in the bits of one number that a table's word can hold: who
 * opened
 * it, which flags each side sent, whether it is over. No windows, no validation of sequence numbers, no retransmissions: the full
 * state machine is the mOS stack's.
 *
 * <p>A direction is 0 or 1, as {@link FlowKey#direction()} says; a life begins as 0.
 */
public final class TcpLife {
    private static final int SIDE_BITS = 8;
    private static final long FLAGS = 0xff;
    private static final long BEGUN = 1L << 16;
    private static final long OPENER = 1L << 17;

    private TcpLife() { }

    /**
     * The life after one more segment.
     *
     * @param life      before it
     * @param direction 0 or 1
     * @param flags     of {@link TcpFlags}
     */
    public static long after(long life, int direction, int flags) {
        long result = life | (flags & FLAGS) << direction * SIDE_BITS;
        if ((life & BEGUN) == 0) {
            final boolean reply = (flags & (TcpFlags.SYN | TcpFlags.ACK)) == (TcpFlags.SYN | TcpFlags.ACK);
            result |= BEGUN | ((direction == 1) == reply ? 0 : OPENER);
        }
        return result;
    }

    /**
     * Which direction opened the connection, 0 or 1: that of the first segment, or the other one if the first segment was a
     * SYN+ACK.
     */
    public static int opener(long life) {
        return (life & OPENER) == 0 ? 0 : 1;
    }

    /** All flags that a direction has sent. */
    public static int flags(long life, int direction) {
        return (int) (life >>> direction * SIDE_BITS & FLAGS);
    }

    /** All flags of both directions. */
    public static int flags(long life) {
        return flags(life, 0) | flags(life, 1);
    }

    /** Whether both sides have sent a SYN, or data flowed without one having been seen. */
    public static boolean isEstablished(long life) {
        return (flags(life, 0) & flags(life, 1) & TcpFlags.ACK) != 0;
    }

    /** Whether the connection is over: a RST, or a FIN of both sides. */
    public static boolean isOver(long life) {
        return (flags(life) & TcpFlags.RST) != 0 || (flags(life, 0) & flags(life, 1) & TcpFlags.FIN) != 0;
    }

    /**
     * Whether a segment with these flags begins a new connection on the ports of one that was: a SYN without ACK after the end.
     */
    public static boolean isReuse(long life, int flags) {
        return (flags & (TcpFlags.SYN | TcpFlags.ACK | TcpFlags.RST)) == TcpFlags.SYN
            && (isOver(life) || (flags(life) & TcpFlags.FIN) != 0);
    }
}
