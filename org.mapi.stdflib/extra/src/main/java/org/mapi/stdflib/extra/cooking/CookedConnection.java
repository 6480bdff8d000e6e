package org.mapi.stdflib.extra.cooking;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.mapi.core.tracking.TcpLife;
import org.mapi.core.tracking.stream.BlockPool;
import org.mapi.packet.TcpFlags;

/** A connection at work; used again for others. Directions are those of the flow key. */
final class CookedConnection {
    private static final long FAR = 1 << 20;

    final CookedSide[] sides = new CookedSide[2];
    private final int[] first = new int[2];
    private final boolean[] firstKnown = new boolean[2];
    private final int[] acknowledged = new int[2];
    private final boolean[] acknowledgedKnown = new boolean[2];
    private long life;
    /** Nothing came for the timeout. */
    boolean timedOut;
    /** The one block that was wanted has been passed on. */
    boolean done;

    CookedConnection(BlockPool pool, Arena arena) {
        final MemorySegment headers = arena.allocate(2L * CookedSide.MOST_HEADERS);
        sides[0] = new CookedSide(pool, headers.asSlice(0, CookedSide.MOST_HEADERS));
        sides[1] = new CookedSide(pool, headers.asSlice(CookedSide.MOST_HEADERS, CookedSide.MOST_HEADERS));
    }

    void begin(int flow) {
        for (int direction = 0; direction < sides.length; direction++) {
            firstKnown[direction] = false;
            acknowledgedKnown[direction] = false;
            sides[direction].begin();
            sides[direction].stream.owner((long) flow << 1 | direction);
        }
        life = 0;
        timedOut = false;
        done = false;
    }

    /** Whether a segment belongs to a newer connection: a SYN with another sequence number than this one began with. */
    boolean isOther(int direction, int flags, int sequence) {
        return (flags & (TcpFlags.SYN | TcpFlags.ACK)) == TcpFlags.SYN && firstKnown[direction] && first[direction] != sequence;
    }

    void follow(int direction, int flags, int sequence, int acknowledgement) {
        life = TcpLife.after(life, direction, flags);
        if (!firstKnown[direction]) {
            firstKnown[direction] = true;
            first[direction] = (flags & TcpFlags.SYN) != 0 ? sequence : sequence - 1;
        }
        if ((flags & TcpFlags.ACK) != 0) {
            acknowledgedKnown[direction] = true;
            acknowledged[direction] = acknowledgement;
        }
    }

    /**
     * Sequence number of the first byte of a direction whose first segment this is: behind the SYN; without one what the other
     * side
     * waits for, if that is near; otherwise that of the segment.
     */
    int firstByte(int direction, int flags, int sequence) {
        if ((flags & TcpFlags.SYN) != 0) {
            return sequence + 1;
        }
        final int other = direction ^ 1;
        final long ahead = sequence - acknowledged[other] & 0xffff_ffffL;
        return acknowledgedKnown[other] && ahead < FAR ? acknowledged[other] : sequence;
    }

    int client() {
        return TcpLife.opener(life);
    }

    boolean isOver() {
        return timedOut || TcpLife.isOver(life);
    }

    void recycle() {
        sides[0].recycle();
        sides[1].recycle();
    }
}
