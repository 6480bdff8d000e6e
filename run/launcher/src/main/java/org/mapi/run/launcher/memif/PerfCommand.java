package org.mapi.run.launcher.memif;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.mapi.memif.DropReason;
import org.mapi.memif.Memif;
import org.mapi.memif.MemifDetails;
import org.mapi.memif.MemifOptions;
import org.mapi.memif.MemifSocket;
import org.mapi.memif.QueueStatistics;
import org.mapi.memif.RxMode;
import org.mapi.result.JsonView;
import org.mapi.run.launcher.ExitStatus;
import org.mapi.run.launcher.Interruption;
import org.mapi.run.launcher.UserError;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code mapi memif perf}: how fast packets go to or come from a memif peer. */
@Command(name = "perf", mixinStandardHelpOptions = true,
    description = "Sends packets to a memif peer or receives them, as fast as it goes, and prints the rate.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:done", "1:could not be done; standard error says why", "2:wrong option or argument",
        "5:the peer went away before the end; the figures are of the time before"},
    footer = {"", "Example, two shells:", "  mapi memif perf rx --role master --socket @p --seconds 10",
        "  mapi memif perf tx --role slave --socket @p --size 64 --seconds 10"})
public final class PerfCommand implements Callable<Integer> {
    /** Exit code of a source that ended early, as monitor's. */
    private static final int ENDED_EARLY = 5;
    private static final String PEER_GONE = "the peer went away before the end";
    private static final int MOST_QUEUES = 255;
    private static final int LARGEST_BURST = 8192;
    private static final int LARGEST_PACKET = 1 << 16;
    private static final long SLICE_MILLIS = 20;

    /** What to do. */
    enum Direction { TX, RX }

    /** How to print. */
    enum Format { TEXT, JSON }

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "tx|rx", description = "Send or receive.")
    private Direction direction;

    @Mixin
    private EndpointOptions endpoint;

    @Option(names = "--size", paramLabel = "B", defaultValue = "64", description = "tx: bytes per packet (default: 64).")
    private int size;

    @Option(names = "--burst", paramLabel = "N", defaultValue = "64", description = "Packets at once (default: 64).")
    private int burst;

    @Option(names = "--seconds", paramLabel = "T", defaultValue = "10",
        description = "How long to measure, after --warm-up (default: 10).")
    private double seconds;

    @Option(names = "--warm-up", paramLabel = "T", defaultValue = "1",
        description = "Seconds of traffic before that do not count (default: 1).")
    private double warmUp;

    @Option(names = "--copy", description = "Copy each packet, from or to own memory; otherwise only descriptors are handled.")
    private boolean copy;

    @Option(names = "--interrupt", description = "rx: have the peer signal and sleep while nothing comes, instead of polling.")
    private boolean interrupt;

    @Option(names = "--queues", paramLabel = "N", defaultValue = "1", description = "Queues, a thread each (default: 1).")
    private int queues;

    @Option(names = "--format", paramLabel = "FORMAT", defaultValue = "TEXT", description = "text or json (default: text).")
    private Format format;

    private final Interruption interruption = new Interruption();

    @Override
    public Integer call() throws InterruptedException, IOException {
        check("--size", size, 1, LARGEST_PACKET);
        check("--burst", burst, 1, LARGEST_BURST);
        check("--queues", queues, 1, MOST_QUEUES);
        if (!(seconds > 0) || !(warmUp >= 0)) {
            throw new ParameterException(spec.commandLine(), "--seconds is " + seconds + " and --warm-up " + warmUp
                + ", expected more than 0, and 0 or more");
        }
        final MemifOptions options = endpoint.options().rings(queues, queues)
            .rxMode(interrupt ? RxMode.INTERRUPT : RxMode.POLLING);
        try (MemifSocket socket = endpoint.open(); Memif memif = endpoint.create(socket, options)) {
            endpoint.await(memif);
            interruption.listen();
            final PerfReport report = run(memif);
            spec.commandLine().getOut().println(format == Format.JSON ? JSON.std.asString(JsonView.of(report)) : report.text());
            spec.commandLine().getOut().flush();
            return report.ended().equals(PEER_GONE) ? ENDED_EARLY : ExitStatus.OK;
        } finally {
            interruption.done();
        }
    }

    private void check(String option, int value, int least, int most) {
        if (value < least || value > most) {
            throw new ParameterException(spec.commandLine(), option + " is " + value + ", expected " + least + " to " + most);
        }
    }

    private PerfReport run(Memif memif) throws InterruptedException {
        final MemifDetails details = memif.details();
        final int there = (direction == Direction.TX ? details.transmitQueues() : details.receiveQueues()).size();
        final int used = direction == Direction.TX ? Math.min(queues, there) : there;
        // before the workers begin: against a peer that takes nothing the first packets are also the last
        final long before = packets(memif, used);
        final List<PerfWorker> workers = new ArrayList<>();
        final List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < used; i++) {
            final PerfWorker worker = direction == Direction.TX
                ? PerfWorker.sender(memif.transmitQueue(i), size, burst, copy, interrupt)
                : PerfWorker.receiver(memif.receiveQueue(i), burst, copy, interrupt);
            workers.add(worker);
            threads.add(Thread.ofPlatform().daemon().name("memif-perf-" + i).start(worker));
        }
        try {
            return measure(memif, workers, details, before);
        } finally {
            workers.forEach(PerfWorker::stop);
            for (Thread thread : threads) {
                thread.join();
            }
        }
    }

    private PerfReport measure(Memif memif, List<PerfWorker> workers, MemifDetails details, long before)
            throws InterruptedException {
        final int used = workers.size();
        final long deadline = System.nanoTime() + endpoint.patience().toNanos();
        while (packets(memif, used) == before && memif.isConnected() && !interruption.asked()) {
            if (System.nanoTime() - deadline > 0) {
                throw new UserError("no packet " + (direction == Direction.TX ? "could be sent" : "came") + " within "
                    + endpoint.patience().toSeconds() + " s; the peer \"" + details.remoteInstanceName() + "\" is connected");
            }
            Thread.sleep(SLICE_MILLIS);
        }
        pass(memif, warmUp);
        final QueueStatistics start = sum(memif, used);
        final long fullBefore = full(workers);
        final long from = System.nanoTime();
        final boolean complete = pass(memif, seconds);
        final QueueStatistics end = sum(memif, used);
        final double took = (System.nanoTime() - from) / 1e9;
        final long packets = end.packets() - start.packets();
        final long bytes = end.bytes() - start.bytes();
        if (packets == 0 && !complete && !interruption.asked()) {
            throw new UserError("the peer went away before a packet was measured: " + memif.details().error());
        }
        final long refused = end.drops().get(DropReason.RING_FULL) - start.drops().get(DropReason.RING_FULL);
        final long full = refused + full(workers) - fullBefore;
        return new PerfReport(direction.name().toLowerCase(Locale.ROOT), details.role().name().toLowerCase(Locale.ROOT),
            endpoint.socket(), details.remoteInstanceName(), used, direction == Direction.TX ? size : 0, burst, copy, interrupt,
            took, packets, bytes, packets / took, bytes * 8 / took / 1e9, full, end.dropped() - start.dropped() - refused,
            complete, complete ? "" : interruption.asked() ? "interrupted" : PEER_GONE);
    }

    private static long full(List<PerfWorker> workers) {
        return workers.stream().mapToLong(PerfWorker::full).sum();
    }

    /** Lets time pass; false when the peer went away meanwhile, or Ctrl-C ended it. */
    private boolean pass(Memif memif, double time) throws InterruptedException {
        final long end = System.nanoTime() + (long) (time * 1e9);
        long left = end - System.nanoTime();
        while (left > 0 && memif.isConnected() && !interruption.asked()) {
            Thread.sleep(Math.min(SLICE_MILLIS, left / 1_000_000 + 1));
            left = end - System.nanoTime();
        }
        return memif.isConnected() && !interruption.asked();
    }

    private long packets(Memif memif, int used) {
        return sum(memif, used).packets();
    }

    private QueueStatistics sum(Memif memif, int used) {
        final java.util.Map<DropReason, Long> drops = new java.util.EnumMap<>(DropReason.class);
        long packets = 0;
        long bytes = 0;
        for (int i = 0; i < used; i++) {
            final QueueStatistics one = direction == Direction.TX ? memif.transmitQueue(i).statistics()
                : memif.receiveQueue(i).statistics();
            packets += one.packets();
            bytes += one.bytes();
            one.drops().forEach((reason, count) -> drops.merge(reason, count, Long::sum));
        }
        return new QueueStatistics(packets, bytes, drops);
    }
}
