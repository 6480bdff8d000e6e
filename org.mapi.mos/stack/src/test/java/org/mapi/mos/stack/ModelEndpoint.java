package org.mapi.mos.stack;

import java.util.Arrays;
import java.util.BitSet;
import java.util.Random;
import java.util.function.Consumer;
import org.mapi.mos.TcpState;
import org.mapi.packet.TcpFlags;

/**
 * One end of a TCP connection as RFC 9293 has it, simple and slow: sends a given stream in segments of random size, sends again
 * what is not acknowledged in other portions, probes closed windows, keeps alive, closes or aborts. Nothing of the stack is used.
 */
final class ModelEndpoint {
    private static final int CAPACITY = 16_384;
    private static final int MOST_SEGMENT = 1400;
    private static final long RESEND_AFTER = 200;

    final int number;
    final int initial;
    final byte[] stream;
    TcpState state = TcpState.CLOSED;
    boolean finSent;
    boolean aborted;
    private final Random random;
    private final ModelPlan plan;
    private final Consumer<ModelSegment> wire;
    private final int scale;
    private boolean scaled;
    private int peerScale;
    private long sent;
    private long acknowledged = -1;
    private long peerWindow = 1000;
    private long quietSince;
    private boolean probed;
    private final BitSet received = new BitSet();
    private long expected;
    private long consumed;
    private long peerFin = Long.MAX_VALUE;

    ModelEndpoint(int number, byte[] stream, ModelPlan plan, Random random, Consumer<ModelSegment> wire) {
        this.number = number;
        this.stream = stream;
        this.plan = plan;
        this.random = random;
        this.wire = wire;
        initial = plan.wraps() ? -random.nextInt(stream.length + 2) : random.nextInt();
        scale = random.nextBoolean() ? random.nextInt(4) : -1;
    }

    private void emit(int flags, long position, byte[] payload) {
        final int window = (int) Math.max(0, CAPACITY - (expected - consumed));
        final boolean syn = (flags & TcpFlags.SYN) != 0;
        wire.accept(new ModelSegment(number, flags, position, expected == peerFin ? expected + 1 : expected,
            syn || !scaled ? window : window >> scale, syn ? scale : -1, probed, payload));
    }

    private byte[] part(long from, long to) {
        return Arrays.copyOfRange(stream, (int) from, (int) to);
    }

    void open(long now) {
        quietSince = now;
        state = TcpState.SYN_SENT;
        emit(TcpFlags.SYN, 0, new byte[0]);
    }

    void listen() {
        state = TcpState.LISTEN;
    }

    boolean isOver() {
        return state == TcpState.CLOSED || state == TcpState.TIME_WAIT;
    }

    private boolean canSend() {
        return state == TcpState.ESTABLISHED || state == TcpState.CLOSE_WAIT;
    }

    /** Does what is due; called again and again with a clock in milliseconds. */
    void turn(long now) {
        if (random.nextInt(plan.slowness()) == 0) {
            consume();
        }
        if (isOver() || state == TcpState.LISTEN) {
            return;
        }
        if (canSend() && plan.aborts() == number && sent >= stream.length / 2) {
            abort();
        } else if (canSend() && sent < stream.length && sent < acknowledged + peerWindow) {
            sendNew();
            quietSince = now;
        } else if (canSend() && sent == stream.length && (number == 0 || !plan.serverWaits() || state == TcpState.CLOSE_WAIT)) {
            finish();
            quietSince = now;
        } else if (now - quietSince > RESEND_AFTER) {
            quietSince = now;
            sendAgain();
        }
    }

    private void consume() {
        final boolean closed = CAPACITY - (expected - consumed) < MOST_SEGMENT;
        consumed = expected;
        if (closed && canSend()) {
            emit(TcpFlags.ACK, sent, new byte[0]);
        }
    }

    private void abort() {
        aborted = true;
        state = TcpState.CLOSED;
        emit(TcpFlags.RST | TcpFlags.ACK, sent, new byte[0]);
    }

    private void sendNew() {
        probed = false;
        final long most = Math.min(Math.min(stream.length, acknowledged + peerWindow), sent + 1 + random.nextInt(MOST_SEGMENT));
        final byte[] payload = part(sent, most);
        final long from = sent;
        sent = most;
        emit(TcpFlags.ACK | TcpFlags.PSH, from, payload);
    }

    private void finish() {
        finSent = true;
        state = state == TcpState.CLOSE_WAIT ? TcpState.LAST_ACK : TcpState.FIN_WAIT_1;
        emit(TcpFlags.FIN | TcpFlags.ACK, sent, new byte[0]);
    }

    private void sendAgain() {
        switch (state) {
            case SYN_SENT -> emit(TcpFlags.SYN, 0, new byte[0]);
            case SYN_RCVD -> emit(TcpFlags.SYN | TcpFlags.ACK, 0, new byte[0]);
            case ESTABLISHED, CLOSE_WAIT, FIN_WAIT_1, LAST_ACK, CLOSING -> sendDataAgain();
            default -> { }
        }
    }

    private void sendDataAgain() {
        if (acknowledged < sent) {
            final long from = Math.max(0, acknowledged - random.nextInt(50));
            final long to = Math.min(sent, acknowledged + 1 + random.nextInt(MOST_SEGMENT));
            final boolean last = finSent && to == sent;
            emit(last ? TcpFlags.FIN | TcpFlags.ACK : TcpFlags.ACK | TcpFlags.PSH, from, part(from, to));
        } else if (finSent && acknowledged == sent) {
            emit(TcpFlags.FIN | TcpFlags.ACK, sent, new byte[0]);
        } else if (sent < stream.length && peerWindow == 0) {
            // a byte that the receiver has no room for: it is sent again when there is
            probed = true;
            emit(TcpFlags.ACK | TcpFlags.PSH, sent, part(sent, sent + 1));
        } else if (acknowledged == sent && sent > 0 && canSend()) {
            // some systems send any byte: who has not seen the right one before takes it for the right one
            emit(TcpFlags.ACK, sent - 1, random.nextBoolean() ? new byte[0] : plan.forged() > 0 ? new byte[] {0}
                : part(sent - 1, sent));
        }
    }

    /** A segment arrives; of one that ends before the window only the payload is looked at (RFC 9293, 3.10.7.4). */
    void receive(ModelSegment segment, long now, boolean old) {
        if (segment.has(TcpFlags.RST)) {
            if (state != TcpState.LISTEN) {
                state = TcpState.CLOSED;
            }
        } else if (state == TcpState.LISTEN) {
            listen(segment);
        } else if (state == TcpState.SYN_SENT) {
            answer(segment);
        } else if (!isOver() || state == TcpState.TIME_WAIT) {
            if (!old) {
                acknowledge(segment, now);
            }
            take(segment);
        }
    }

    private void offered(ModelSegment segment) {
        scaled = scale >= 0 && segment.scale() >= 0;
        peerScale = scaled ? segment.scale() : 0;
        peerWindow = segment.window();
    }

    private void listen(ModelSegment segment) {
        if (segment.has(TcpFlags.SYN) && !segment.has(TcpFlags.ACK)) {
            offered(segment);
            state = TcpState.SYN_RCVD;
            take(segment.payload(), 0, false);
            if (plan.refuses()) {
                state = TcpState.CLOSED;
                aborted = true;
                emit(TcpFlags.RST | TcpFlags.ACK, 0, new byte[0]);
            } else {
                emit(TcpFlags.SYN | TcpFlags.ACK, 0, new byte[0]);
            }
        }
    }

    private void answer(ModelSegment segment) {
        if (!segment.has(TcpFlags.SYN)) {
            return;
        }
        offered(segment);
        if (segment.has(TcpFlags.ACK)) {
            acknowledged = Math.max(acknowledged, segment.acknowledged());
            state = TcpState.ESTABLISHED;
            emit(TcpFlags.ACK, sent, new byte[0]);
        } else {
            state = TcpState.SYN_RCVD;
            emit(TcpFlags.SYN | TcpFlags.ACK, 0, new byte[0]);
        }
    }

    private void acknowledge(ModelSegment segment, long now) {
        if (!segment.has(TcpFlags.ACK)) {
            return;
        }
        if (probed && segment.acknowledged() == sent + 1) {
            probed = false;
            sent++;
        }
        if (segment.acknowledged() > acknowledged) {
            quietSince = now;
        }
        acknowledged = Math.max(acknowledged, segment.acknowledged());
        if (!segment.has(TcpFlags.SYN)) {
            peerWindow = (long) segment.window() << peerScale;
        }
        final boolean done = finSent && acknowledged > sent;
        state = switch (state) {
            case SYN_RCVD -> TcpState.ESTABLISHED;
            case FIN_WAIT_1 -> done ? TcpState.FIN_WAIT_2 : state;
            case CLOSING -> done ? TcpState.TIME_WAIT : state;
            case LAST_ACK -> done ? TcpState.CLOSED : state;
            default -> state;
        };
    }

    private void take(ModelSegment segment) {
        if (segment.has(TcpFlags.FIN)) {
            peerFin = segment.end();
        }
        final long before = expected;
        take(segment.payload(), segment.position(), segment.probe());
        final boolean finished = expected == peerFin;
        if (finished) {
            state = switch (state) {
                case ESTABLISHED -> TcpState.CLOSE_WAIT;
                case FIN_WAIT_1 -> TcpState.CLOSING;
                case FIN_WAIT_2 -> TcpState.TIME_WAIT;
                default -> state;
            };
        }
        final boolean probe = segment.position() < before || segment.payload().length > 0;
        if (state != TcpState.CLOSED && (probe || segment.isControl())) {
            emit(state == TcpState.SYN_RCVD ? TcpFlags.SYN | TcpFlags.ACK : TcpFlags.ACK,
                state == TcpState.SYN_RCVD ? 0 : finSent ? sent + 1 : sent, new byte[0]);
        }
    }

    /** Takes payload; a probe of the window only if there is room. */
    private void take(byte[] payload, long position, boolean probe) {
        if (probe && payload.length == 1 && position == expected && expected - consumed >= CAPACITY) {
            return;
        }
        received.set((int) Math.max(0, position), (int) Math.max(0, position + payload.length));
        expected = received.nextClearBit((int) expected);
    }

    /** How far everything came. */
    long expected() {
        return expected;
    }
}
