package org.mapi.run.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * {@code mapi monitor -r} from its first to its last moment beside {@code tcpdump --count} with the same filter, by turns, on
 * traces of several sizes; then its start-up: the same with a trace of 1,000 packets, beside a JVM that only tells its version.
 *
 * <p>Arguments: sizes in MB (default 1000,2000), rounds (default 7). System property {@value #COMMAND}: the mapi to measure.
 */
public final class WholeCommand {
    /** System property: path of the command {@code mapi}. */
    static final String COMMAND = "bench.command";
    private static final long SMALL = 1_000;
    /** Mean length of a record of {@link Traces}, its header included. */
    private static final long MEAN_RECORD = 436;
    private static final int START_UP_ROUNDS = 3;
    private static final double MILLION = 1e6;
    private static final double BILLION = 1e9;

    private final String mapi;
    private final int rounds;

    private WholeCommand(String mapi, int rounds) {
        this.mapi = mapi;
        this.rounds = rounds;
    }

    /** Runs it. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        final String[] sizes = (arguments.length > 0 ? arguments[0] : "1000,2000").split(",");
        final int rounds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 7;
        final Path command = Path.of(System.getProperty(COMMAND, "run/target/appliance/bin/mapi")).toAbsolutePath();
        if (!Files.isExecutable(command)) {
            throw new IOException("the command to measure is not there: " + COMMAND + "=" + command
                + ", expected an assembled appliance ('run/mapi --help' builds it)");
        }
        final WholeCommand bench = new WholeCommand(command.toString(), rounds);
        bench.startUp();
        for (String size : sizes) {
            bench.size(Long.parseLong(size.trim()));
        }
    }

    private List<String> monitor(Path trace) {
        return List.of(mapi, "monitor", "-r", trace.toString(), "-f", SteadyState.FILTER, "PKT_COUNTER", "BYTE_COUNTER");
    }

    private void startUp() throws IOException, InterruptedException {
        final Path trace = Traces.of(SMALL);
        final String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        final Series command = new Series("mapi monitor");
        final Series machine = new Series("java -version");
        final Series tcpdump = new Series("tcpdump --count");
        System.out.printf(Locale.ROOT, "start-up: %,d packets, %s%n", SMALL, Peer.load());
        for (int i = 0; i <= rounds * START_UP_ROUNDS; i++) {
            if (i == 1) {
                List.of(command, machine, tcpdump).forEach(Series::clear);
            }
            command.add(scaled(Peer.run(monitor(trace)), MILLION));
            machine.add(scaled(Peer.run(List.of(java, "-version")), MILLION));
            tcpdump.add(scaled(Peer.run(Peer.tcpdump(trace, SteadyState.FILTER)), MILLION));
        }
        for (Series series : List.of(command, machine, tcpdump)) {
            System.out.println(series.line("ms", machine));
        }
    }

    private void size(long megabytes) throws IOException, InterruptedException {
        final Path trace = Traces.of(megabytes * 1_000_000 / MEAN_RECORD);
        final Series command = new Series("mapi monitor");
        final Series tcpdump = new Series("tcpdump --count");
        final Series cat = new Series("cat > /dev/null");
        Peer.run(Peer.cat(trace));
        System.out.printf(Locale.ROOT, "whole command: %,d bytes, %s%n", Files.size(trace), Peer.load());
        for (int i = 0; i < rounds; i++) {
            command.add(scaled(Peer.run(monitor(trace)), BILLION));
            tcpdump.add(scaled(Peer.run(Peer.tcpdump(trace, SteadyState.FILTER)), BILLION));
            cat.add(scaled(Peer.run(Peer.cat(trace)), BILLION));
        }
        for (Series series : List.of(command, tcpdump, cat)) {
            System.out.println(series.line("s", tcpdump));
        }
    }

    private static Cost scaled(Cost cost, double unit) {
        return new Cost(cost.wall() / unit, cost.cpu() / unit);
    }
}
