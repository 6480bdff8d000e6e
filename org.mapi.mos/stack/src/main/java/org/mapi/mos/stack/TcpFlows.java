package org.mapi.mos.stack;

import static org.mapi.mos.stack.FlowWords.ACKED;
import static org.mapi.mos.stack.FlowWords.EXPECTED;
import static org.mapi.mos.stack.FlowWords.STATE;

import java.util.Arrays;
import org.mapi.capture.PacketBatch;
import org.mapi.core.tracking.FlowKey;
import org.mapi.core.tracking.FlowTable;
import org.mapi.core.tracking.stream.StreamBuffer;
import org.mapi.mos.BuiltInEvent;
import org.mapi.mos.CloseReason;
import org.mapi.mos.Hook;
import org.mapi.mos.Side;
import org.mapi.mos.SourceOptions;
import org.mapi.mos.TcpState;
import org.mapi.packet.Packet;
import org.mapi.packet.TcpFlags;

/** TCP connections: which one a packet belongs to, and the order of its events (spec of the original, section 2.2). */
final class TcpFlows {
    private static final long PKT_IN = BuiltInEvent.PKT_IN.number();
    private static final long REXMIT = BuiltInEvent.REXMIT.number();
    private static final long ERROR = BuiltInEvent.ERROR.number();

    private final Worker worker;
    private final SourceOptions options;
    private final PacketView view;
    private final TcpEmulation tcp;
    private final FlowTable table;
    /** Flows with new data that is told of at the end of the batch; some may have ended since. */
    private int[] waiting = new int[PacketBatch.CAPACITY];
    private int waitingCount;
    private boolean batched;
    private final Translator translator;
    private final boolean inline;
    private final FlowProbe probe = new FlowProbe();
    private final Endpoints ends = new Endpoints();
    /** The flow whose packet is at hand. */
    private int atHand = FlowTable.NONE;

    TcpFlows(Worker worker, SourceOptions options, PacketView view) {
        this.worker = worker;
        this.options = options;
        this.view = view;
        tcp = new TcpEmulation(options.tolerant());
        table = worker.table;
        inline = worker.isInline();
        translator = new Translator(worker, worker.edit(), tcp);
    }

    Translator translator() {
        return translator;
    }

    int atHand() {
        return atHand;
    }

    /**
     * Does everything for a packet.
     *
     * @param known the flow with its key, NONE if there is none
     */
    void process(Packet packet, FlowKey key, int known) {
        tcp.load(packet);
        int flow = known;
        if (flow != FlowTable.NONE && tcp.has(TcpFlags.SYN | TcpFlags.RST)) {
            flow = successor(flow, key);
        }
        if (flow == FlowTable.NONE) {
            flow = begin(packet, key);
            if (flow == FlowTable.NONE) {
                return;
            }
        } else {
            table.touch(flow, worker.now());
        }
        final long[] words = table.memory(flow);
        final int base = table.base(flow);
        if (words[base + FlowWords.MONITORS] == 0) {
            worker.counters.unmonitored++;
        } else {
            worker.counters.monitored++;
        }
        final int sender = sender(words[base + STATE], key);
        if (inline) {
            LinkHeader.record(words, base + FlowWords.link(sender), packet, view.inputDevice());
        }
        if (!inline && tcp.sendNext(words, base, sender)) {
            next(flow, packet, words, base, sender);
        } else {
            atHand = flow;
            worker.takeUp(flow, words, base);
            segment(flow, packet, words, base, sender);
            atHand = FlowTable.NONE;
        }
    }

    private static int sender(long state, FlowKey key) {
        return key.direction() ^ ((state & FlowWords.CLIENT_IS_HIGHER) != 0 ? 1 : 0);
    }

    /** A packet of no flow that is followed: the begin of one, or an orphan. */
    private int begin(Packet packet, FlowKey key) {
        final boolean syn = tcp.isSyn();
        if (!syn && (!options.midStream() || tcp.has(TcpFlags.RST) || tcp.has(TcpFlags.FIN) && tcp.length == 0)) {
            worker.teller.orphan(packet);
            return FlowTable.NONE;
        }
        final long slots = worker.monitors.matching(packet);
        if (slots == 0) {
            worker.counters.unmonitored++;
            return FlowTable.NONE;
        }
        if (syn) {
            return worker.insert(key, slots, Worker.HALF_OPEN, 0);
        }
        final int flow = worker.insert(key, slots, Worker.OPEN, FlowWords.MID_STREAM);
        long state = worker.word(flow, STATE);
        if (tcp.isSynAck() || packet.sourcePort() < packet.destinationPort()) {
            state ^= FlowWords.CLIENT_IS_HIGHER;
        }
        state = FlowWords.withState(state, 0, TcpState.ESTABLISHED);
        table.set(flow, STATE, FlowWords.withState(state, 1, TcpState.ESTABLISHED));
        return flow;
    }

    /**
     * The flow that a packet with the ports of an existing one belongs to: a SYN with another sequence number may begin a new
     * connection. Where the old one may still live, or has not been answered yet, the answer of the other side decides, so that a
     * forged SYN neither ends nor hides anything.
     *
     * @return the flow, or NONE after the old one was taken away
     */
    private int successor(int flow, FlowKey key) {
        final long[] words = table.memory(flow);
        final int base = table.base(flow);
        if ((words[base + STATE] & FlowWords.PSEUDO) != 0) {
            return flow;
        }
        final int sender = sender(words[base + STATE], key);
        if (tcp.isSyn() && (tcp.isForeignSyn(words, base, sender) || TcpEmulation.isOver(words, base))) {
            if (TcpEmulation.isReplaceable(words, base)) {
                worker.remove(flow, CloseReason.REPLACED, 0, false);
                return FlowTable.NONE;
            }
            final long pending = words[base + FlowWords.PENDING];
            words[base + FlowWords.PENDING] = tcp.pending(sender, (pending & FlowWords.PENDING_VALID) != 0
                && (int) pending != tcp.sequence);
        } else if (tcp.isAnswer()) {
            final long pending = words[base + FlowWords.PENDING];
            if ((pending & FlowWords.PENDING_VALID) != 0 && FlowWords.pendingSide(pending) == 1 - sender
                && tcp.isAnswerTo(pending, words, base, sender)) {
                return replaceByPending(flow, key, 1 - sender, pending);
            }
        }
        return flow;
    }

    /** The connection of a SYN that was put off begins, with the answer to it at hand. */
    private int replaceByPending(int flow, FlowKey key, int client, long pending) {
        final long follow = worker.monitors.matching(probe.of(worker.endpoints(ends, flow, client), worker.now()));
        worker.remove(flow, CloseReason.REPLACED, 0, false);
        if (follow == 0) {
            return FlowTable.NONE;
        }
        final int next = worker.insert(key, follow, Worker.HALF_OPEN, 0);
        final long state = worker.word(next, STATE) ^ FlowWords.CLIENT_IS_HIGHER;
        table.set(next, STATE, FlowWords.withState(state, 0, TcpState.SYN_SENT));
        final long[] words = table.memory(next);
        tcp.begin(words, table.base(next), pending);
        final long begun = BuiltInEvent.CONN_START.number() | BuiltInEvent.TCP_STATE_CHANGE.number();
        view.locate(Side.SERVER, 0);
        worker.teller.raise(next, begun, Hook.SEND, 0, true);
        table.set(next, STATE, FlowWords.withState(worker.word(next, STATE), 1, TcpState.SYN_RCVD));
        worker.teller.raise(next, begun, Hook.RECEIVE, 1, true);
        return next;
    }

    // ---- one segment ----------------------------------------------------------------------------------------------------------

    /** The next segment of a connection of which nothing is missing, with what is left to do for it. */
    private void next(int flow, Packet packet, long[] words, int base, int sender) {
        final int receiver = 1 - sender;
        if (!worker.monitors.isHeard(PKT_IN)
            && (tcp.length == 0 || (words[base + FlowWords.MONITORS] & worker.monitors.readers(receiver)) == 0)) {
            words[base + FlowWords.side(receiver) + EXPECTED] = tcp.position + tcp.length;
            return;
        }
        atHand = flow;
        worker.takeUp(flow, words, base);
        view.locate(FlowWords.sideOf(sender), tcp.position);
        worker.teller.raise(flow, PKT_IN, Hook.SEND, sender, true);
        record(flow, packet, sender);
        final long received = tcp.length == 0 ? PKT_IN : PKT_IN | payload(flow, packet, words, base, receiver);
        worker.teller.raise(flow, received, Hook.RECEIVE, receiver, true);
        if (!batched && (words[base + STATE] & FlowWords.NEW_DATA * 3) != 0) {
            tellNewData(flow);
        }
        if (isResetting(flow)) {
            settle(flow, words, base);
        }
        atHand = FlowTable.NONE;
    }

    private void segment(int flow, Packet packet, long[] words, int base, int sender) {
        final int receiver = 1 - sender;
        if (tcp.has(TcpFlags.SYN) && (tcp.isForeignSyn(words, base, sender) || tcp.isForeignAnswer(words, base, sender))) {
            foreign(flow, words, base, sender);
            return;
        }
        final long sent = send(flow, words, base, sender);
        acknowledgeGap(flow, words, base, sender);
        worker.teller.raise(flow, PKT_IN | sent, Hook.SEND, sender, true);
        record(flow, packet, sender);
        long received = PKT_IN;
        final FlowObjects before = worker.objectsOrNull(flow);
        final Coverage ahead = before == null ? null : before.coverage[receiver];
        final boolean keepAlive = tcp.isKeepAlive(words, base, receiver)
            && TcpEmulation.state(words, base, receiver) != TcpState.SYN_RCVD;
        if (keepAlive) {
            received |= BuiltInEvent.KEEP_ALIVE.number();
        } else if (tcp.isRepeated(words, base, receiver, ahead)) {
            worker.teller.raise(flow, REXMIT, Hook.RECEIVE, receiver, true);
        } else if (tcp.isWindowProbe(words, base, receiver)) {
            received |= BuiltInEvent.WINDOW_PROBE.number();
        }
        received |= tcp.receive(words, base, receiver);
        if (tcp.length > 0 && !keepAlive && !tcp.has(TcpFlags.RST)) {
            received |= payload(flow, packet, words, base, receiver);
        }
        if (!tcp.has(TcpFlags.RST)) {
            received |= tcp.afterPayload(words, base, receiver);
        }
        worker.teller.raise(flow, received, Hook.RECEIVE, receiver, true);
        if (inline) {
            leave(flow, packet, receiver);
        }
        if (!batched && (words[base + STATE] & FlowWords.NEW_DATA * 3) != 0) {
            tellNewData(flow);
        }
        settle(flow, words, base);
    }

    /** A SYN that would begin another connection, or answers none that is known: it changes nothing. */
    private void foreign(int flow, long[] words, int base, int sender) {
        view.locate(FlowWords.sideOf(sender), 0);
        worker.teller.raise(flow, PKT_IN, Hook.SEND, sender, true);
        worker.teller.raise(flow, PKT_IN, Hook.RECEIVE, 1 - sender, true);
        if (isResetting(flow)) {
            settle(flow, words, base);
        }
    }

    /** The sender's side of a segment. */
    private long send(int flow, long[] words, int base, int sender) {
        if (!inline) {
            final long sent = tcp.send(words, base, sender);
            view.locate(FlowWords.sideOf(sender), tcp.position);
            return sent;
        }
        if (tcp.has(TcpFlags.ACK) && worker.objectsOrNull(flow) != null) {
            tcp.acknowledgement = translator.acknowledgement(flow, sender, tcp.acknowledgement);
        }
        final long before = words[base + FlowWords.side(sender) + FlowWords.SENT];
        final long sent = tcp.send(words, base, sender);
        translator.begin(flow, sender, before);
        view.locate(FlowWords.sideOf(sender), tcp.position);
        return sent;
    }

    /** All callbacks of a segment are over: it leaves, or it does not. */
    private void leave(int flow, Packet packet, int receiver) {
        translator.finish(packet);
        translator.end();
        final boolean dropped = worker.edit().isDropped();
        final FlowObjects objects = dropped && tcp.length > 0 ? worker.objects(flow) : worker.objectsOrNull(flow);
        if (objects != null && tcp.length > 0) {
            if (dropped) {
                objects.drop(receiver, Math.min(objects.dropped[receiver], tcp.position));
            } else if (tcp.position <= objects.dropped[receiver] && tcp.position + tcp.length > objects.dropped[receiver]) {
                objects.drop(receiver, Long.MAX_VALUE);
            }
        }
    }

    private void record(int flow, Packet packet, int sender) {
        if (worker.monitors.recording() != 0 && (worker.monitors.recording() & worker.word(flow, FlowWords.MONITORS)) != 0) {
            worker.record(flow, packet, view.inputDevice(), sender, tcp.position);
        }
    }

    /** Stores payload and accounts for it; events for the hook RECEIVE. */
    private long payload(int flow, Packet packet, long[] words, int base, int receiver) {
        if (tcp.isTooFar(words, base, 1 - receiver)) {
            worker.counters.payloadLost += tcp.length;
            worker.teller.raise(flow, ERROR, Hook.NONE, receiver, true);
            return 0;
        }
        final long readers = worker.streams.readers(words[base + FlowWords.MONITORS], receiver, worker.objectsOrNull(flow));
        final long own = words[base + FlowWords.side(receiver) + EXPECTED];
        if (tcp.position > own && words[base + FlowWords.side(receiver) + ACKED] >= tcp.position) {
            if (readers != 0) {
                // or nobody would be told of bytes that were missed before the first one that came
                worker.streams.prepare(flow, receiver);
            }
            skip(flow, words, base, receiver, tcp.position);
        }
        int stored = 0;
        if (readers != 0) {
            stored = worker.streams.write(flow, receiver, readers, packet, tcp.position, packet.payloadLength(), tcp.length);
            if ((stored & StreamBuffer.NEW_DATA) != 0) {
                newData(flow, receiver);
            }
        }
        final FlowObjects objects = tcp.position > words[base + FlowWords.side(receiver) + EXPECTED] ? worker.objects(flow)
            : worker.objectsOrNull(flow);
        tcp.accept(words, base, receiver, objects);
        return (stored & StreamBuffer.INCONSISTENT) != 0 ? BuiltInEvent.INCONSISTENT_REXMIT.number() : 0;
    }

    /** The sender acknowledges bytes that came ahead of missing ones: it has the missing ones too, the capture has not. */
    private void acknowledgeGap(int flow, long[] words, int base, int side) {
        final FlowObjects objects = worker.objectsOrNull(flow);
        if (objects != null && objects.isCovered(side)
            && words[base + FlowWords.side(side) + ACKED] > objects.coverage[side].first()) {
            skip(flow, words, base, side, objects.coverage[side].first());
        }
    }

    /** Bytes up to a position will not come any more. */
    private void skip(int flow, long[] words, int base, int side, long position) {
        final int at = base + FlowWords.side(side) + EXPECTED;
        final FlowObjects objects = worker.objectsOrNull(flow);
        final long gap = position - words[at];
        words[at] = objects == null || objects.coverage[side] == null ? position : objects.coverage[side].advance(position);
        worker.counters.payloadLost += gap;
        if (worker.streams.skip(flow, side, position)) {
            newData(flow, side);
        }
    }

    private void newData(int flow, int side) {
        final long state = worker.word(flow, STATE);
        if (batched && (state & FlowWords.NEW_DATA * 3) == 0) {
            if (waitingCount == waiting.length) {
                waiting = Arrays.copyOf(waiting, waitingCount * 2);
            }
            waiting[waitingCount++] = flow;
        }
        table.set(flow, STATE, state | FlowWords.NEW_DATA << side);
    }

    private boolean isResetting(int flow) {
        return (worker.word(flow, STATE) & FlowWords.RESETTING) != 0;
    }

    void batched(boolean on) {
        batched = on;
    }

    /** Tells of new data, flow by flow in the order they had it first. A flow that has ended has told of it before. */
    void endBatch() {
        for (int i = 0; i < waitingCount; i++) {
            tellNewData(waiting[i]);
        }
        waitingCount = 0;
    }

    private void tellNewData(int flow) {
        final long state = worker.word(flow, STATE);
        if ((state & FlowWords.NEW_DATA * 3) != 0) {
            table.set(flow, STATE, state & ~(FlowWords.NEW_DATA * 3));
            for (int side = 0; side < 2; side++) {
                if ((state & FlowWords.NEW_DATA << side) != 0) {
                    worker.teller.newData(flow, side);
                }
            }
        }
    }

    /** After all callbacks: the connection may be established, closed or over. */
    private void settle(int flow, long[] words, int base) {
        if ((words[base + STATE] & (FlowWords.BOTH_STATES | FlowWords.RESETTING)) == FlowWords.BOTH_ESTABLISHED) {
            if (table.timeoutClass(flow) == Worker.HALF_OPEN) {
                table.timeoutClass(flow, Worker.OPEN, worker.now());
            }
        } else {
            settleEnd(flow, words, base);
        }
    }

    private void settleEnd(int flow, long[] words, int base) {
        final TcpState client = TcpEmulation.state(words, base, 0);
        final TcpState server = TcpEmulation.state(words, base, 1);
        if (isResetting(flow)) {
            worker.output().makeResets(flow);
            worker.remove(flow, CloseReason.RESET, 0, true);
        } else if (TcpEmulation.isOver(words, base)) {
            final CloseReason reason = FlowWords.reason(words[base + STATE]);
            final int timeoutClass = table.timeoutClass(flow);
            final boolean translated = timeoutClass == Worker.TRANSLATED;
            if (reason == CloseReason.RESET || options.timeWait().isZero() && !translated && timeoutClass != Worker.LINGERING) {
                worker.remove(flow, reason == CloseReason.NONE ? CloseReason.FIN : reason,
                    server == TcpState.CLOSED && client != TcpState.CLOSED ? 1 : 0, true);
            } else if (timeoutClass != Worker.WAITING && timeoutClass != Worker.LINGERING) {
                words[base + STATE] = FlowWords.withReason(words[base + STATE], CloseReason.FIN);
                table.timeoutClass(flow, translated ? Worker.LINGERING : Worker.WAITING, worker.now());
            }
        }
    }

    /** The events of the end, once per hook and side; the side that closed first comes first. */
    void end(int flow, CloseReason reason, int firstSide, boolean withPacket) {
        tellNewData(flow);
        table.set(flow, STATE, FlowWords.withReason(worker.word(flow, STATE), reason));
        for (int i = 0; i < 2; i++) {
            final int side = i == 0 ? firstSide : 1 - firstSide;
            final long state = worker.word(flow, STATE);
            final boolean closed = FlowWords.stateOf(state, side) == TcpState.CLOSED;
            table.set(flow, STATE, FlowWords.withState(state, side, TcpState.CLOSED));
            final long end = BuiltInEvent.CONN_END.number();
            final long change = closed ? 0 : BuiltInEvent.TCP_STATE_CHANGE.number();
            worker.teller.raise(flow, end | change, Hook.RECEIVE, side, withPacket);
            worker.teller.raise(flow, end, Hook.SEND, side, withPacket);
        }
    }
}
