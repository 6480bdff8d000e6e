package com.google.re2j;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * One expression on the bytes of packets: each byte is the character of that code (ISO 8859-1). It stands in the package of
 * RE2/J to hand the bytes to its machine as they are; the public way makes two objects for each text.
 *
 * <p>Used by one thread. Time is linear in the number of bytes; {@link #find} allocates nothing once the machine has seen as many
 * states at a time as the expression can have.
 */
public final class PacketMatcher extends MachineInput {
    /** RE2/J gives a character and its width, in the lowest three bits. */
    private static final int WIDTH_BITS = 3;
    private static final int ONE_BYTE = 1;
    private static final int NO_CAPTURES = 0;
    private static final ValueLayout.OfLong WORD = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final long LOW_BITS = 0x0101_0101_0101_0101L;
    private static final long HIGH_BITS = 0x8080_8080_8080_8080L;

    private final Machine machine;
    private final String prefix;
    /** The first byte of the prefix, eight times. */
    private final long pattern;
    private MemorySegment segment = MemorySegment.NULL;
    private long start;
    private int length;

    /**
     * Makes the machine.
     *
     * @param expression the expression
     */
    public PacketMatcher(Pattern expression) {
        machine = new Machine(expression.re2());
        prefix = expression.re2().prefix;
        pattern = prefix.isEmpty() ? 0 : LOW_BITS * (prefix.charAt(0) & 0xff);
    }

    /**
     * Whether the expression matches somewhere.
     *
     * @param memory where the bytes are
     * @param from   offset of the first
     * @param count  how many there are
     */
    public boolean find(MemorySegment memory, long from, int count) {
        segment = memory;
        start = from;
        length = count;
        machine.init(NO_CAPTURES);
        return machine.match(this, 0, RE2.UNANCHORED);
    }

    private int at(int position) {
        return segment.get(ValueLayout.JAVA_BYTE, start + position) & 0xff;
    }

    @Override
    int step(int position) {
        return position < length ? at(position) << WIDTH_BITS | ONE_BYTE : EOF;
    }

    @Override
    boolean canCheckPrefix() {
        return true;
    }

    /** How far it is to the text that every match begins with; -1 if it does not come any more. Eight places at a time. */
    @Override
    int index(RE2 expression, int position) {
        final MemorySegment memory = segment;
        final int last = length - prefix.length();
        int at = position;
        for (; at <= length - Long.BYTES && at <= last; at += Long.BYTES) {
            final long unlike = memory.get(WORD, start + at) ^ pattern;
            for (long hits = unlike - LOW_BITS & ~unlike & HIGH_BITS; hits != 0; hits &= hits - 1) {
                final int hit = at + (Long.numberOfTrailingZeros(hits) >>> 3);
                if (hit <= last && begins(hit)) {
                    return hit - position;
                }
            }
        }
        for (; at <= last; at++) {
            if (begins(at)) {
                return at - position;
            }
        }
        return -1;
    }

    private boolean begins(int position) {
        for (int i = 0; i < prefix.length(); i++) {
            if (at(position + i) != prefix.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    @Override
    int context(int position) {
        return Utils.emptyOpContext(position > 0 && position <= length ? at(position - 1) : -1,
            position < length ? at(position) : -1);
    }

    @Override
    int endPos() {
        return length;
    }
}
