package org.mapi.run.bench.mos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.mapi.run.bench.Cost;
import org.mapi.run.bench.Peer;
import org.mapi.run.bench.Series;
import org.mapi.run.bench.Traces;

/**
 * The stack on web-like connections from memory, one worker, by turns with {@code softflowd -r} on the same packets in a file and
 * with a loop that only looks flows up; two workers on packets split beforehand; and what it costs to split them.
 *
 * <p>Arguments: rounds (default 9), connections (default 2000; the packets of 40 fit into a second-level cache, as those just
 * read do).
 */
public final class StackRates implements AutoCloseable {
    private static final int WARM_UP = 6;
    private static final int PASSES = 20;
    private static final int BUFFER = 8192;
    private static final int EVENTS = 64;

    private final HttpTraffic traffic;
    private final int passes;
    private final Path file;
    private final BareLookUp loop;
    private final Map<Series, Monitored> alone = new LinkedHashMap<>();
    private final Map<Series, TwoWorkers> shared = new LinkedHashMap<>();
    private final Series softflowd = new Series("softflowd -r -v 10");
    private final Series bare = new Series("decode and look up");
    private final Series midstat = new Series("midstat: both states, no buffers");
    private final Series everything = new Series("all events, everything read");
    private final Series userEvents = new Series("the same and 64 user events");
    private final Series twoMidstat = new Series("two workers: midstat");
    private final Series twoEverything = new Series("two workers: everything read");
    private final Series splitting = new Series("to give a packet to one of two workers");

    StackRates(int connections) {
        traffic = new HttpTraffic(connections, 0, 1);
        passes = Math.max(PASSES, PASSES * 2000 / connections);
        file = Traces.folder().resolve("http-" + connections + "-" + passes + ".pcap");
        loop = new BareLookUp(traffic);
        alone.put(midstat, new Monitored(new ConnectionTable(), 0, traffic));
        alone.put(everything, new Monitored(new Everything(0), BUFFER, traffic));
        alone.put(userEvents, new Monitored(new Everything(EVENTS), BUFFER, traffic));
        shared.put(twoMidstat, new TwoWorkers(connections, ConnectionTable::new, 0));
        shared.put(twoEverything, new TwoWorkers(connections, () -> new Everything(0), BUFFER));
    }

    /** Runs it. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        try (StackRates rates = new StackRates(arguments.length > 1 ? Integer.parseInt(arguments[1]) : 2000)) {
            rates.run(arguments.length > 0 ? Integer.parseInt(arguments[0]) : 9);
        }
    }

    private void run(int rounds) throws IOException, InterruptedException {
        System.out.printf(Locale.ROOT, "mos: %,d packets of %d bytes in the mean, %s%n", traffic.packets(),
            traffic.bytes() / traffic.packets(), Peer.load());
        if (!Files.exists(file)) {
            Files.createDirectories(file.getParent());
            traffic.write(file, passes);
        }
        for (int i = 0; i < WARM_UP; i++) {
            round();
        }
        List.of(bare, midstat, everything, userEvents, twoMidstat, twoEverything, splitting).forEach(Series::clear);
        for (int i = 0; i < rounds; i++) {
            round();
            softflowd.add(Peer.run(command()).per((long) passes * traffic.packets()));
        }
        print();
        System.out.println("mos: at the end " + Peer.load());
    }

    private void print() {
        for (Series series : List.of(softflowd, bare, midstat, everything, userEvents, twoMidstat, twoEverything, splitting)) {
            System.out.println(series.line("ns/packet", softflowd));
            System.out.printf(Locale.ROOT, "  %42s %8.2f million packets/s; by processor time %.2f times softflowd's rate, %.2f "
                + "times the loop's%n", "", 1e3 / series.wall(), 1 / series.cpuRatio(softflowd), 1 / series.cpuRatio(bare));
        }
        System.out.printf(Locale.ROOT, "  two workers have %.2f (midstat) and %.2f (everything) times the rate of one%n",
            midstat.wallRatio(twoMidstat), everything.wallRatio(twoEverything));
        alone.forEach((series, one) -> System.out.printf(Locale.ROOT, "  %-42s %.6f bytes allocated per packet%n", series.name(),
            (double) one.allocated() / passes / traffic.packets()));
    }

    /** Every case once. */
    private void round() throws InterruptedException {
        bare.add(loop.run(passes));
        for (Map.Entry<Series, Monitored> entry : alone.entrySet()) {
            entry.getKey().add(entry.getValue().run(passes));
        }
        for (Map.Entry<Series, TwoWorkers> entry : shared.entrySet()) {
            entry.getKey().add(entry.getValue().run(passes));
        }
        try (Monitored spread = Monitored.spread(2, traffic)) {
            splitting.add(spread.run(passes));
        }
    }

    private List<String> command() {
        return List.of("softflowd", "-d", "-r", file.toString(), "-v", "10", "-6", "-m", "1000000", "-t", "tcp=15", "-t",
            "udp=15", "-t", "icmp=15", "-t", "general=15", "-t", "maxlife=60", "-t", "tcp.fin=1", "-t", "tcp.rst=1", "-n",
            "127.0.0.1:9", "-c", "none", "-p", Traces.folder().resolve("softflowd.pid").toString());
    }

    @Override
    public void close() {
        alone.values().forEach(Monitored::close);
        shared.values().forEach(TwoWorkers::close);
    }

    /** One round without programs of others, for the smoke test: what each case counted, in the order of the rows. */
    long[] measure() throws InterruptedException {
        round();
        return new long[] {loop.connections(), alone.get(midstat).statistics().flowsStarted(),
            alone.get(everything).statistics().monitored(), alone.get(userEvents).statistics().flowsNow(),
            shared.get(twoMidstat).monitored(), shared.get(twoEverything).monitored()};
    }

    /** Packets of a round. */
    long packets() {
        return (long) passes * traffic.packets();
    }

    /** The median of costs that two threads had side by side: what one packet took of the clock, and of processors. */
    static Cost together(Cost first, Cost second) {
        return new Cost(Math.max(first.wall(), second.wall()) / 2, (first.cpu() + second.cpu()) / 2);
    }
}
