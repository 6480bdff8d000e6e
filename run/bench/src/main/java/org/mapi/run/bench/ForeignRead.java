package org.mapi.run.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.mapi.Applied;
import org.mapi.Flow;
import org.mapi.core.engine.device.DeviceConfiguration;

/**
 * A result read by another process while the agent publishes at full speed: this process runs the engine, {@link ForeignReader}
 * in a second JVM maps the file and reads in a loop, beside plain copies of as many bytes. Argument: rounds (default 10).
 */
public final class ForeignRead {
    private static final int READS = 5_000_000;
    private static final int WARM_UP = 3;
    private static final long WITHOUT_END = Long.MAX_VALUE / 2;

    private ForeignRead() { }

    /** Runs it. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        final int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 10;
        System.out.printf(Locale.ROOT, "read by another process: %,d reads a round, %s%n", READS, Peer.load());
        final List<String> lines = run(READS, rounds + WARM_UP);
        final double[] read = lines.stream().skip(WARM_UP).mapToDouble(line -> number(line, 0)).toArray();
        final double[] copy = lines.stream().skip(WARM_UP).mapToDouble(line -> number(line, 1)).toArray();
        final double repeated = lines.stream().skip(WARM_UP).mapToDouble(line -> number(line, 2)).sum() / rounds;
        final double different = lines.stream().skip(WARM_UP).mapToDouble(line -> number(line, 3)).sum() / rounds;
        System.out.printf(Locale.ROOT, "  read %.1f ns, plain copy of the block %.1f ns, %.2f times; %.0f attempts of a"
            + " round repeated, %.0f different values seen%n", Series.median(read), Series.median(copy),
            Series.median(read) / Series.median(copy), repeated, different);
    }

    private static double number(String line, int column) {
        return Double.parseDouble(line.split(" ")[column]);
    }

    /**
     * Runs engine and reader.
     *
     * @return the reader's lines
     * @throws IOException when the reader fails
     */
    static List<String> run(int reads, int rounds) throws IOException, InterruptedException {
        final PreparedDevice device = new PreparedDevice(PreparedPackets.load(), 0);
        try (BenchEngine engine = new BenchEngine("prepared", new PreparedDevice.Driver(device),
                List.of(DeviceConfiguration.of("prepared", "prepared", "", Map.of())))) {
            final Flow flow = engine.mapi().createFlow("prepared");
            final Applied<Long> counter = flow.apply("PKT_COUNTER", Long.class);
            flow.connect();
            device.allow(WITHOUT_END);
            return reader(results(engine.directory()), flow.id(), counter.id(), reads, rounds);
        }
    }

    private static Path results(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(file -> file.toString().endsWith(".results")).findFirst()
                .orElseThrow(() -> new IOException("no result file in " + directory));
        }
    }

    private static List<String> reader(Path file, int flow, int applied, int reads, int rounds)
            throws IOException, InterruptedException {
        final Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
            System.getProperty("java.class.path"), ForeignReader.class.getName(), file.toString(), Integer.toString(flow),
            Integer.toString(applied), Integer.toString(reads), Integer.toString(rounds))
            .redirectError(ProcessBuilder.Redirect.INHERIT).start();
        final List<String> lines = new ArrayList<>();
        try (BufferedReader output = process.inputReader()) {
            output.lines().forEach(lines::add);
        }
        if (process.waitFor() != 0 || lines.size() != rounds) {
            throw new IOException("the reader failed: status=" + process.exitValue() + ", lines=" + lines);
        }
        return lines;
    }
}
