package org.mapi.core.trace.generate;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;

/** What packets carry: a stretch of readable text and a stretch of bytes that look encrypted, both made once per trace. */
final class Content {
    /** Longest body that may start at any place below {@link #STARTS}. */
    static final int LONGEST_BODY = 64 * 1024;
    /** Number of places where a body may start. */
    static final int STARTS = 64 * 1024;

    private static final String[] WORDS = {
        "the", "packet", "network", "of", "a", "measure", "and", "to", "in", "traffic", "is", "router", "flow", "link", "for",
        "window", "sequence", "that", "on", "delay", "with", "as", "acknowledges", "every", "segment", "it", "by", "counts",
        "between", "hosts", "while", "loss", "from", "buffer", "are", "small", "large", "time", "never", "always", "sends",
        "receives", "carries", "through", "cable", "library", "garden", "morning", "river", "reading", "long", "quiet", "paper"};
    private static final int SENTENCE = 12;
    private static final int LINE = 72;

    private final MemorySegment text;
    private final MemorySegment noise;

    Content(Arena arena, GeneratorRandom random) {
        text = arena.allocate(STARTS + LONGEST_BODY, 64);
        noise = arena.allocate(STARTS + LONGEST_BODY, 64);
        for (long at = 0; at < noise.byteSize(); at += Long.BYTES) {
            noise.set(FrameBuilder.LONG, at, random.nextLong());
        }
        write(random);
    }

    private void write(GeneratorRandom random) {
        StringBuilder line = new StringBuilder();
        long at = 0;
        int words = 0;
        while (at < text.byteSize()) {
            String word = WORDS[random.below(WORDS.length)];
            line.append(words == 0 ? Character.toUpperCase(word.charAt(0)) + word.substring(1) : word);
            words++;
            boolean end = words >= 4 && random.below(SENTENCE) == 0;
            line.append(end ? ". " : " ");
            words = end ? 0 : words;
            if (line.length() >= LINE) {
                byte[] bytes = line.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII);
                int count = (int) Math.min(bytes.length, text.byteSize() - at);
                MemorySegment.copy(bytes, 0, text, FrameBuilder.BYTE, at, count);
                at += count;
                line.setLength(0);
            }
        }
    }

    /** Readable text. */
    MemorySegment text() {
        return text;
    }

    /** Bytes without any order. */
    MemorySegment noise() {
        return noise;
    }
}
