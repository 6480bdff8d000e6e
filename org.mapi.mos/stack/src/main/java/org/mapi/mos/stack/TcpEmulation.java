package org.mapi.mos.stack;

import static org.mapi.mos.stack.FlowWords.ACKED;
import static org.mapi.mos.stack.FlowWords.EXPECTED;
import static org.mapi.mos.stack.FlowWords.FIN;
import static org.mapi.mos.stack.FlowWords.NO_FIN;
import static org.mapi.mos.stack.FlowWords.SENT;
import static org.mapi.mos.stack.FlowWords.START;
import static org.mapi.mos.stack.FlowWords.STATE;
import static org.mapi.mos.stack.FlowWords.WINDOW;

import org.mapi.core.tracking.stream.TcpSequence;
import org.mapi.mos.BuiltInEvent;
import org.mapi.mos.CloseReason;
import org.mapi.mos.TcpState;
import org.mapi.packet.Packet;
import org.mapi.packet.TcpFlags;

/**
 * The emulated TCP endpoints: what a segment does to the side that sent it and to the side that receives it (RFC 9293, 3.10), as
 * a monitor between them can know it. Works on the words of a flow; knows nothing of callbacks and buffers. One object per
 * worker holds the segment at hand.
 */
final class TcpEmulation {
    private static final int SYNCHRONISE = TcpFlags.SYN | TcpFlags.ACK;
    private static final int FIXED_HEADER = 20;
    private static final int OPTION_SEGMENT = 2;
    private static final int OPTION_SCALE = 3;
    private static final int MOST_SCALE = 14;
    private static final int FULL_WINDOW = 65_535;
    /** A sender that is not yet known to obey a window gets this much of it on top, for what the monitor has not seen. */
    private static final long SLACK = 1 << 20;

    private final boolean tolerant;

    int flags;
    int sequence;
    int acknowledgement;
    /** Bytes of payload on the wire. */
    int length;
    /** Position of the first payload byte in the sender's stream. */
    long position;
    /** Position in the receiver's stream up to which the sender acknowledges; meaningless without ACK. */
    long acknowledged;
    int window;
    private int scale;
    private boolean scaleOffered;
    /** MSS option, 0 without. */
    private int longestSegment;
    private boolean resetValid;
    /** Whether the receiver looks at the acknowledgement at hand (RFC 9293, 3.10.7.4). */
    private boolean acknowledges;
    /** Whether the segment lies far behind all that was seen, but where the other side says that it has received everything. */
    private boolean resumed;
    /** A SYN or FIN that was sent before. */
    private boolean repeatedControl;

    TcpEmulation(boolean tolerant) {
        this.tolerant = tolerant;
    }

    /** Takes a segment up, of which the fixed header was captured. */
    void load(Packet packet) {
        final int at = packet.transportOffset();
        flags = packet.getUnsignedByte(at + 13);
        sequence = packet.getInt(at + 4);
        acknowledgement = packet.getInt(at + 8);
        length = packet.payloadWireLength();
        window = packet.getUnsignedShort(at + 14);
        scaleOffered = false;
        scale = 0;
        longestSegment = 0;
        if (has(TcpFlags.SYN)) {
            options(packet);
        }
    }

    private void options(Packet packet) {
        int at = packet.transportOffset() + FIXED_HEADER;
        final int end = packet.transportOffset() + packet.transportHeaderLength();
        while (at < end) {
            final int kind = packet.getUnsignedByte(at);
            final int size = kind == 1 ? 1 : packet.getUnsignedByte(at + 1);
            if (kind == 0 || size == 0 || at + size > end || kind != 1 && size < 2) {
                return;
            }
            if (kind == OPTION_SEGMENT && size == 4) {
                longestSegment = packet.getUnsignedShort(at + 2);
            } else if (kind == OPTION_SCALE && size == 3) {
                scaleOffered = true;
                scale = Math.min(MOST_SCALE, packet.getUnsignedByte(at + 2));
            }
            at += size;
        }
    }

    boolean has(int flag) {
        return (flags & flag) != 0;
    }

    boolean isSyn() {
        return (flags & (SYNCHRONISE | TcpFlags.RST)) == TcpFlags.SYN;
    }

    boolean isSynAck() {
        return (flags & (SYNCHRONISE | TcpFlags.RST)) == SYNCHRONISE;
    }

    // ---- what is known of a flow ----------------------------------------------------------------------------------------------

    /** Whether a side's sequence numbers are known. */
    static boolean isKnown(long[] words, int base, int side) {
        return (words[base + FlowWords.side(side) + START] & FlowWords.SEQUENCE_KNOWN) != 0;
    }

    static int firstSequence(long[] words, int base, int side) {
        return (int) words[base + FlowWords.side(side) + START] + 1;
    }

    static TcpState state(long[] words, int base, int side) {
        return FlowWords.stateOf(words[base + STATE], side);
    }

    private static void state(long[] words, int base, int side, TcpState state) {
        words[base + STATE] = FlowWords.withState(words[base + STATE], side, state);
    }

    static boolean isOver(long[] words, int base) {
        return isOver(state(words, base, 0)) && isOver(state(words, base, 1));
    }

    private static boolean isOver(TcpState state) {
        return state == TcpState.CLOSED || state == TcpState.TIME_WAIT;
    }

    /** Whether the SYN at hand belongs to another connection than the one that is followed. */
    boolean isForeignSyn(long[] words, int base, int side) {
        return has(TcpFlags.SYN) && isKnown(words, base, side)
            && (int) words[base + FlowWords.side(side) + START] != sequence;
    }

    /** Whether the SYN+ACK at hand answers no SYN of the connection that is followed. */
    boolean isForeignAnswer(long[] words, int base, int side) {
        final int other = base + FlowWords.side(1 - side);
        return isSynAck() && (words[other + START] & FlowWords.SYN_SEEN) != 0
            && (acknowledgement - (int) words[other + START] - 1 & 0xffff_ffffL) > words[other + SENT];
    }

    /** Whether it may say which of several SYNs counts. */
    boolean isAnswer() {
        return has(TcpFlags.ACK) && has(TcpFlags.SYN | TcpFlags.RST);
    }

    /** The SYN at hand, as one that waits for its answer. */
    long pending(int side, boolean several) {
        return FlowWords.pending(sequence, side, scaleOffered ? scale : -1, longestSegment)
            | (several ? FlowWords.PENDING_SEVERAL : 0);
    }

    /**
     * Whether the segment at hand answers the SYN that waits: not the one that is followed. Of several SYNs only the last one is
     * kept; an answer to a connection that has begun with none is then one to those that are not.
     */
    boolean isAnswerTo(long pending, long[] words, int base, int side) {
        return acknowledgement == (int) pending + 1 || (pending & FlowWords.PENDING_SEVERAL) != 0
            && state(words, base, 1 - side) == TcpState.SYN_SENT && isForeignAnswer(words, base, side);
    }

    /** The SYN that waited, of the client, begins a connection; the answer to it is at hand. */
    void begin(long[] words, int base, long pending) {
        final int client = base + FlowWords.side(0);
        words[client + START] = FlowWords.pendingStart(pending & ~0xffff_ffffL | acknowledgement - 1 & 0xffff_ffffL);
        words[client + WINDOW] = FULL_WINDOW;
    }

    /** Whether a new connection may take the place of this one without further evidence. */
    static boolean isReplaceable(long[] words, int base) {
        return isOver(words, base) || isFinished(words, base, 0) || isFinished(words, base, 1);
    }

    /** Whether the FIN of a side has come: the other one says so, or says nothing at all in this capture. */
    private static boolean isFinished(long[] words, int base, int side) {
        final long fin = words[base + FlowWords.side(side) + FIN];
        final int other = base + FlowWords.side(1 - side);
        return fin != NO_FIN && (words[other + ACKED] > fin || words[other + EXPECTED] >= fin && words[other + WINDOW] == 0);
    }

    // ---- the sending side -----------------------------------------------------------------------------------------------------

    /**
     * Takes up a segment that is the next one of an established connection of which nothing is missing, as almost all are: it has
     * no flag that changes a state, begins where its sender's last one ended, and acknowledges no less than the one before and
     * nothing that was not sent. What {@link #send}, {@link #receive} and {@link #afterPayload} would find out one by one is
     * known then: they would raise no event.
     *
     * @return false if it is none of these: then nothing was changed
     */
    boolean sendNext(long[] words, int base, int side) {
        final int own = base + FlowWords.side(side);
        final int other = base + FlowWords.side(1 - side);
        final long sent = words[own + SENT];
        final long answered = words[other + SENT];
        final long before = words[own + ACKED];
        final int more = acknowledgement - (int) words[other + START] - 1 - (int) before;
        if ((flags & (SYNCHRONISE | TcpFlags.FIN | TcpFlags.RST)) != TcpFlags.ACK
            || (words[base + STATE] & (FlowWords.BOTH_STATES | FlowWords.RESETTING)) != FlowWords.BOTH_ESTABLISHED
            || (words[own + START] & words[other + START] & FlowWords.SEQUENCE_KNOWN) == 0
            || sequence - (int) words[own + START] - 1 != (int) sent || words[other + EXPECTED] != sent
            || words[own + EXPECTED] != answered || more < 0 || more > answered - before || words[other + ACKED] > sent
            || length > 0 && window(words, other) == 0) {
            return false;
        }
        position = sent;
        acknowledged = before + more;
        words[own + SENT] = sent + length;
        words[own + ACKED] = acknowledged;
        words[own + WINDOW] = (long) window << scaleOf(words, own, other);
        return true;
    }

    /**
     * What the segment does to its sender.
     *
     * @return events for the hook SEND, PKT_IN not among them
     */
    long send(long[] words, int base, int side) {
        final int own = base + FlowWords.side(side);
        final int other = base + FlowWords.side(1 - side);
        repeatedControl = false;
        locate(words, own, other);
        if (has(TcpFlags.RST)) {
            return reset(words, base, side);
        }
        final TcpState before = state(words, base, side);
        TcpState after = before;
        if (isSyn() && side == 0 && before == TcpState.CLOSED) {
            after = TcpState.SYN_SENT;
        }
        final boolean acceptable = isAcceptable(words, own, other);
        acknowledges = acceptable && has(TcpFlags.ACK);
        if (acceptable) {
            long announced = has(TcpFlags.SYN) ? window : (long) window << scaleOf(words, own, other);
            if (acknowledges) {
                announced |= acknowledge(words, own, other);
                after = tolerate(side, after);
            }
            words[own + WINDOW] = announced;
        }
        if (has(TcpFlags.FIN)) {
            after = finish(words, own, other, after, acceptable);
        }
        if (acceptable || length > 0 && !isTooFar(words, base, side)) {
            words[own + SENT] = Math.max(words[own + SENT], position + length);
        }
        if (after == before) {
            return 0;
        }
        state(words, base, side, after);
        return BuiltInEvent.TCP_STATE_CHANGE.number() | (before == TcpState.CLOSED ? BuiltInEvent.CONN_START.number() : 0);
    }

    /**
     * Whether the receiver looks at more of the segment than its payload (RFC 9293, 3.10.7.4): it neither ends before what the
     * receiver has acknowledged, nor begins behind its window; a window that the capture may not know of yet is taken for a
     * large one.
     */
    private boolean isAcceptable(long[] words, int own, int other) {
        resumed = false;
        final long acked = words[other + ACKED];
        if (position + length + (has(TcpFlags.FIN) ? 1 : 0) < acked) {
            return false;
        }
        final long announced = Math.max(window(words, other), FULL_WINDOW);
        if (position <= Math.max(words[own + SENT], Math.max(acked, words[other + EXPECTED]) + announced)) {
            return true;
        }
        final long distance = (int) position - (int) (words[other + WINDOW] >> Integer.SIZE);
        resumed = (words[other + WINDOW] & FlowWords.CLAIMED) != 0 && distance >= -FULL_WINDOW && distance <= announced;
        if (resumed) {
            // the capture has lost more than a window: both sides say so, each in its own numbers
            words[other + ACKED] = position - distance;
            words[own + SENT] = position - distance;
        }
        return resumed;
    }

    /**
     * The sender of an acceptable segment acknowledges something. What nobody has sent it cannot have: such a number does not
     * count, unless the capture has missed what was sent, and the other side goes on from there.
     *
     * @return what to keep beside the window
     */
    private long acknowledge(long[] words, int own, int other) {
        final long fin = words[other + FIN];
        // one more than was sent: a FIN that was not captured
        final long sent = fin == NO_FIN ? words[other + SENT] + 1 : Math.max(words[other + SENT], fin + 1);
        acknowledges = acknowledged <= sent;
        if (acknowledges) {
            words[own + ACKED] = Math.max(words[own + ACKED], fin == NO_FIN ? Math.min(acknowledged, sent - 1) : acknowledged);
            return 0;
        }
        return acknowledged << Integer.SIZE | FlowWords.CLAIMED;
    }

    /** How much a side is ready to receive, scaled; by the first word of the side. */
    static long window(long[] words, int own) {
        return words[own + WINDOW] & FlowWords.WINDOW_BYTES;
    }

    /** Sequence and acknowledgement numbers become positions; numbers seen for the first time begin a side's stream. */
    private void locate(long[] words, int own, int other) {
        final int shift = has(TcpFlags.SYN) ? 1 : 0;
        long start = words[own + START];
        if ((start & FlowWords.SEQUENCE_KNOWN) == 0) {
            start = FlowWords.start(sequence - 1 + shift, scale, FlowWords.SEQUENCE_KNOWN
                | (shift == 0 ? 0 : has(TcpFlags.ACK) ? FlowWords.SYN_SEEN | FlowWords.SYN_ACK_SEEN : FlowWords.SYN_SEEN)
                | (scaleOffered ? FlowWords.SCALE_OFFERED : 0)
                | FlowWords.longestSegment(longestSegment));
            // nobody knows yet whether a RST is one
            words[own + START] = has(TcpFlags.RST) ? 0 : start;
        } else if (shift == 1) {
            repeat(words, own, start);
        }
        position = TcpSequence.position(sequence + shift, (int) start + 1, words[own + SENT]);
        if (has(TcpFlags.ACK)) {
            if ((words[other + START] & FlowWords.SEQUENCE_KNOWN) == 0 && !has(TcpFlags.RST)) {
                words[other + START] = FlowWords.start(acknowledgement - 1, 0, FlowWords.SEQUENCE_KNOWN);
            }
            acknowledged = TcpSequence.position(acknowledgement, (int) words[other + START] + 1, words[other + SENT]);
        }
    }

    /** A SYN of a side whose numbers are known: said again, or seen late. With a number of its own it says nothing. */
    private void repeat(long[] words, int own, long start) {
        if ((int) start != sequence) {
            return;
        }
        final long seen = FlowWords.SYN_SEEN | (has(TcpFlags.ACK) ? FlowWords.SYN_ACK_SEEN : 0);
        repeatedControl = (start & seen) == seen;
        words[own + START] = start | seen;
        if ((start & FlowWords.SYN_SEEN) == 0) {
            words[own + START] |= (scaleOffered ? FlowWords.SCALE_OFFERED | (long) scale << 32 : 0)
                | (FlowWords.longestSegment(start) == 0 ? FlowWords.longestSegment(longestSegment) : 0);
        }
    }

    /** By how many bits a side shifts the windows it announces outside of its SYN; both are first words of sides. */
    static int scaleOf(long[] words, int own, int other) {
        return (words[own + START] & words[other + START] & FlowWords.SCALE_OFFERED) == 0 ? 0
            : FlowWords.scale(words[own + START]);
    }

    /** A handshake that was not seen whole is made up for by what follows. */
    private TcpState tolerate(int side, TcpState before) {
        if (!tolerant || has(TcpFlags.SYN)) {
            return before;
        }
        if (side == 0 && before == TcpState.SYN_SENT) {
            return TcpState.ESTABLISHED;
        }
        return side == 1 && before == TcpState.SYN_RCVD && (length > 0 || has(TcpFlags.FIN)) ? TcpState.ESTABLISHED : before;
    }

    /** A FIN counts where the receiver waits for it or will: behind all that was received, within the window, with an ACK. */
    private TcpState finish(long[] words, int own, int other, TcpState before, boolean acceptable) {
        final long fin = position + length;
        final long known = words[own + FIN];
        repeatedControl |= known == fin;
        if (!acceptable || !has(TcpFlags.ACK) || fin < words[other + EXPECTED] || fin >= known) {
            return before;
        }
        words[own + FIN] = fin;
        if (known != NO_FIN) {
            return before;
        }
        return switch (before) {
            case ESTABLISHED, SYN_RCVD, SYN_SENT -> TcpState.FIN_WAIT_1;
            // Without an acknowledgement of the other FIN the sender had not seen it: both close at once.
            case CLOSE_WAIT -> words[own + ACKED] > words[other + FIN] ? TcpState.LAST_ACK : TcpState.CLOSING;
            default -> before;
        };
    }

    private long reset(long[] words, int base, int side) {
        resetValid = isResetValid(words, base, side);
        if (!resetValid) {
            return BuiltInEvent.INVALID_RESET.number();
        }
        words[base + STATE] = FlowWords.withReason(words[base + STATE], CloseReason.RESET);
        return close(words, base, side);
    }

    private static long close(long[] words, int base, int side) {
        if (state(words, base, side) == TcpState.CLOSED) {
            return 0;
        }
        state(words, base, side, TcpState.CLOSED);
        return BuiltInEvent.TCP_STATE_CHANGE.number();
    }

    /** RFC 9293, 3.5.3: within the receiver's window; in SYN_SENT it must acknowledge the SYN. */
    private boolean isResetValid(long[] words, int base, int side) {
        final int receiver = base + FlowWords.side(1 - side);
        if (state(words, base, 1 - side) == TcpState.SYN_SENT) {
            return has(TcpFlags.ACK) && acknowledged >= 0 && acknowledged <= words[receiver + SENT];
        }
        final long low = Math.min(words[receiver + ACKED], words[receiver + EXPECTED]);
        final long high = Math.max(words[base + FlowWords.side(side) + SENT] + 1, low + window(words, receiver));
        return position >= low && position <= high;
    }

    // ---- the receiving side ---------------------------------------------------------------------------------------------------

    /**
     * What the flags of the segment do to its receiver; its payload comes after ({@link #afterPayload}).
     *
     * @return events for the hook RECEIVE, PKT_IN not among them
     */
    long receive(long[] words, int base, int side) {
        if (has(TcpFlags.RST)) {
            return resetValid ? close(words, base, side) : BuiltInEvent.INVALID_RESET.number();
        }
        final int own = base + FlowWords.side(side);
        final TcpState before = state(words, base, side);
        TcpState after = before;
        if (has(TcpFlags.SYN)) {
            after = synchronise(side, before);
        }
        if (acknowledges) {
            after = acknowledge(words, own, after);
        }
        if (after == before) {
            return 0;
        }
        state(words, base, side, after);
        return BuiltInEvent.TCP_STATE_CHANGE.number() | (before == TcpState.CLOSED ? BuiltInEvent.CONN_START.number() : 0);
    }

    private TcpState synchronise(int side, TcpState before) {
        if (!has(TcpFlags.ACK)) {
            return side == 1 && before == TcpState.CLOSED || before == TcpState.SYN_SENT ? TcpState.SYN_RCVD : before;
        }
        return before == TcpState.SYN_SENT && acknowledged >= 0 ? TcpState.ESTABLISHED : before;
    }

    private TcpState acknowledge(long[] words, int own, TcpState before) {
        final boolean finAcknowledged = words[own + FIN] != NO_FIN && acknowledged > words[own + FIN];
        return switch (before) {
            case SYN_RCVD -> acknowledged >= 0 ? TcpState.ESTABLISHED : before;
            case FIN_WAIT_1 -> finAcknowledged ? TcpState.FIN_WAIT_2 : before;
            case CLOSING -> finAcknowledged ? TcpState.TIME_WAIT : before;
            case LAST_ACK -> finAcknowledged ? TcpState.CLOSED : before;
            default -> before;
        };
    }

    /** Whether the segment repeats what was sent before: SYN, FIN, or payload that came already. */
    boolean isRepeated(long[] words, int base, int side, Coverage ahead) {
        if (repeatedControl) {
            return true;
        }
        final long expected = words[base + FlowWords.side(side) + EXPECTED];
        return length > 0 && (position < expected || ahead != null && ahead.overlaps(position, position + length));
    }

    /** Whether it is a keep-alive probe: at most a byte, just before what is expected, when everything is acknowledged. */
    boolean isKeepAlive(long[] words, int base, int side) {
        final int own = base + FlowWords.side(side);
        return length <= 1 && position == words[own + EXPECTED] - 1 && words[own + ACKED] >= words[own + EXPECTED]
            && (flags & (TcpFlags.SYN | TcpFlags.FIN | TcpFlags.RST)) == 0;
    }

    /** Whether it is a probe of a window that its receiver has closed; what was on its way when it closed is none. */
    boolean isWindowProbe(long[] words, int base, int side) {
        final int own = base + FlowWords.side(side);
        return length > 0 && window(words, own) == 0 && isKnown(words, base, side) && position == words[own + EXPECTED]
            && position == words[own + ACKED] && (position > 0 || (words[own + START] & FlowWords.SYN_SEEN) != 0)
            && !has(TcpFlags.SYN);
    }

    /** Whether the payload lies so far behind the receiver's window that the receiver cannot have asked for it. */
    boolean isTooFar(long[] words, int base, int sender) {
        final int receiver = base + FlowWords.side(1 - sender);
        if (!isKnown(words, base, 1 - sender) || length == 0 || resumed) {
            return false;
        }
        final long known = Math.max(words[receiver + EXPECTED], words[receiver + ACKED]);
        return position > known + Math.max(window(words, receiver), FULL_WINDOW) + SLACK;
    }

    /**
     * Accounts for payload that the receiver takes.
     *
     * @return how far it has everything now
     */
    long accept(long[] words, int base, int side, FlowObjects objects) {
        final int own = base + FlowWords.side(side);
        final long expected = words[own + EXPECTED];
        final long end = position + length;
        if (position > expected) {
            objects.coverage(side).add(position, end);
            return expected;
        }
        final long reached = Math.max(expected, end);
        words[own + EXPECTED] = objects != null && objects.isCovered(side) ? objects.coverage[side].advance(reached) : reached;
        return words[own + EXPECTED];
    }

    /**
     * What follows when everything up to the FIN of the other side has come.
     *
     * @return events for the hook RECEIVE
     */
    long afterPayload(long[] words, int base, int side) {
        final int own = base + FlowWords.side(side);
        final long fin = words[base + FlowWords.side(1 - side) + FIN];
        if (fin == NO_FIN || words[own + EXPECTED] < fin && words[own + ACKED] <= fin) {
            return 0;
        }
        final TcpState before = state(words, base, side);
        final TcpState after = switch (before) {
            case SYN_RCVD, ESTABLISHED -> TcpState.CLOSE_WAIT;
            case FIN_WAIT_1 -> TcpState.CLOSING;
            case FIN_WAIT_2 -> TcpState.TIME_WAIT;
            default -> before;
        };
        if (after == before) {
            return 0;
        }
        state(words, base, side, after);
        return BuiltInEvent.TCP_STATE_CHANGE.number();
    }
}
