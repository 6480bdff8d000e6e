package org.mapi.core.trace.generate;

/** One or two look-ups of a server's name, mostly answered; now and then repeated because the first query was lost. */
final class DnsConversation extends Conversation {
    private static final int PORT = 53;
    private static final int RECURSION_DESIRED = 0x0100;
    private static final int ANSWER = 0x8180;
    private static final int NAME_ERROR = 3;
    private static final int TYPE_A = 1;
    private static final int TYPE_AAAA = 28;
    private static final int TYPE_SOA = 6;
    private static final int INTERNET = 1;
    private static final int POINTER_TO_NAME = 0xc00c;

    private final int clientPort;
    private int lookUps;
    private boolean asked;
    private int id;
    private int type;
    private boolean repeat;

    DnsConversation(GeneratorRandom random, Peers peers) {
        super(random, peers);
        clientPort = random.between(32768, 60999);
        lookUps = random.between(1, 2);
        type = peers.version6 ? TYPE_AAAA : TYPE_A;
        id = random.below(0x10000);
        repeat = random.perMille(20);
    }

    @Override
    long next(FrameBuilder frame, long now) {
        if (!asked) {
            query(frame);
            if (repeat) {
                repeat = false;
                return SECOND;
            }
            asked = true;
            return random.skewed(400 * MICROSECOND, 60 * MILLISECOND);
        }
        answer(frame);
        asked = false;
        lookUps--;
        type = type == TYPE_A ? TYPE_AAAA : TYPE_A;
        id = random.below(0x10000);
        return lookUps == 0 ? OVER : about(300 * MICROSECOND);
    }

    private void query(FrameBuilder frame) {
        header(frame, true, RECURSION_DESIRED, 0, 0);
        frame.finish();
    }

    private void answer(FrameBuilder frame) {
        boolean unknown = random.perMille(60);
        int answers = unknown ? 0 : random.between(1, 4);
        header(frame, false, unknown ? ANSWER | NAME_ERROR : ANSWER, answers, unknown ? 1 : 0);
        for (int i = 0; i < answers; i++) {
            frame.shortValue(POINTER_TO_NAME);
            frame.shortValue(type);
            frame.shortValue(INTERNET);
            frame.intValue(random.between(30, 3600));
            if (type == TYPE_A) {
                frame.shortValue(Integer.BYTES);
                frame.intValue(peers.server4 + i);
            } else {
                frame.shortValue(2 * Long.BYTES);
                frame.longValue(peers.network6(false));
                frame.longValue(peers.server6 + i);
            }
        }
        if (unknown) {
            authority(frame);
        }
        frame.finish();
    }

    private void authority(FrameBuilder frame) {
        frame.shortValue(POINTER_TO_NAME);
        frame.shortValue(TYPE_SOA);
        frame.shortValue(INTERNET);
        frame.intValue(300);
        // primary and mailbox: both the name asked for, then five numbers
        frame.shortValue(24);
        frame.shortValue(POINTER_TO_NAME);
        frame.shortValue(POINTER_TO_NAME);
        frame.intValue(2026010100);
        frame.intValue(7200);
        frame.intValue(3600);
        frame.intValue(1_209_600);
        frame.intValue(300);
    }

    private void header(FrameBuilder frame, boolean fromClient, int flags, int answers, int authorities) {
        frame.ip(peers, fromClient, FrameBuilder.UDP, identification());
        frame.shortValue(fromClient ? clientPort : PORT);
        frame.shortValue(fromClient ? PORT : clientPort);
        frame.intValue(0);
        frame.shortValue(id);
        frame.shortValue(flags);
        frame.shortValue(1);
        frame.shortValue(answers);
        frame.shortValue(authorities);
        frame.shortValue(0);
        String name = peers.serverName();
        int label = 0;
        while (label <= name.length()) {
            int dot = name.indexOf('.', label);
            int end = dot < 0 ? name.length() : dot;
            frame.byteValue(end - label);
            for (int i = label; i < end; i++) {
                frame.byteValue(name.charAt(i));
            }
            label = end + 1;
        }
        frame.byteValue(0);
        frame.shortValue(type);
        frame.shortValue(INTERNET);
    }
}
