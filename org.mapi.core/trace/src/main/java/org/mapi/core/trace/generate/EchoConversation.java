package org.mapi.core.trace.generate;

/** Some pings and their answers; one in fifty is not answered. */
final class EchoConversation extends Conversation {
    private static final int REQUEST_4 = 8;
    private static final int REPLY_4 = 0;
    private static final int REQUEST_6 = 128;
    private static final int REPLY_6 = 129;
    private static final int PATTERN_LENGTH = 40;

    private final int id;
    private int left;
    private int sequence;
    private boolean asked;
    private long askedAt;

    EchoConversation(GeneratorRandom random, Peers peers) {
        super(random, peers);
        id = random.below(0x10000);
        left = (int) random.skewed(1, 30);
    }

    @Override
    long next(FrameBuilder frame, long now) {
        if (!asked) {
            askedAt = now;
            sequence++;
            left--;
            boolean answered = !random.perMille(20);
            packet(frame, true);
            if (!answered) {
                return left == 0 ? OVER : SECOND;
            }
            asked = true;
            return random.skewed(500 * MICROSECOND, 150 * MILLISECOND);
        }
        packet(frame, false);
        asked = false;
        return left == 0 ? OVER : SECOND - (now - askedAt);
    }

    private void packet(FrameBuilder frame, boolean request) {
        frame.ip(peers, request, peers.version6 ? FrameBuilder.ICMP_6 : FrameBuilder.ICMP, identification());
        frame.byteValue(peers.version6 ? request ? REQUEST_6 : REPLY_6 : request ? REQUEST_4 : REPLY_4);
        frame.byteValue(0);
        frame.shortValue(0);
        frame.shortValue(id);
        frame.shortValue(sequence);
        frame.longValue(askedAt / SECOND);
        frame.longValue(askedAt % SECOND / MICROSECOND);
        for (int i = 0; i < PATTERN_LENGTH; i++) {
            frame.byteValue(16 + i);
        }
        frame.finish();
    }
}
