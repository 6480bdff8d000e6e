package org.mapi.core.trace.generate;

/** A stream of sound or picture over UDP: packets of like length at even distances, mostly one way. */
final class MediaConversation extends Conversation {
    private static final int FIRST_PORT = 51_000;
    private static final int LAST_PORT = 53_998;
    private static final int SOUND = 160;

    private final Content content;
    private final int clientPort;
    private final int serverPort;
    private final int length;
    private final long distance;
    private int left;
    private int sequence;
    private final int source;

    MediaConversation(GeneratorRandom random, Peers peers, Content content) {
        super(random, peers);
        this.content = content;
        clientPort = random.between(FIRST_PORT, LAST_PORT) & ~1;
        serverPort = random.between(FIRST_PORT, LAST_PORT) & ~1;
        boolean sound = random.perMille(500);
        length = sound ? SOUND : random.between(400, 1100);
        distance = sound ? 20 * MILLISECOND : 8 * MILLISECOND;
        left = (int) random.skewed(10, 600);
        sequence = random.below(0x8000);
        source = (int) random.nextLong();
    }

    @Override
    long next(FrameBuilder frame, long now) {
        boolean fromClient = random.perMille(100);
        frame.ip(peers, fromClient, FrameBuilder.UDP, identification());
        frame.shortValue(fromClient ? clientPort : serverPort);
        frame.shortValue(fromClient ? serverPort : clientPort);
        frame.intValue(0);
        // the header of a real-time stream: version 2, type 96, number, time, source
        frame.shortValue(0x8060);
        frame.shortValue(sequence);
        frame.intValue(sequence * SOUND);
        frame.intValue(source);
        frame.bytes(content.noise(), sequence & 0x7fff, length);
        frame.finish();
        sequence++;
        left--;
        return left == 0 ? OVER : distance + random.skewed(-500 * MICROSECOND, 2 * MILLISECOND);
    }
}
