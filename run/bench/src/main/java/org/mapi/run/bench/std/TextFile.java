package org.mapi.run.bench.std;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Lines of the length of a packet, made of words, and texts to look for that are made of the same letters. */
final class TextFile {
    /** Length of a line without its end, in bytes. */
    static final int LINE = 1500;
    private static final String LETTERS = "etaoinsrhldcumfpgwybvk";
    private static final long SEED = 1;
    private static final int QUARTER = LINE * 3 / 4;

    private TextFile() { }

    /**
     * Writes a file.
     *
     * @param lines how many lines
     * @param texts one of them stands in the last quarter of each line; empty: in none
     */
    static Path write(Path file, int lines, List<String> texts) throws IOException {
        final SplittableRandom random = new SplittableRandom(SEED);
        final byte[] line = new byte[LINE + 1];
        Files.createDirectories(file.getParent());
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
            for (int i = 0; i < lines; i++) {
                fill(line, random);
                if (!texts.isEmpty()) {
                    final byte[] text = texts.get(random.nextInt(texts.size())).getBytes(StandardCharsets.US_ASCII);
                    System.arraycopy(text, 0, line, QUARTER + random.nextInt(LINE - QUARTER - text.length), text.length);
                }
                out.write(line);
            }
        }
        return file;
    }

    private static void fill(byte[] line, SplittableRandom random) {
        int at = 0;
        while (at < LINE) {
            final int end = Math.min(LINE, at + 2 + random.nextInt(9));
            while (at < end) {
                line[at++] = letter(random);
            }
            if (at < LINE) {
                line[at++] = ' ';
            }
        }
        line[LINE] = '\n';
    }

    /** Frequent letters are more frequent. */
    private static byte letter(SplittableRandom random) {
        return (byte) LETTERS.charAt(Math.min(random.nextInt(LETTERS.length()), random.nextInt(LETTERS.length())));
    }

    /** So many texts of 8 to 20 letters. */
    static List<String> texts(int count) {
        final SplittableRandom random = new SplittableRandom(SEED + 1);
        final List<String> texts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            final StringBuilder text = new StringBuilder();
            for (int length = 8 + random.nextInt(13); length > 0; length--) {
                text.append((char) letter(random));
            }
            texts.add(text.toString());
        }
        return texts;
    }
}
