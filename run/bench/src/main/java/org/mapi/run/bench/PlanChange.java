package org.mapi.run.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.mapi.capture.PacketBatch;

/**
 * What packets cost right after a plan change: the processor time of each batch around the change, beside what the new plan
 * costs once it is settled. The first changes of a process are a matter of their own, so {@link PlanChangeRun} is started several
 * times, by turns with a new filter and with a function class that never ran as the first change.
 *
 * <p>Arguments: processes of each kind (default 7), changes of a kind in each process (default 7).
 */
public final class PlanChange {
    private static final int PROCESSES = 7;
    private static final int ROUNDS = 7;
    private static final int COLUMNS = 6;

    /** All changes of a kind, in order of appearance. */
    private final Map<String, List<double[]>> seen = new LinkedHashMap<>();

    private PlanChange() { }

    /** Runs it. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        final int processes = arguments.length > 0 ? Integer.parseInt(arguments[0]) : PROCESSES;
        final int rounds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : ROUNDS;
        System.out.printf(Locale.ROOT, "plan change: ns per packet, in batches of %d, medians of %d processes, %s%n",
            PacketBatch.CAPACITY, processes, Peer.load());
        final PlanChange bench = new PlanChange();
        for (int i = 0; i < processes; i++) {
            bench.process(PlanChangeRun.FILTER_FIRST, rounds);
            bench.process(PlanChangeRun.CLASS_FIRST, rounds);
        }
        bench.seen.forEach(PlanChange::report);
    }

    private void process(String first, int rounds) throws IOException, InterruptedException {
        final List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), PlanChangeRun.class.getName(), first,
            Integer.toString(rounds)));
        final Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        try (BufferedReader output = process.inputReader()) {
            output.lines().forEach(this::add);
        }
        if (process.waitFor() != 0) {
            throw new IOException("a process of the benchmark failed: exit code=" + process.exitValue());
        }
    }

    private void add(String line) {
        final String[] fields = line.split("\\|");
        if (fields.length != COLUMNS + 1) {
            return;
        }
        final double[] values = new double[COLUMNS];
        for (int i = 0; i < COLUMNS; i++) {
            values[i] = Double.parseDouble(fields[i + 1]);
        }
        seen.computeIfAbsent(fields[0], what -> new ArrayList<>()).add(values);
    }

    private static void report(String what, List<double[]> changes) {
        final double settled = column(changes, 4);
        System.out.printf(Locale.ROOT, "  %-52s (%3d) before %5.1f, settled %5.1f; first batch %7.1f (%.2f times settled, most"
            + " %.1f), first 10: %7.1f (%.2f), first 100: %7.1f (%.2f);"
            + " changing over %.0f us%n", what, changes.size(), column(changes, 0), settled,
            column(changes, 1), column(changes, 1) / settled,
            changes.stream().mapToDouble(change -> change[1] / change[4]).max().orElse(0),
            column(changes, 2), column(changes, 2) / settled, column(changes, 3), column(changes, 3) / settled,
            column(changes, 5));
    }

    private static double column(List<double[]> changes, int index) {
        return Series.median(changes.stream().mapToDouble(change -> change[index]).toArray());
    }
}
