package org.mapi.run.bench;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.mapi.memif.Memif;
import org.mapi.memif.MemifOptions;
import org.mapi.memif.MemifSocket;
import org.mapi.memif.RxMode;

/**
 * Packets per second through one memif queue, ring 1024, by turns: a pair of testpmd, Java with Java in one process and in two,
 * Java with testpmd both ways, the ring without its checks, interrupts, and the round trip of one packet.
 *
 * <p>Arguments: rounds (default 7), seconds per row and round (default 0.5); no round begins after three minutes. A window in
 * which others took more than a twentieth of the processors is tried again, and does not count when there is a better one. Each
 * value goes to standard error as it comes; the summary comes at the end, and of what there is when the program is interrupted.
 */
public final class MemifRates {
    private static final String PREFIX = "mapi-bench-" + ProcessHandle.current().pid();
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String BARE = "bare Java ring without checks, two threads: burst ";
    private static final String CHECKED = "bare Java ring with the library's checks, two threads: burst ";
    private static final int SMALL = 64;
    private static final int LARGE = 1500;
    private static final int BURST = 64;
    private static final int LARGE_BURST = 256;
    private static final long SETTLE_MILLIS = 200;
    private static final double QUIET = 0.05;
    private static final int TRIES = 3;
    private static final long LIMIT_NANOS = Duration.ofMinutes(3).toNanos();

    private final double seconds;
    private final BareRing bare = new BareRing(false);
    private final BareRing checked = new BareRing(true);
    private final OtherWork others = new OtherWork();
    /** Values of each row by round. */
    private final Map<String, Map<Integer, Double>> rates = new LinkedHashMap<>();
    /** What was measured while others were at work. */
    private final Map<String, Map<Integer, Double>> disturbed = new LinkedHashMap<>();
    private int round;
    /** Share of others in the window that was measured last. */
    private double disturbance;
    private int windows;
    private int quietWindows;
    private long allocated;
    private double packets;

    private MemifRates(double seconds) {
        this.seconds = seconds;
    }

    /** Runs it. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        final int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 7;
        final MemifRates rates = new MemifRates(arguments.length > 1 ? Double.parseDouble(arguments[1]) : 0.5);
        System.out.printf(Locale.ROOT, "memif: one queue, ring 1024, %d rounds of %.1f s, %s%n", rounds, rates.seconds,
            Peer.load());
        final Thread interrupted = new Thread(() -> {
            System.out.println("  interrupted; the rounds so far:");
            rates.print();
        }, "memif-summary");
        Runtime.getRuntime().addShutdownHook(interrupted);
        if (TestpmdPeer.there()) {
            try (MemifTestpmd testpmd = new MemifTestpmd(PREFIX, PATIENCE)) {
                rates.run(rounds, testpmd);
            }
        } else {
            System.out.println("  " + TestpmdPeer.PROGRAM + " is not installed: the rows with testpmd are left out");
            rates.run(rounds, null);
        }
        Runtime.getRuntime().removeShutdownHook(interrupted);
        rates.print();
    }

    /** A pair of interfaces in this process, and the same with a child process. */
    private record Ends(Memif master, Memif slave, BufferedWriter child, BufferedReader answers) { }

    private void run(int rounds, MemifTestpmd testpmd) throws IOException, InterruptedException {
        final String near = "@" + PREFIX + "-near";
        final String far = "@" + PREFIX + "-far";
        final Process child = new ProcessBuilder(childCommand(far)).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        try (MemifSocket one = MemifSocket.open(near); MemifSocket two = MemifSocket.open(near);
             MemifSocket three = MemifSocket.open(far);
             Memif master = one.listen(MemifOptions.master(1).rxMode(RxMode.POLLING));
             Memif slave = two.connect(MemifOptions.slave(1).rxMode(RxMode.POLLING));
             Memif distant = three.listen(MemifOptions.master(1).rxMode(RxMode.POLLING))) {
            require(slave.awaitConnected(PATIENCE) && master.awaitConnected(PATIENCE) && distant.awaitConnected(PATIENCE));
            final Ends threads = new Ends(master, slave, null, null);
            final Ends processes = new Ends(distant, null, child.outputWriter(), child.inputReader());
            final long start = System.nanoTime();
            for (round = -1; round < rounds && System.nanoTime() - start < LIMIT_NANOS; round++) {
                round(threads, processes, testpmd);
                if (round < 0) {
                    forget();
                }
            }
            require(bare.sum() != 0 && checked.sum() != 0);
        } finally {
            child.destroyForcibly();
        }
    }

    /** That was the warm-up. */
    private synchronized void forget() {
        rates.clear();
        disturbed.clear();
        windows = 0;
        quietWindows = 0;
        allocated = 0;
        packets = 0;
    }

    private static List<String> childCommand(String socket) {
        return List.of(System.getProperty("java.home") + "/bin/java", "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow", "-cp", System.getProperty("java.class.path"), MemifChild.class.getName(),
            socket);
    }

    private static void require(boolean holds) {
        if (!holds) {
            throw new IllegalStateException("the pair did not connect, or measured nothing");
        }
    }

    private void round(Ends threads, Ends processes, MemifTestpmd testpmd) throws IOException, InterruptedException {
        for (int size : new int[] {SMALL, LARGE}) {
            for (int burst : new int[] {BURST, LARGE_BURST}) {
                final String what = size + " bytes copied, burst " + burst;
                if (testpmd != null) {
                    add("testpmd pair: " + what, testpmd.pair(size, burst, () -> rate(testpmd::pairReceived)));
                }
                pair("Java, two threads: " + what, threads, size, burst, true, false);
                pair("Java, two processes: " + what, processes, size, burst, true, false);
                if (size == SMALL) {
                    small(threads, processes, testpmd, what, burst);
                }
            }
        }
        for (int burst : new int[] {1, BURST}) {
            pair("Java, two processes, interrupt: 64 bytes copied, burst " + burst, processes, SMALL, burst, true, true);
        }
        latency("Java, two processes: round trip of a 64-byte packet, polling, us", processes);
    }

    private void small(Ends threads, Ends processes, MemifTestpmd testpmd, String what, int burst)
            throws IOException, InterruptedException {
        pair("Java, two threads: 64 bytes untouched, burst " + burst, threads, SMALL, burst, false, false);
        pair("Java, two processes: 64 bytes untouched, burst " + burst, processes, SMALL, burst, false, false);
        add(BARE + burst, quietest(() -> bare.rate(SMALL, burst, seconds) / 1e6));
        add(CHECKED + burst, quietest(() -> checked.rate(SMALL, burst, seconds) / 1e6));
        if (testpmd != null) {
            add("testpmd sends, Java receives: " + what, testpmd.sending(SMALL, burst, () -> measure(
                new MemifTraffic(MemifTraffic.Kind.RECEIVE, null, testpmd.arriving(), SMALL, burst, true, false),
                () -> testpmd.arriving().statistics().packets())));
            add("Java sends, testpmd receives: " + what, testpmd.receiving(SMALL, burst, () -> measure(
                new MemifTraffic(MemifTraffic.Kind.SEND, testpmd.leaving(), null, SMALL, burst, true, false),
                () -> testpmd.leaving().statistics().packets())));
        }
    }

    private synchronized void add(String row, double value) {
        final boolean quiet = disturbance <= QUIET;
        (quiet ? rates : disturbed).computeIfAbsent(row, name -> new LinkedHashMap<>()).put(round, value);
        windows++;
        quietWindows += quiet ? 1 : 0;
        System.err.printf(Locale.ROOT, "%s: %.3f%s%n", row, value, quiet ? "" : String.format(Locale.ROOT,
            " (others had %.0f %% of the processors)", 100 * disturbance));
    }

    /** What counts of a row: its quiet windows, or all if there is none. */
    private Map<Integer, Double> values(String row) {
        return rates.getOrDefault(row, disturbed.get(row));
    }

    /** Takes a window, several times while others are at work; the one that they disturbed least. */
    private double quietest(MemifTestpmd.Measurement window) throws IOException, InterruptedException {
        double value = Double.NaN;
        double least = Double.POSITIVE_INFINITY;
        for (int i = 0; i < TRIES && least > QUIET; i++) {
            others.mark();
            final double taken = window.take();
            final double share = others.share();
            if (share < least) {
                least = share;
                value = taken;
            }
        }
        disturbance = least;
        return value;
    }

    /** Slave sends, master receives. */
    private void pair(String row, Ends ends, int size, int burst, boolean copy, boolean interrupt)
            throws IOException, InterruptedException {
        ends.master().setRxMode(interrupt ? RxMode.INTERRUPT : RxMode.POLLING, 0);
        final MemifTraffic receiver = new MemifTraffic(MemifTraffic.Kind.RECEIVE, null, ends.master().receiveQueue(0), size,
            burst, copy, interrupt);
        final Thread receiving = Thread.ofPlatform().name("memif-rx").start(receiver);
        MemifTraffic sender = null;
        Thread sending = null;
        if (ends.slave() != null) {
            sender = new MemifTraffic(MemifTraffic.Kind.SEND, ends.slave().transmitQueue(0), null, size, burst, copy, false);
            sending = Thread.ofPlatform().name("memif-tx").start(sender);
        } else {
            tell(ends, "SEND " + size + " " + burst + (copy ? " copy" : " untouched") + " polling");
        }
        add(row, rate(() -> ends.master().receiveQueue(0).statistics().packets()));
        if (sender != null) {
            sender.stop();
            sending.join();
            allocated += sender.allocated();
        } else {
            tell(ends, "stop");
        }
        Thread.sleep(SETTLE_MILLIS / 10);
        receiver.stop();
        receiving.join();
        allocated += receiver.allocated();
    }

    private static void tell(Ends ends, String line) throws IOException {
        ends.child().write(line + "\n");
        ends.child().flush();
        ends.answers().readLine();
    }

    /** A counter of packets. */
    private interface Counter {
        long get() throws IOException;
    }

    private double rate(Counter counter) throws IOException, InterruptedException {
        Thread.sleep(SETTLE_MILLIS);
        return quietest(() -> window(counter));
    }

    private double window(Counter counter) throws IOException, InterruptedException {
        final long before = counter.get();
        final long start = System.nanoTime();
        Thread.sleep((long) (seconds * 1000));
        final long after = counter.get();
        final double rate = (after - before) * 1e3 / (System.nanoTime() - start);
        packets += after - before;
        return rate;
    }

    private double measure(MemifTraffic traffic, Counter counter) throws IOException, InterruptedException {
        final Thread thread = Thread.ofPlatform().name("memif").start(traffic);
        try {
            return rate(counter);
        } finally {
            traffic.stop();
            thread.join();
            allocated += traffic.allocated();
        }
    }

    /** One packet goes there and back, again and again; the median of the times. */
    private void latency(String row, Ends ends) throws IOException, InterruptedException {
        ends.master().setRxMode(RxMode.POLLING, 0);
        tell(ends, "ECHO 64 64 copy polling");
        add(row, quietest(() -> new RoundTrip(ends.master()).median(seconds) / 1e3));
        tell(ends, "stop");
    }

    private synchronized void print() {
        System.out.printf(Locale.ROOT, "  %d of %d windows were quiet; [..] means that none of the row was%n", quietWindows,
            windows);
        final Set<String> rows = new LinkedHashSet<>(rates.keySet());
        rows.addAll(disturbed.keySet());
        rows.forEach(this::print);
        checks(BURST);
        checks(LARGE_BURST);
        System.out.printf(Locale.ROOT, "  allocated by the threads of this process: %,d bytes, %.6f per packet%n", allocated,
            allocated / packets);
        System.out.println("  " + Peer.load());
    }

    private void print(String row) {
        final double[] all = values(row).values().stream().mapToDouble(Double::doubleValue).sorted().toArray();
        final Map<Integer, Double> peers = values("testpmd pair: " + row.replaceFirst(".*: ", "").replace("untouched", "copied")
            .replaceFirst("^burst", "64 bytes copied, burst"));
        System.out.printf(Locale.ROOT, rates.containsKey(row) ? "  %-66s %8.2f (%.2f to %.2f)%s%n"
            : "  %-66s [%.2f (%.2f to %.2f)]%s%n", row, Series.median(all), all[0], all[all.length - 1],
            peers == null || row.startsWith("testpmd pair") ? "" : ratio(values(row), peers));
    }

    /** By rounds in which both were quiet, as the machine is not always equally fast; without one, of the medians. */
    private static String ratio(Map<Integer, Double> values, Map<Integer, Double> peers) {
        final double[] quotients = values.keySet().stream().filter(peers::containsKey)
            .mapToDouble(each -> values.get(each) / peers.get(each)).toArray();
        return quotients.length == 0
            ? String.format(Locale.ROOT, "  %.2f times testpmd, medians of other rounds", median(values) / median(peers))
            : String.format(Locale.ROOT, "  %.2f times testpmd, median of %d rounds", Series.median(quotients), quotients.length);
    }

    /** What the checks take of a packet's time. */
    private void checks(int burst) {
        final Map<Integer, Double> none = values(BARE + burst);
        final Map<Integer, Double> all = values(CHECKED + burst);
        final Map<Integer, Double> library = values("Java, two threads: 64 bytes untouched, burst " + burst);
        if (none != null && all != null && library != null) {
            System.out.printf(Locale.ROOT, "  ns per packet, burst %d: bare ring %.2f, with the library's checks %.2f, "
                + "the library %.2f%n", burst, 1e3 / median(none), 1e3 / median(all), 1e3 / median(library));
        }
    }

    private static double median(Map<Integer, Double> values) {
        return Series.median(values.values().stream().mapToDouble(Double::doubleValue).toArray());
    }
}
