package org.mapi.mos.stack;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.mapi.core.tracking.FlowTable;
import org.mapi.mos.CloseReason;
import org.mapi.mos.Errno;
import org.mapi.mos.MosException;
import org.mapi.mos.PacketOrder;
import org.mapi.mos.Side;
import org.mapi.packet.Packet;
import org.mapi.packet.TcpFlags;

/**
 * Sends what applications make through an inline source. Packets that are ordered leave at once, before the frame at hand; resets
 * leave behind it, because their numbers depend on whether it was let through.
 */
final class Injector implements Output {
    private static final long HIGHEST = 0xffff_ffffL;
    private static final int HIGHEST_WINDOW = 65_535;
    private static final int CONTROL = 0xfff;
    /** Two for each end. */
    private static final int MOST_RESETS = 4;
    private static final int FIRST_ENDING = 16;

    private final Worker worker;
    private final FlowTable table;
    private final Wire wire;
    private final SegmentBuilder builder = new SegmentBuilder(FrameEdit.LONGEST);
    private final SegmentBuilder[] resets = new SegmentBuilder[MOST_RESETS];
    /** Resets that wait for the frame at hand. */
    private int waiting;
    /** Flows that were reset while nothing of them was at hand; some may have ended since. */
    private int[] ending = new int[FIRST_ENDING];
    private int endingCount;

    Injector(Worker worker, Wire wire) {
        this.worker = worker;
        this.wire = wire;
        table = worker.table;
        for (int i = 0; i < resets.length; i++) {
            resets[i] = new SegmentBuilder(SegmentBuilder.HEADERS);
        }
    }

    // ---- packets that were ordered --------------------------------------------------------------------------------------------

    @Override
    public void send(int flow, PacketOrder order) {
        check(flow, order);
        final int from = order.from().number();
        final MemorySegment payload = order.payload();
        final int sequence = translated(flow, from, (int) order.sequence());
        final Packet frame = builder.options(order.options()).make(table, flow, from, order.flags(), sequence,
            (int) order.acknowledgement(), order.window(), worker.now(), payload, (int) payload.byteSize());
        if (!wire.send(frame, builder.device())) {
            throw new MosException(Errno.EAGAIN, "there is no room to send a packet of " + frame.captureLength()
                + " bytes now, expected to be asked again later");
        }
        worker.counters.injected++;
    }

    private void check(int flow, PacketOrder order) {
        if (order == null || order.payload() == null || order.options() == null || order.from() == null) {
            throw new MosException(Errno.ENODATA, "packet order is " + order
                + ", expected one with a side, a payload and options, which may be empty");
        }
        requireTcp(flow);
        if (order.from() == Side.BOTH) {
            throw new MosException(Errno.EINVAL, "packet comes from side BOTH, expected CLIENT or SERVER");
        }
        require(order.flags() & HIGHEST, CONTROL, "flags");
        require(order.sequence(), HIGHEST, "sequence");
        require(order.acknowledgement(), HIGHEST, "acknowledgement");
        require(order.window() & HIGHEST, HIGHEST_WINDOW, "window");
        require(order.options().byteSize(), SegmentBuilder.LONGEST_OPTIONS, "options length");
        require(order.payload().byteSize(), SegmentBuilder.LONGEST_PAYLOAD - (order.options().byteSize() + 3 & ~3L),
            "payload length");
        if (!order.payload().isNative() || !order.options().isNative()) {
            throw new MosException(Errno.EINVAL, "payload or options are on the heap, expected native memory");
        }
        if (!SegmentBuilder.isPossible(table, flow)) {
            throw new MosException(Errno.EINVAL, "link headers of this flow are longer than " + LinkHeader.LONGEST
                + " bytes: no packet can be made");
        }
    }

    private static void require(long value, long highest, String what) {
        if (value < 0 || value > highest) {
            throw new MosException(Errno.EINVAL, what + " is " + value + ", expected 0 to " + highest);
        }
    }

    private void requireTcp(int flow) {
        if ((worker.word(flow, FlowWords.STATE) & FlowWords.PSEUDO) != 0) {
            throw new MosException(Errno.ENOTCONN, "flow is not a TCP connection");
        }
    }

    /** A sequence number as the receiver counts. */
    private int translated(int flow, int from, int sequence) {
        final FlowObjects objects = worker.objectsOrNull(flow);
        return objects == null || objects.edits[from] == null ? sequence
            : worker.translator().sequence(flow, from, sequence);
    }

    /** Tells a sender that its bytes have arrived, for those that an application took out. */
    @Override
    public void acknowledge(int flow, int to, int acknowledgement) {
        if (!SegmentBuilder.isPossible(table, flow)) {
            return;
        }
        final long[] words = table.memory(flow);
        final int base = table.base(flow);
        final int from = 1 - to;
        final int own = base + FlowWords.side(from);
        final int scale = TcpEmulation.scaleOf(words, own, base + FlowWords.side(to));
        final int window = (int) Math.min(HIGHEST_WINDOW, TcpEmulation.window(words, own) >>> scale);
        final int next = TcpEmulation.firstSequence(words, base, from) + (int) words[own + FlowWords.SENT];
        final int sequence = translated(flow, from, next);
        builder.make(table, flow, from, TcpFlags.ACK, sequence, acknowledgement, window, worker.now(), null, 0);
        sendMade(builder);
    }

    private void sendMade(SegmentBuilder made) {
        if (wire.send(made.packet(), made.device())) {
            worker.counters.injected++;
        } else {
            worker.counters.sinkFull++;
        }
    }

    // ---- resets ---------------------------------------------------------------------------------------------------------------

    @Override
    public void reset(int flow) {
        requireTcp(flow);
        final long state = worker.word(flow, FlowWords.STATE);
        if ((state & FlowWords.RESETTING) != 0) {
            return;
        }
        table.set(flow, FlowWords.STATE, state | FlowWords.RESETTING);
        if (flow != worker.atHand()) {
            makeResets(flow);
            sendResets();
            if (endingCount == ending.length) {
                ending = Arrays.copyOf(ending, endingCount * 2);
            }
            ending[endingCount++] = flow;
        }
    }

    @Override
    public void endFlows() {
        while (endingCount > 0) {
            final int flow = ending[--endingCount];
            if ((worker.word(flow, FlowWords.STATE) & FlowWords.RESETTING) != 0) {
                worker.remove(flow, CloseReason.RESET, 0, false);
            }
        }
    }

    @Override
    public void makeResets(int flow) {
        if (SegmentBuilder.isPossible(table, flow)) {
            for (int side = 0; side < 2; side++) {
                resetSide(flow, side);
            }
        }
    }

    @Override
    public void sendResets() {
        for (int i = 0; i < waiting; i++) {
            sendMade(resets[i]);
        }
        waiting = 0;
    }

    /**
     * Resets one end. A RST counts only with the very number that the end expects next (RFC 5961): everything that was let
     * through to it, or - if some of that is lost behind us - what it has acknowledged. Where these differ it gets both.
     */
    private void resetSide(int flow, int side) {
        final long[] words = table.memory(flow);
        final int base = table.base(flow);
        final int own = base + FlowWords.side(side);
        final int other = base + FlowWords.side(1 - side);
        final FlowObjects objects = worker.objectsOrNull(flow);
        long next = words[own + FlowWords.EXPECTED];
        if (objects != null) {
            next = Math.min(next, objects.dropped[side]);
        }
        next += next >= words[other + FlowWords.FIN] ? 1 : 0;
        long received = words[other + FlowWords.EXPECTED];
        received += received >= words[own + FlowWords.FIN] ? 1 : 0;
        final int acknowledgement = TcpEmulation.firstSequence(words, base, side) + (int) received;
        final boolean known = TcpEmulation.isKnown(words, base, side);
        if (!TcpEmulation.isKnown(words, base, 1 - side)) {
            // Nothing is known of the other end: a RST that refuses the SYN.
            reset(flow, 1 - side, 0, acknowledgement, known);
            return;
        }
        final int first = TcpEmulation.firstSequence(words, base, 1 - side);
        reset(flow, 1 - side, first + (int) next, acknowledgement, known);
        final long acknowledged = words[own + FlowWords.ACKED];
        if (acknowledged != next && known) {
            reset(flow, 1 - side, first + (int) acknowledged, acknowledgement, true);
        }
    }

    private void reset(int flow, int from, int sequence, int acknowledgement, boolean acknowledges) {
        resets[waiting++].make(table, flow, from, acknowledges ? TcpFlags.RST | TcpFlags.ACK : TcpFlags.RST,
            translated(flow, from, sequence), acknowledges ? acknowledgement : 0, 0, worker.now(), null, 0);
    }
}
