package org.mapi.core.trace.generate;

import static org.mapi.core.trace.generate.TcpPlan.ACK;
import static org.mapi.core.trace.generate.TcpPlan.FIN;
import static org.mapi.core.trace.generate.TcpPlan.PSH;
import static org.mapi.core.trace.generate.TcpPlan.RST;
import static org.mapi.core.trace.generate.TcpPlan.SYN;

/**
 * A TCP connection as seen between its two ends: handshake, messages in bursts of segments with acknowledgements, now and
 * then a loss before or behind the measuring point with its duplicate acknowledgements and retransmission, a swapped pair, a
 * time-out, and an end by FIN or RST.
 */
final class TcpConversation extends Conversation {
    private static final int MAXIMUM_SEGMENT_4 = 1460;
    private static final int MAXIMUM_SEGMENT_6 = 1440;
    private static final int TIMESTAMP_OPTION = 12;
    private static final int HEADER = 20;
    private static final int WINDOW_SCALE = 7;
    private static final int FIRST_BURST = 10;
    private static final int LONGEST_BURST = 24;
    private static final int LOSS = 12;
    private static final int BEHIND_LOSS = 24;
    private static final int SWAP = 40;
    private static final int TIME_OUT = 46;
    private static final long RETRANSMISSION_TIME_OUT = 220 * MILLISECOND;

    private enum Stage { OPENING, TALKING, OVER }

    private final TcpScript script;
    private final TcpPlan plan = new TcpPlan();
    private final int clientPort;
    private final int segmentLength;
    private final boolean timestamps;
    private final int timestampBase;
    private final long roundTrip;
    private final int refused;
    private Stage stage = Stage.OPENING;
    private int clientSequence;
    private int serverSequence;
    private int burst = FIRST_BURST;
    private int messageSent;
    private int messageLength = -1;
    private int lastClientTimestamp;
    private int lastServerTimestamp;

    TcpConversation(GeneratorRandom random, Peers peers, TcpScript script) {
        super(random, peers);
        this.script = script;
        clientPort = random.between(32768, 60999);
        timestamps = random.perMille(700);
        segmentLength = (peers.version6 ? MAXIMUM_SEGMENT_6 : MAXIMUM_SEGMENT_4) - (timestamps ? TIMESTAMP_OPTION : 0);
        timestampBase = (int) random.nextLong();
        roundTrip = random.skewed(MILLISECOND, 180 * MILLISECOND);
        refused = random.below(1000);
        clientSequence = (int) random.nextLong();
        serverSequence = (int) random.nextLong();
    }

    @Override
    long next(FrameBuilder frame, long now) {
        if (plan.isEmpty()) {
            plan();
        }
        build(frame, now);
        plan.advance();
        if (plan.isEmpty()) {
            plan();
        }
        return plan.isEmpty() ? OVER : plan.delay();
    }

    private void plan() {
        plan.clear();
        switch (stage) {
            case OPENING -> open();
            case TALKING -> talk();
            default -> { }
        }
    }

    private void open() {
        stage = Stage.TALKING;
        plan.control(true, SYN, clientSequence, 0, 0);
        if (refused < 20) {
            plan.control(false, RST | ACK, 0, clientSequence + 1, about(roundTrip));
            stage = Stage.OVER;
            return;
        }
        if (refused < 35) {
            // nobody answers
            plan.control(true, SYN, clientSequence, 0, SECOND);
            plan.control(true, SYN, clientSequence, 0, 2 * SECOND);
            stage = Stage.OVER;
            return;
        }
        if (refused < 40) {
            plan.control(true, SYN, clientSequence, 0, SECOND);
        }
        plan.control(false, SYN | ACK, serverSequence, clientSequence + 1, about(roundTrip));
        clientSequence++;
        serverSequence++;
        plan.control(true, ACK, clientSequence, serverSequence, about(200 * MICROSECOND));
    }

    private void talk() {
        if (messageSent >= messageLength) {
            if (!script.advance()) {
                close();
                return;
            }
            messageSent = 0;
            messageLength = script.head().length + script.bodyLength();
            burst(script.thinkTime());
        } else {
            burst(about(roundTrip));
        }
    }

    private int sequence(boolean ofClient) {
        return ofClient ? clientSequence : serverSequence;
    }

    /** Plans the next burst of the current message. */
    private void burst(long pause) {
        boolean from = script.fromClient();
        int count = Math.min(burst, (messageLength - messageSent + segmentLength - 1) / segmentLength);
        burst = Math.min(LONGEST_BURST, burst + 2);
        int event = random.below(1000);
        if (event < BEHIND_LOSS && count >= 4) {
            lossyBurst(from, count, pause, event < LOSS);
        } else if (event < SWAP && count >= 2) {
            swappedBurst(from, count, pause);
        } else {
            plainBurst(from, count, pause);
            if (event < TIME_OUT && event >= SWAP) {
                timeOut(from, count);
            }
        }
        int sent = Math.min(count * segmentLength, messageLength - messageSent);
        messageSent += sent;
        if (from) {
            clientSequence += sent;
        } else {
            serverSequence += sent;
        }
    }

    /** Plans one segment of a burst. */
    private void segment(boolean from, int index, long delay) {
        int offset = messageSent + index * segmentLength;
        int length = Math.min(segmentLength, messageLength - offset);
        boolean last = offset + length == messageLength;
        plan.data(from, last ? ACK | PSH : ACK, sequence(from) + index * segmentLength, sequence(!from), offset, length, delay);
    }

    /** Plans an acknowledgement of the burst's first segments. */
    private void acknowledge(boolean from, int segments, long delay) {
        int sent = Math.min(segments * segmentLength, messageLength - messageSent);
        plan.control(!from, ACK, sequence(!from), sequence(from) + sent, delay);
    }

    private long serialisation() {
        return 12 * MICROSECOND + random.skewed(0, 40 * MICROSECOND);
    }

    private long reaction(boolean from) {
        return about(from ? roundTrip : 120 * MICROSECOND);
    }

    private void plainBurst(boolean from, int count, long pause) {
        for (int i = 0; i < count; i++) {
            segment(from, i, i == 0 ? pause : serialisation());
            if (i % 2 == 1 || i == count - 1) {
                acknowledge(from, i + 1, i == count - 1 ? reaction(from) : about(20 * MICROSECOND));
            }
        }
    }

    /** One segment is lost: before the measuring point it is seen once, late; behind it twice. */
    private void lossyBurst(boolean from, int count, long pause, boolean before) {
        int lost = random.below(count - 3);
        boolean first = true;
        for (int i = 0; i < count; i++) {
            if (i != lost || !before) {
                segment(from, i, first ? pause : serialisation());
                first = false;
            }
            if (i != lost) {
                acknowledge(from, i < lost ? i + 1 : lost, about(30 * MICROSECOND));
            }
        }
        segment(from, lost, about(roundTrip));
        acknowledge(from, count, reaction(from));
    }

    private void swappedBurst(boolean from, int count, long pause) {
        int swapped = random.below(count - 1);
        for (int i = 0; i < count; i++) {
            int index = i == swapped ? i + 1 : i == swapped + 1 ? i - 1 : i;
            segment(from, index, i == 0 ? pause : serialisation());
            if (i == swapped) {
                acknowledge(from, i, about(20 * MICROSECOND));
            } else if (i % 2 == 1 || i == count - 1) {
                acknowledge(from, i + 1, i == count - 1 ? reaction(from) : about(20 * MICROSECOND));
            }
        }
    }

    /** The acknowledgement of the last segment got lost behind the measuring point: it is sent again. */
    private void timeOut(boolean from, int count) {
        segment(from, count - 1, about(RETRANSMISSION_TIME_OUT));
        acknowledge(from, count, reaction(from));
    }

    private void close() {
        stage = Stage.OVER;
        boolean from = random.perMille(600);
        if (random.perMille(90)) {
            plan.control(from, RST | ACK, sequence(from), sequence(!from), about(roundTrip));
            return;
        }
        plan.control(from, FIN | ACK, sequence(from), sequence(!from), about(roundTrip));
        if (random.perMille(300)) {
            plan.control(!from, ACK, sequence(!from), sequence(from) + 1, reaction(from));
        }
        plan.control(!from, FIN | ACK, sequence(!from), sequence(from) + 1, reaction(from));
        plan.control(from, ACK, sequence(from) + 1, sequence(!from) + 1, reaction(!from));
    }

    private void build(FrameBuilder frame, long now) {
        boolean from = plan.fromClient();
        int flags = plan.flags();
        frame.ip(peers, from, FrameBuilder.TCP, identification());
        frame.shortValue(from ? clientPort : script.port());
        frame.shortValue(from ? script.port() : clientPort);
        frame.intValue(plan.sequence());
        frame.intValue((flags & ACK) == 0 ? 0 : plan.acknowledgement());
        boolean opening = (flags & SYN) != 0;
        boolean reset = (flags & RST) != 0;
        int options = reset ? 0 : opening ? timestamps ? 20 : 8 : timestamps ? TIMESTAMP_OPTION : 0;
        frame.shortValue(HEADER + options << 10 | flags);
        frame.shortValue(reset ? 0 : opening ? 64240 : 501 + (plan.sequence() >>> 28));
        frame.shortValue(0);
        frame.shortValue(0);
        if (opening) {
            frame.intValue(0x02040000 | (peers.version6 ? MAXIMUM_SEGMENT_6 : MAXIMUM_SEGMENT_4));
            frame.intValue(0x01030300 | WINDOW_SCALE);
        }
        if (timestamps && !reset) {
            timestampOption(frame, from, now, (flags & ACK) != 0);
        }
        payload(frame);
        frame.finish();
    }

    private void timestampOption(FrameBuilder frame, boolean from, long now, boolean echo) {
        int value = timestampBase + (from ? 0 : 0x5bd1e995) + (int) (now / MILLISECOND);
        frame.intValue(0x0101080a);
        frame.intValue(value);
        frame.intValue(echo ? from ? lastServerTimestamp : lastClientTimestamp : 0);
        if (from) {
            lastClientTimestamp = value;
        } else {
            lastServerTimestamp = value;
        }
    }

    private void payload(FrameBuilder frame) {
        int length = plan.length();
        if (length == 0) {
            return;
        }
        int offset = plan.offset();
        byte[] head = script.head();
        if (offset < head.length) {
            int count = Math.min(length, head.length - offset);
            frame.bytes(head, offset, count);
            offset += count;
            length -= count;
        }
        frame.bytes(script.body(), script.bodyStart() + offset - head.length, length);
    }
}
