package org.mapi.run.bench;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.mapi.memif.Memif;
import org.mapi.memif.MemifOptions;
import org.mapi.memif.MemifSocket;
import org.mapi.memif.RxMode;

/**
 * Packets per second through one memif queue, ring 1024, by turns: a pair of testpmd, Java with Java in one process and in two,
 * Java with testpmd both ways, the ring without its checks, interrupts, and the round trip of one packet.
 *
 * <p>Arguments: rounds (default 5), seconds per row and round (default 1). Each value goes to standard error as it comes.
 */
public final class MemifRates {
    private static final String PREFIX = "mapi-bench-" + ProcessHandle.current().pid();
    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int SMALL = 64;
    private static final int LARGE = 1500;
    private static final int BURST = 64;
    private static final int LARGE_BURST = 256;
    private static final long SETTLE_MILLIS = 200;

    private final double seconds;
    private final Map<String, List<Double>> rates = new LinkedHashMap<>();
    private long allocated;
    private double packets;

    private MemifRates(double seconds) {
        this.seconds = seconds;
    }

    /** Runs it. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        final int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 5;
        final MemifRates rates = new MemifRates(arguments.length > 1 ? Double.parseDouble(arguments[1]) : 1);
        System.out.printf(Locale.ROOT, "memif: one queue, ring 1024, %d rounds of %.1f s, %s%n", rounds, rates.seconds,
            Peer.load());
        if (!TestpmdPeer.there()) {
            System.out.println("  " + TestpmdPeer.PROGRAM + " is not installed: the rows with testpmd are left out");
        }
        rates.run(rounds);
        rates.print();
        System.out.println("  " + Peer.load());
    }

    /** A pair of interfaces in this process, and the same with a child process. */
    private record Ends(Memif master, Memif slave, BufferedWriter child, BufferedReader answers) { }

    private void run(int rounds) throws IOException, InterruptedException {
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
            final BareRing bare = new BareRing();
            for (int round = -1; round < rounds; round++) {
                round(threads, processes, bare);
                if (round < 0) {
                    // that was the warm-up
                    rates.clear();
                    allocated = 0;
                    packets = 0;
                }
            }
            require(bare.sum() != 0);
        } finally {
            child.destroyForcibly();
        }
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

    private void round(Ends threads, Ends processes, BareRing bare) throws IOException, InterruptedException {
        for (int size : new int[] {SMALL, LARGE}) {
            for (int burst : new int[] {BURST, LARGE_BURST}) {
                final String what = size + " bytes copied, burst " + burst;
                testpmdPair(what, size, burst);
                pair("Java, two threads: " + what, threads, size, burst, true, false);
                pair("Java, two processes: " + what, processes, size, burst, true, false);
                if (size == SMALL) {
                    untouched(threads, processes, bare, burst);
                    fromTestpmd(what, size, burst);
                    toTestpmd(what, size, burst);
                }
            }
        }
        for (int burst : new int[] {1, BURST}) {
            pair("Java, two processes, interrupt: 64 bytes copied, burst " + burst, processes, SMALL, burst, true, true);
        }
        latency("Java, two processes: round trip of a 64-byte packet, polling, us", processes);
    }

    private void untouched(Ends threads, Ends processes, BareRing bare, int burst) throws IOException, InterruptedException {
        pair("Java, two threads: 64 bytes untouched, burst " + burst, threads, SMALL, burst, false, false);
        pair("Java, two processes: 64 bytes untouched, burst " + burst, processes, SMALL, burst, false, false);
        add("bare Java ring without checks, two threads: burst " + burst, bare.rate(SMALL, burst, seconds) / 1e6);
    }

    private void add(String row, double value) {
        rates.computeIfAbsent(row, name -> new ArrayList<>()).add(value);
        System.err.printf(Locale.ROOT, "%s: %.3f%n", row, value);
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
        final long before = counter.get();
        final long start = System.nanoTime();
        Thread.sleep((long) (seconds * 1000));
        final long after = counter.get();
        final double rate = (after - before) * 1e3 / (System.nanoTime() - start);
        packets += after - before;
        return rate;
    }

    private void testpmdPair(String what, int size, int burst) throws IOException, InterruptedException {
        if (TestpmdPeer.there()) {
            final String socket = PREFIX + "-" + NUMBER.incrementAndGet();
            try (TestpmdPeer server = new TestpmdPeer("server", socket, false, size, burst);
                 TestpmdPeer client = new TestpmdPeer("client", socket, true, size, burst)) {
                require(client != server);
                add("testpmd pair: " + what, rate(server::received));
            }
        }
    }

    private void fromTestpmd(String what, int size, int burst) throws IOException, InterruptedException {
        if (TestpmdPeer.there()) {
            final String socket = PREFIX + "-" + NUMBER.incrementAndGet();
            try (MemifSocket own = MemifSocket.open("@" + socket);
                 Memif master = own.listen(MemifOptions.master(1).rxMode(RxMode.POLLING));
                 TestpmdPeer client = new TestpmdPeer("client", socket, true, size, burst)) {
                require(client != null && master.awaitConnected(PATIENCE));
                measure("testpmd sends, Java receives: " + what, new MemifTraffic(MemifTraffic.Kind.RECEIVE, null,
                    master.receiveQueue(0), size, burst, true, false), () -> master.receiveQueue(0).statistics().packets());
            }
        }
    }

    private void toTestpmd(String what, int size, int burst) throws IOException, InterruptedException {
        if (TestpmdPeer.there()) {
            final String socket = PREFIX + "-" + NUMBER.incrementAndGet();
            try (TestpmdPeer server = new TestpmdPeer("server", socket, false, size, burst);
                 MemifSocket own = MemifSocket.open("@" + socket);
                 Memif slave = own.connect(MemifOptions.slave(1).rxMode(RxMode.POLLING))) {
                require(server != null && slave.awaitConnected(PATIENCE));
                measure("Java sends, testpmd receives: " + what, new MemifTraffic(MemifTraffic.Kind.SEND, slave.transmitQueue(0),
                    null, size, burst, true, false), () -> slave.transmitQueue(0).statistics().packets());
            }
        }
    }

    private void measure(String row, MemifTraffic traffic, Counter counter) throws IOException, InterruptedException {
        final Thread thread = Thread.ofPlatform().name("memif").start(traffic);
        add(row, rate(counter));
        traffic.stop();
        thread.join();
        allocated += traffic.allocated();
    }

    /** One packet goes there and back, again and again; the median of the times. */
    private void latency(String row, Ends ends) throws IOException {
        ends.master().setRxMode(RxMode.POLLING, 0);
        tell(ends, "ECHO 64 64 copy polling");
        add(row, new RoundTrip(ends.master()).median(seconds) / 1e3);
        tell(ends, "stop");
    }

    private void print() {
        rates.forEach((row, values) -> {
            final double[] all = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
            final List<Double> peers = rates.get("testpmd pair: " + row.replaceFirst(".*: ", "")
                .replace("untouched", "copied").replaceFirst("^burst", "64 bytes copied, burst"));
            final String ratio = peers == null || row.startsWith("testpmd pair") ? "" : String.format(Locale.ROOT,
                "  %.2f times testpmd (best with best %.2f)", ratio(values, peers), all[all.length - 1]
                    / peers.stream().mapToDouble(Double::doubleValue).max().orElse(Double.NaN));
            System.out.printf(Locale.ROOT, "  %-66s %8.2f (%.2f to %.2f)%s%n", row, Series.median(all), all[0],
                all[all.length - 1], ratio);
        });
        System.out.printf(Locale.ROOT, "  allocated by the threads of this process: %,d bytes, %.6f per packet%n", allocated,
            allocated / packets);
    }

    private static double ratio(List<Double> values, List<Double> peers) {
        final double[] quotients = new double[Math.min(values.size(), peers.size())];
        Arrays.setAll(quotients, i -> values.get(i) / peers.get(i));
        return Series.median(quotients);
    }
}
