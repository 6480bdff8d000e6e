package org.mapi.run.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.mapi.Applied;
import org.mapi.Flow;
import org.mapi.capture.PacketBatch;
import org.mapi.core.engine.device.DeviceConfiguration;

/**
 * What packets cost right after a plan change. A flow runs for long enough to be compiled; then further flows are connected and
 * closed one after the other while packets go on, and the processor time of each batch around the change is looked at: the
 * median of the 100 batches before it, the first batch, and the means of the first 10 and 100.
 *
 * <p>Three kinds of change: a flow of functions and a filter that run already; one with a filter that is new; and, first of all,
 * one with a class of function that has never run. Arguments: rounds (default 15).
 */
public final class PlanChange {
    private static final int POLLS = 1 << 17;
    private static final long WARM_UP = 40_000_000;
    private static final long BETWEEN = 2_000_000;
    private static final int BEFORE = 100;
    private static final int AFTER = 100;
    private static final int SHORTLY_AFTER = 10;

    private final PreparedDevice device;
    private final BenchEngine engine;
    private int filters;

    private PlanChange() throws IOException {
        device = new PreparedDevice(PreparedPackets.load(), POLLS);
        engine = new BenchEngine("prepared", new PreparedDevice.Driver(device),
            List.of(DeviceConfiguration.of("prepared", "prepared", "", Map.of())));
    }

    /** Runs it. */
    public static void main(String[] arguments) throws IOException {
        new PlanChange().run(arguments.length > 0 ? Integer.parseInt(arguments[0]) : 15);
    }

    private void run(int rounds) {
        System.out.printf(Locale.ROOT, "plan change: ns per packet, in batches of %d, %s%n", PacketBatch.CAPACITY, Peer.load());
        try (engine) {
            connect(SteadyState.FILTER, "PKT_COUNTER", "BYTE_COUNTER");
            device.work(WARM_UP);
            report("a function class that never ran, filter in use", List.of(change(SteadyState.FILTER)));
            report("a new filter, the first time", List.of(change(newFilter())));
            report("a new filter, the second time", List.of(change(newFilter())));
            report("a new filter, later (medians)", changes(rounds, true));
            report("functions and filter in use (medians)", changes(rounds, false));
        }
    }

    private List<Observation> changes(int rounds, boolean otherFilter) {
        final List<Observation> seen = new ArrayList<>();
        for (int i = 0; i < rounds; i++) {
            seen.add(change(otherFilter ? newFilter() : SteadyState.FILTER));
        }
        return seen;
    }

    private String newFilter() {
        return "udp port " + (2000 + filters++);
    }

    private Flow connect(String filter, String... functions) {
        final Flow flow = engine.mapi().createFlow("prepared");
        flow.apply("BPF_FILTER", filter);
        for (String function : functions) {
            flow.apply(function);
        }
        flow.connect();
        return flow;
    }

    /** Connects a flow while packets go on, looks, and closes it. */
    private Observation change(String filter) {
        device.work(BETWEEN);
        device.allow(2 * BETWEEN);
        final Flow flow = engine.mapi().createFlow("prepared");
        final Applied<Long> first = flow.apply("FIRST_PACKET", Long.class);
        flow.apply("BPF_FILTER", filter);
        flow.apply("PKT_COUNTER");
        flow.connect();
        device.work(0);
        final long at = first.read().value() - 1;
        final Observation seen = observe(at);
        flow.close();
        return seen;
    }

    private Observation observe(long first) {
        final double[] before = new double[BEFORE];
        final double[] after = new double[AFTER];
        for (int i = 0; i < BEFORE; i++) {
            before[i] = nanos(first - (long) (i + 2) * PacketBatch.CAPACITY);
        }
        double sum = 0;
        double shortly = 0;
        for (int i = 0; i < AFTER; i++) {
            after[i] = nanos(first + (long) i * PacketBatch.CAPACITY);
            sum += after[i];
            shortly += i < SHORTLY_AFTER ? after[i] : 0;
        }
        final double settled = Series.median(lastBatches());
        return new Observation(Series.median(before), after[0], shortly / SHORTLY_AFTER, sum / AFTER, settled);
    }

    /** The last batches of the run: what the new plan costs once it is compiled. */
    private double[] lastBatches() {
        final double[] last = new double[BEFORE];
        final long end = device.worked();
        for (int i = 0; i < BEFORE; i++) {
            last[i] = nanos(end - (long) (i + 2) * PacketBatch.CAPACITY);
        }
        return last;
    }

    private double nanos(long packet) {
        return (double) (device.time(packet + PacketBatch.CAPACITY) - device.time(packet)) / PacketBatch.CAPACITY;
    }

    /** One change; nanoseconds per packet. */
    private record Observation(double before, double first, double ten, double hundred, double settled) { }

    private static void report(String what, List<Observation> seen) {
        final double before = Series.median(seen.stream().mapToDouble(Observation::before).toArray());
        final double settled = Series.median(seen.stream().mapToDouble(Observation::settled).toArray());
        final double first = Series.median(seen.stream().mapToDouble(Observation::first).toArray());
        final double ten = Series.median(seen.stream().mapToDouble(Observation::ten).toArray());
        final double hundred = Series.median(seen.stream().mapToDouble(Observation::hundred).toArray());
        System.out.printf(Locale.ROOT, "  %-48s before %6.1f, settled %6.1f; first batch %8.1f (%.2f times settled),"
            + " first %d: %8.1f (%.2f), first %d: %8.1f (%.2f)%n", what, before, settled, first, first / settled, SHORTLY_AFTER,
            ten, ten / settled, AFTER, hundred, hundred / settled);
    }
}
