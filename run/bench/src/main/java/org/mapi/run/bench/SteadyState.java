package org.mapi.run.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.mapi.Applied;
import org.mapi.Flow;
import org.mapi.OfflineDevice;
import org.mapi.capture.CaptureFilter;
import org.mapi.core.pcap.filter.PcapFilterCompiler;
import org.mapi.core.trace.generate.TraceGenerator;

/**
 * The device agent over a whole trace with BPF_FILTER, PKT_COUNTER and BYTE_COUNTER, beside a bare loop over the same file,
 * tcpdump and cat, by turns. Also tells what the agent's threads allocated.
 *
 * <p>Arguments: packets (default 2,000,000), rounds (default 15), filter (default {@value #FILTER}).
 */
public final class SteadyState {
    static final String FILTER = "tcp port 80";
    private static final int WARM_UP = 5;
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final Path trace;
    private final long packets;
    private final String filter;
    private final CaptureFilter compiled;
    private final ClockedTraceDriver driver = new ClockedTraceDriver();
    private final BareLoop bare = new BareLoop();
    private final BareLoop bareFiltered = new BareLoop();
    private final Series agentTimes = new Series("agent: BPF_FILTER PKT_COUNTER BYTE_COUNTER");
    private final Series aloneTimes = new Series("the same by one thread");
    private final Series bareTimes = new Series("bare loop");
    private final Series filteredTimes = new Series("bare loop with the filter");
    private final Series tcpdumpTimes = new Series("tcpdump --count");
    private final Series catTimes = new Series("cat > /dev/null");
    private long matched;
    private long allocated;

    SteadyState(long packets, String filter) throws IOException {
        this.packets = packets;
        this.filter = filter;
        trace = Traces.of(packets);
        compiled = new PcapFilterCompiler().compile(filter, TraceGenerator.LINK_TYPE, TraceGenerator.CAPTURE_LENGTH, 0);
    }

    /** Runs it. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        final long packets = arguments.length > 0 ? Long.parseLong(arguments[0]) : Traces.PACKETS;
        final int rounds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 15;
        new SteadyState(packets, arguments.length > 2 ? arguments[2] : FILTER).run(rounds);
    }

    /** Warms up, runs the rounds with all peers and prints. */
    private void run(int rounds) throws IOException, InterruptedException {
        System.out.printf(Locale.ROOT, "steady state: %,d packets, mean %.0f bytes, filter \"%s\", %s%n", packets,
            (double) Files.size(trace) / packets - 16, filter, Peer.load());
        try (BenchEngine engine = new BenchEngine("trace", driver, List.of())) {
            for (int i = 0; i < WARM_UP; i++) {
                round(engine);
            }
            List.of(agentTimes, aloneTimes, bareTimes, filteredTimes).forEach(Series::clear);
            for (int i = 0; i < rounds; i++) {
                round(engine);
                tcpdumpTimes.add(Peer.run(Peer.tcpdump(trace, filter)).per(packets));
                catTimes.add(Peer.run(Peer.cat(trace)).per(packets));
            }
        }
        check();
        print();
    }

    /** Some rounds without programs of others, for the smoke test. */
    void measure(int rounds) throws IOException, InterruptedException {
        try (BenchEngine engine = new BenchEngine("trace", driver, List.of())) {
            for (int i = 0; i < rounds; i++) {
                round(engine);
            }
        }
        check();
    }

    private void round(BenchEngine engine) throws IOException, InterruptedException {
        driver.ahead(false);
        aloneTimes.add(agent(engine).per(packets));
        driver.ahead(true);
        agentTimes.add(agent(engine).per(packets));
        bareTimes.add(bare(bare, null).per(packets));
        filteredTimes.add(bare(bareFiltered, compiled).per(packets));
    }

    private Cost bare(BareLoop loop, CaptureFilter program) throws IOException {
        final long cpu = Rusage.self();
        final long start = System.nanoTime();
        loop.run(trace, program);
        final long nanos = System.nanoTime() - start;
        return new Cost(nanos, Rusage.self() - cpu);
    }

    /** One pass of the agent, first poll to end; the processor time is that of the whole process. */
    private Cost agent(BenchEngine engine) throws InterruptedException {
        try (OfflineDevice device = engine.mapi().createOfflineDevice(trace, null);
             Flow flow = engine.mapi().createFlow(device.name())) {
            flow.apply("BPF_FILTER", filter);
            final Applied<Long> counter = flow.apply("PKT_COUNTER", Long.class);
            flow.apply("BYTE_COUNTER", Long.class);
            flow.connect();
            device.start();
            if (!flow.awaitFinished(PATIENCE)) {
                throw new IllegalStateException("the trace did not end within " + PATIENCE);
            }
            matched = counter.read().value();
        }
        allocated = driver.last().allocated();
        return driver.last().cost();
    }

    private void check() {
        if (bare.packets() != packets || bareFiltered.packets() != matched || matched == 0) {
            throw new IllegalStateException("the runs disagree: bare=" + bare.packets() + " of " + packets + ", filtered="
                + bareFiltered.packets() + ", agent=" + matched);
        }
    }

    private void print() {
        for (Series series : List.of(agentTimes, aloneTimes, bareTimes, filteredTimes, tcpdumpTimes, catTimes)) {
            System.out.println(series.line("ns/packet", bareTimes));
        }
        System.out.println(agentTimes.line("ns/packet", filteredTimes));
        System.out.printf(Locale.ROOT, "  tcpdump takes %.2f times as long as the agent, processor %.2f; cat %.2f, %.2f%n",
            tcpdumpTimes.wallRatio(agentTimes), tcpdumpTimes.cpuRatio(agentTimes), catTimes.wallRatio(agentTimes),
            catTimes.cpuRatio(agentTimes));
        System.out.printf(Locale.ROOT, "  allocated by the agent's threads in the last round: %,d bytes, %.6f per packet%n",
            allocated, (double) allocated / packets);
    }

    /** For the smoke test: packets that matched in the last round. */
    long matched() {
        return matched;
    }
}
