package org.mapi.run.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.mapi.Applied;
import org.mapi.Flow;
import org.mapi.OfflineDevice;
import org.mapi.result.ExpiredFlow;
import org.mapi.result.ExportDatagram;
import org.mapi.stdflib.extra.expired.ExpiredFlows;
import org.mapi.stdflib.ipfix.FlowReport;

/**
 * EXPIRED_FLOWS and FLOW_REPORT on a whole trace, by the agent, beside {@code softflowd -r} on the same file, by turns. Our
 * figures are from the first poll to the end; softflowd's are those of the process.
 *
 * <p>Arguments: packets (default 2,000,000), rounds (default 9).
 */
public final class FlowExport {
    private static final int WARM_UP = 3;
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final int REPORTS = 200_000;
    private static final int DATAGRAMS = 8_000;

    private final Path trace;
    private final long packets;
    private final ClockedTraceDriver driver = new ClockedTraceDriver();
    private final Series expired = new Series("EXPIRED_FLOWS");
    private final Series both = new Series("EXPIRED_FLOWS, both directions");
    private final Series report = new Series("FLOW_REPORT, IPFIX");
    private final Series softflowd = new Series("softflowd -r -v 10");
    private long flows;
    private long exported;
    private long allocated;

    FlowExport(long packets) throws IOException {
        this.packets = packets;
        trace = Traces.of(packets);
    }

    /** Runs it. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        final long packets = arguments.length > 0 ? Long.parseLong(arguments[0]) : Traces.PACKETS;
        new FlowExport(packets).run(arguments.length > 1 ? Integer.parseInt(arguments[1]) : 9);
    }

    private void run(int rounds) throws IOException, InterruptedException {
        System.out.printf(Locale.ROOT, "flow export: %,d packets, %s%n", packets, Peer.load());
        try (BenchEngine engine = engine()) {
            for (int i = 0; i < WARM_UP; i++) {
                round(engine);
            }
            List.of(expired, both, report).forEach(Series::clear);
            for (int i = 0; i < rounds; i++) {
                round(engine);
                softflowd.add(Peer.run(softflowd()).per(packets));
            }
        }
        for (Series series : List.of(expired, both, report, softflowd)) {
            System.out.println(series.line("ns/packet", softflowd));
        }
        System.out.printf(Locale.ROOT, "  %,d flows by EXPIRED_FLOWS, %,d by FLOW_REPORT; %.6f bytes allocated per packet%n",
            flows, exported, (double) allocated / packets);
    }

    private BenchEngine engine() throws IOException {
        return new BenchEngine("trace", driver, List.of(), List.of(ExpiredFlows.class, FlowReport.class));
    }

    private List<String> softflowd() {
        return List.of("softflowd", "-d", "-r", trace.toString(), "-v", "10", "-6", "-m", "1000000", "-t", "tcp=15", "-t",
            "udp=15", "-t", "icmp=15", "-t", "general=15", "-t", "maxlife=60", "-t", "tcp.fin=1", "-t", "tcp.rst=1", "-n",
            "127.0.0.1:9", "-c", "none", "-p", Traces.folder().resolve("softflowd.pid").toString());
    }

    private void round(BenchEngine engine) throws InterruptedException {
        expired.add(expired(engine, 0).per(packets));
        both.add(expired(engine, 1).per(packets));
        report.add(report(engine).per(packets));
    }

    private Cost expired(BenchEngine engine, int mode) throws InterruptedException {
        try (OfflineDevice device = engine.mapi().createOfflineDevice(trace, null);
             Flow flow = engine.mapi().createFlow(device.name())) {
            final Applied<ExpiredFlow> reports = flow.apply("EXPIRED_FLOWS", ExpiredFlow.class, REPORTS, 0, 1, mode, "15s", "1m");
            finish(device, flow);
            flows = reports.loop(0, one -> { });
            check(reports.lost());
        }
        return driver.last().cost();
    }

    private Cost report(BenchEngine engine) throws InterruptedException {
        try (OfflineDevice device = engine.mapi().createOfflineDevice(trace, null);
             Flow flow = engine.mapi().createFlow(device.name())) {
            final Applied<ExportDatagram> datagrams = flow.apply("FLOW_REPORT", ExportDatagram.class, "IPFIX", "", "", "", "15s",
                "1m", "1m", DATAGRAMS);
            finish(device, flow);
            datagrams.loop(0, one -> exported = one.flows());
            check(datagrams.lost());
        }
        allocated = driver.last().allocated();
        return driver.last().cost();
    }

    private static void finish(OfflineDevice device, Flow flow) throws InterruptedException {
        flow.connect();
        device.start();
        if (!flow.awaitFinished(PATIENCE)) {
            throw new IllegalStateException("the trace did not end within " + PATIENCE);
        }
    }

    private static void check(long lost) {
        if (lost != 0) {
            throw new IllegalStateException("reports were lost: " + lost);
        }
    }

    /** Some rounds without programs of others, for the smoke test: flows that were reported. */
    long measure() throws IOException, InterruptedException {
        try (BenchEngine engine = engine()) {
            round(engine);
        }
        return flows;
    }
}
