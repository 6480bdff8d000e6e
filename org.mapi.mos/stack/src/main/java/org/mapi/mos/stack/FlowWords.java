package org.mapi.mos.stack;

import org.mapi.core.tracking.stream.PlainStreams;
import org.mapi.mos.CloseReason;
import org.mapi.mos.Side;
import org.mapi.mos.TcpState;

/**
 * Where the state of a flow is in the words of the flow table.
 *
 * <pre>
 *   word 0   STATE      | client state (4) | server state (4) | close reason (4) | flags (from bit 16) |
 *   word 1   MONITORS   bit n: the monitor with slot n follows the flow
 *   word 2   PENDING    a SYN that may replace the connection: | sequence number (32) | valid (bit 32) | side (bit 33) |
 *                       several (bit 34) | scale offered (bit 35) | window scale (4, from bit 36) | MSS (from bit 40) |
 *   word 3   STREAMS    plain receive streams: | of the server: number + 1, 0 if there is none (32) | of the client (32) |
 *   word 4   client     BASE of a side, six words each:
 *            +0 START     | initial sequence number (32) | window scale (8) | flags (from bit 40) | MSS (from bit 44) |
 *            +1 SENT      position behind the last payload byte sent
 *            +2 ACKED     position of the other side's stream up to which it has acknowledged
 *            +3 WINDOW    | bytes it is ready to receive, scaled (31) | claim is valid (bit 31) | claim: low half of the position
 *                         up to which it last acknowledged what nobody was seen to send (32) |
 *            +4 FIN       position of its FIN, NO_FIN if it has sent none
 *            +5 EXPECTED  position up to which it has received everything in order
 *   word 10  server
 *   word 16  LINKS, of inline sources only: how the client's last packet came in, six words (LinkHeader):
 *            +0           | length of the link header (8) | device (8) | link type (16) | PPPoE (bit 32) |
 *            +1..+5       the link header, 40 bytes
 *   word 22  the same of the server
 * </pre>
 *
 * <p>Positions are 64-bit and count payload bytes of the sender's stream: 0 is the byte behind the SYN.
 */
final class FlowWords {
    static final int STATE = 0;
    static final int MONITORS = 1;
    static final int PENDING = 2;
    static final int STREAMS = 3;
    static final int SIDES = 4;
    static final int SIDE_WORDS = 6;
    static final int COUNT = SIDES + 2 * SIDE_WORDS;

    static final int LINKS = COUNT;
    static final int LINK_WORDS = 6;
    /** Words of a flow of an inline source. */
    static final int INLINE_COUNT = LINKS + 2 * LINK_WORDS;

    static final int START = 0;
    static final int SENT = 1;
    static final int ACKED = 2;
    static final int WINDOW = 3;
    static final int FIN = 4;
    static final int EXPECTED = 5;

    /** No FIN was sent. */
    static final long NO_FIN = Long.MAX_VALUE;

    /** Both states in STATE. */
    static final long BOTH_STATES = 0xff;
    /** Both sides are established. */
    static final long BOTH_ESTABLISHED = TcpState.ESTABLISHED.ordinal() | TcpState.ESTABLISHED.ordinal() << 4;

    /** Flag of STATE: the client is the higher end of the key. */
    static final long CLIENT_IS_HIGHER = 1L << 16;
    /** Flag of STATE: the beginning was not seen. */
    static final long MID_STREAM = 1L << 17;
    /** Flag of STATE: there is a FlowObjects. */
    static final long OBJECTS = 1L << 18;
    /** Flag of STATE: new data of the client's receive stream is to be told; the next bit: of the server's. */
    static final long NEW_DATA = 1L << 19;
    /** Flag of STATE: a UDP or ICMP pseudo-flow. */
    static final long PSEUDO = 1L << 21;

    /** Flag of START: the sequence number is known. */
    static final long SEQUENCE_KNOWN = 1L << 40;
    /** Flag of START: the SYN offered window scaling. */
    static final long SCALE_OFFERED = 1L << 41;
    /** Flag of START: the SYN itself was seen. */
    static final long SYN_SEEN = 1L << 42;

    /** Flag of START: the SYN was seen together with an ACK. */
    static final long SYN_ACK_SEEN = 1L << 43;

    /** The bytes in WINDOW. */
    static final long WINDOW_BYTES = 0x7fff_ffffL;
    /** Flag of WINDOW: there is a claim in the upper half. */
    static final long CLAIMED = 1L << 31;

    /** Flag of STATE: an application resets the connection. */
    static final long RESETTING = 1L << 22;

    /** Flag of STATE: the client's buffer was given up when everything in it was read; the next bit: the server's. */
    static final long SPENT = 1L << 23;

    static final long PENDING_VALID = 1L << 32;
    /** There was another one before. */
    static final long PENDING_SEVERAL = 1L << 34;
    private static final int PENDING_SIDE_SHIFT = 33;
    private static final int PENDING_OFFERED_SHIFT = 35;
    private static final int PENDING_SCALE_SHIFT = 36;
    private static final int PENDING_SEGMENT_SHIFT = 40;

    private static final long NIBBLE = 0xf;
    private static final int REASON_SHIFT = 8;
    private static final int SCALE_SHIFT = 32;
    private static final int SEGMENT_SHIFT = 44;
    private static final TcpState[] STATES = TcpState.values();
    private static final CloseReason[] REASONS = CloseReason.values();
    private static final Side[] SIDES_BY_NUMBER = Side.values();

    private FlowWords() { }

    /** First word of a side, 0 client or 1 server. */
    static int side(int side) {
        return SIDES + side * SIDE_WORDS;
    }

    static int state(long word, int side) {
        return (int) (word >>> 4 * side & NIBBLE);
    }

    static TcpState stateOf(long word, int side) {
        return STATES[state(word, side)];
    }

    static long withState(long word, int side, TcpState state) {
        return word & ~(NIBBLE << 4 * side) | (long) state.ordinal() << 4 * side;
    }

    static CloseReason reason(long word) {
        return REASONS[(int) (word >>> REASON_SHIFT & NIBBLE)];
    }

    /** The word with a reason; the first one stays. */
    static long withReason(long word, CloseReason reason) {
        return (word >>> REASON_SHIFT & NIBBLE) != 0 ? word : word | (long) reason.ordinal() << REASON_SHIFT;
    }

    static int scale(long start) {
        return (int) (start >>> SCALE_SHIFT) & 0xff;
    }

    /** The longest payload that a side takes in a segment, as its SYN said; 0 if that is not known. */
    static int longestSegment(long start) {
        return (int) (start >>> SEGMENT_SHIFT) & 0xffff;
    }

    static long longestSegment(int bytes) {
        return (long) bytes << SEGMENT_SHIFT;
    }

    /** A SYN that waits for an answer; a scale of -1 was not offered. */
    static long pending(int sequence, int side, int scale, int longestSegment) {
        return sequence & 0xffff_ffffL | PENDING_VALID | (long) side << PENDING_SIDE_SHIFT
            | (scale < 0 ? 0 : 1L << PENDING_OFFERED_SHIFT | (long) scale << PENDING_SCALE_SHIFT)
            | (long) longestSegment << PENDING_SEGMENT_SHIFT;
    }

    /** The side that has sent the SYN that waits. */
    static int pendingSide(long pending) {
        return (int) (pending >>> PENDING_SIDE_SHIFT) & 1;
    }

    /** What the SYN that waits says of its side, as START has it. */
    static long pendingStart(long pending) {
        return start((int) pending, (int) (pending >>> PENDING_SCALE_SHIFT & NIBBLE), SEQUENCE_KNOWN | SYN_SEEN
            | ((pending >>> PENDING_OFFERED_SHIFT & 1) != 0 ? SCALE_OFFERED : 0)
            | longestSegment((int) (pending >>> PENDING_SEGMENT_SHIFT) & 0xffff));
    }

    /** First word of how a side's last packet came in. */
    static int link(int side) {
        return LINKS + side * LINK_WORDS;
    }

    /** The plain stream of a side in the word STREAMS; {@link PlainStreams#NONE} if it has none. */
    static int stream(long word, int side) {
        return (int) (word >>> Integer.SIZE * side) - 1;
    }

    /** The word STREAMS with another plain stream of a side, or {@link PlainStreams#NONE}. */
    static long withStream(long word, int side, int stream) {
        final int shift = Integer.SIZE * side;
        return word & ~(0xffff_ffffL << shift) | (stream + 1 & 0xffff_ffffL) << shift;
    }

    static long start(int sequence, int scale, long flags) {
        return sequence & 0xffff_ffffL | (long) scale << SCALE_SHIFT | flags;
    }

    static Side sideOf(int side) {
        return SIDES_BY_NUMBER[side];
    }
}
