package org.mapi.core.trace.generate;

import java.lang.foreign.MemorySegment;

/** Somebody types: single keys, each echoed, and now and then some lines as an answer. */
final class TerminalScript implements TcpScript {
    private static final byte[] NOTHING = new byte[0];
    private static final int TELNET = 23;

    private final GeneratorRandom random;
    private final Content content;
    private int keys;
    private boolean key;
    private int start;
    private int length;

    TerminalScript(GeneratorRandom random, Content content) {
        this.random = random;
        this.content = content;
        keys = (int) random.skewed(4, 120);
    }

    @Override
    public boolean advance() {
        if (key) {
            key = false;
            // the echo, or what the command printed
            length = random.perMille(850) ? length : (int) random.skewed(20, 1200);
            return true;
        }
        if (keys-- == 0) {
            return false;
        }
        key = true;
        start = random.below(Content.STARTS);
        length = 1;
        return true;
    }

    @Override
    public boolean fromClient() {
        return key;
    }

    @Override
    public byte[] head() {
        return NOTHING;
    }

    @Override
    public MemorySegment body() {
        return content.text();
    }

    @Override
    public int bodyStart() {
        return start;
    }

    @Override
    public int bodyLength() {
        return length;
    }

    @Override
    public long thinkTime() {
        return key ? random.skewed(40 * Conversation.MILLISECOND, 900 * Conversation.MILLISECOND)
            : random.skewed(200 * Conversation.MICROSECOND, 20 * Conversation.MILLISECOND);
    }

    @Override
    public int port() {
        return TELNET;
    }
}
