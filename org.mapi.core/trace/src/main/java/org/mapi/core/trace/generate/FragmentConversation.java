package org.mapi.core.trace.generate;

import java.lang.foreign.MemorySegment;

/**
 * A UDP datagram that is too long for the link and comes in fragments: mostly in order, sometimes the last one first, sometimes
 * with one missing.
 */
final class FragmentConversation extends Conversation {
    private static final int FRAGMENT_LENGTH = 1448;
    private static final int PORT = 54_001;

    private final Content content;
    private final int clientPort;
    private final int start;
    private final int datagramLength;
    private final int datagram;
    private final int[] order;
    private int sent;

    FragmentConversation(GeneratorRandom random, Peers peers, Content content) {
        super(random, peers);
        this.content = content;
        clientPort = random.between(51_000, 53_998) | 1;
        start = random.below(Content.STARTS);
        datagramLength = FrameBuilder.UDP_HEADER + random.between(1600, 8000);
        datagram = identification() ^ (int) random.nextLong() & 0xffff;
        int count = (datagramLength + FRAGMENT_LENGTH - 1) / FRAGMENT_LENGTH;
        order = order(count);
    }

    private int[] order(int count) {
        boolean reversed = random.perMille(150);
        int missing = random.perMille(50) ? random.below(count) : count;
        int[] result = new int[missing < count ? count - 1 : count];
        int at = 0;
        for (int i = 0; i < count; i++) {
            int index = reversed ? count - 1 - i : i;
            if (index != missing) {
                result[at++] = index;
            }
        }
        return result;
    }

    @Override
    long next(FrameBuilder frame, long now) {
        int offset = order[sent] * FRAGMENT_LENGTH;
        int length = Math.min(FRAGMENT_LENGTH, datagramLength - offset);
        frame.ip(peers, true, FrameBuilder.UDP, datagram);
        int checksum = offset == 0 ? checksum(frame) : 0;
        frame.fragment(offset, offset + length < datagramLength, datagram);
        MemorySegment text = content.text();
        if (offset == 0) {
            frame.shortValue(clientPort);
            frame.shortValue(PORT);
            frame.shortValue(datagramLength);
            frame.shortValue(checksum);
            frame.bytes(text, start, length - FrameBuilder.UDP_HEADER);
        } else {
            frame.bytes(text, (long) start + offset - FrameBuilder.UDP_HEADER, length);
        }
        frame.finish();
        sent++;
        return sent == order.length ? OVER : 12 * MICROSECOND + random.skewed(0, 200 * MICROSECOND);
    }

    /** The checksum of the whole datagram. */
    private int checksum(FrameBuilder frame) {
        long sum = frame.pseudoSum(FrameBuilder.UDP, datagramLength) + clientPort + PORT + datagramLength
            + FrameBuilder.sum(content.text(), start, datagramLength - FrameBuilder.UDP_HEADER);
        int value = ~FrameBuilder.folded(sum) & 0xffff;
        return value == 0 ? 0xffff : value;
    }
}
