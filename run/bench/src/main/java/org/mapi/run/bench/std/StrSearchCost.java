package org.mapi.run.bench.std;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.mapi.function.Arguments;
import org.mapi.function.Definition;
import org.mapi.function.FunctionInstance;
import org.mapi.packet.LinkType;
import org.mapi.packet.PacketCursor;
import org.mapi.run.bench.Cost;
import org.mapi.run.bench.Peer;
import org.mapi.run.bench.Series;
import org.mapi.run.bench.Traces;
import org.mapi.stdflib.std.StrSearch;

/**
 * STR_SEARCH for one text and for 1,000 alternatives beside {@code grep -c -F} and {@code grep -c -F -f}, by turns, on a file of
 * one packet-sized line each; without a match and with one in the last quarter of each line. Both read the file.
 *
 * <p>Arguments: lines (default 200,000), rounds (default 9).
 */
public final class StrSearchCost {
    private static final int MANY = 1000;
    private static final int WARM_UP = 3;
    private static final int LINES_PER_READ = 256;
    private static final int ROW = TextFile.LINE + 1;

    private final int lines;
    private final Path folder;
    private final MemorySegment memory = Arena.ofAuto().allocate((long) LINES_PER_READ * ROW);
    private final PacketCursor cursor = new PacketCursor();

    StrSearchCost(int lines) {
        this.lines = lines;
        this.folder = Traces.folder();
        cursor.region(memory);
    }

    /** Runs it. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        final int lines = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 200_000;
        final int rounds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 9;
        System.out.printf(Locale.ROOT, "STR_SEARCH: %,d lines of %d bytes, %s%n", lines, TextFile.LINE, Peer.load());
        final StrSearchCost bench = new StrSearchCost(lines);
        for (int count : new int[] {1, MANY}) {
            bench.compare(count, false, rounds);
            bench.compare(count, true, rounds);
        }
    }

    private void compare(int count, boolean matching, int rounds) throws IOException, InterruptedException {
        final List<String> texts = TextFile.texts(count);
        final Path file = file(texts, matching);
        final Path patterns = folder.resolve("texts-" + count + ".txt");
        Files.write(patterns, texts);
        final FunctionInstance search = search(texts);
        final List<String> grep = grep(texts, patterns, file);
        final Series ours = new Series("STR_SEARCH, " + count + (matching ? ", with matches" : ", without a match"));
        final Series theirs = new Series("grep");
        final Series cat = new Series("cat");
        for (int i = 0; i < WARM_UP + rounds; i++) {
            final Cost cost = timed(search, file, matching ? lines : 0);
            if (i >= WARM_UP) {
                ours.add(cost.per(lines));
                theirs.add(Peer.run(grep).per(lines));
                cat.add(Peer.run(Peer.cat(file)).per(lines));
            }
        }
        for (Series series : List.of(ours, theirs, cat)) {
            System.out.println(series.line("ns/packet", theirs));
        }
    }

    Path file(List<String> texts, boolean matching) throws IOException {
        final Path file = folder.resolve("lines-" + lines + "-" + (matching ? texts.size() : 0) + ".txt");
        return Files.exists(file) ? file : TextFile.write(file, lines, matching ? texts : List.of());
    }

    static FunctionInstance search(List<String> texts) {
        final Definition definition = Definition.of(StrSearch.class);
        final FunctionInstance instance = new StrSearch().instantiate(new Arguments(definition.arguments(),
            List.of(String.join("||", texts), 0, 0)), null);
        instance.init(null);
        return instance;
    }

    /** Behind a pipe: grep looks no further than the first match when it sees that nobody reads its output. */
    static List<String> grep(List<String> texts, Path patterns, Path file) {
        final String what = texts.size() == 1 ? "-e " + texts.get(0) : "-f " + patterns;
        return List.of("sh", "-c", "LC_ALL=C grep -c -F " + what + " " + file + " | cat");
    }

    private Cost timed(FunctionInstance search, Path file, long expected) throws IOException {
        final var threads = ManagementFactory.getThreadMXBean();
        final long cpu = threads.getCurrentThreadCpuTime();
        final long start = System.nanoTime();
        final long found = count(search, file);
        final Cost cost = new Cost(System.nanoTime() - start, threads.getCurrentThreadCpuTime() - cpu);
        if (found != expected) {
            throw new IllegalStateException("found " + found + " lines, expected " + expected);
        }
        return cost;
    }

    /** Reads a file and searches each line. */
    long count(FunctionInstance search, Path file) throws IOException {
        final ByteBuffer buffer = memory.asByteBuffer();
        long found = 0;
        try (FileChannel channel = FileChannel.open(file)) {
            while (channel.read(buffer) >= 0 || buffer.position() > 0) {
                final int whole = buffer.position() / ROW;
                for (int i = 0; i < whole; i++) {
                    cursor.move((long) i * ROW, TextFile.LINE, TextFile.LINE, 0, 0, LinkType.RAW, i);
                    found += search.process(cursor.packet()) ? 1 : 0;
                }
                final int position = buffer.position();
                buffer.position(whole * ROW).limit(position);
                buffer.compact();
                if (whole == 0) {
                    break;
                }
            }
        }
        return found;
    }
}
