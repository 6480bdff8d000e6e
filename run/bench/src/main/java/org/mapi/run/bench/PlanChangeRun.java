package org.mapi.run.bench;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.mapi.Applied;
import org.mapi.Flow;
import org.mapi.capture.PacketBatch;
import org.mapi.core.engine.device.DeviceConfiguration;

/**
 * One process of {@link PlanChange}: a flow runs for long enough to be compiled, then further flows are connected and closed one
 * after the other while packets go on. Prints a line for each change: what it was, then nanoseconds per packet before it, in the
 * first batch, the first 10 and the first 100 batches after it, and settled, at last the microseconds that the agent's thread
 * took to change over, between two batches.
 *
 * <p>Arguments: {@code filter} or {@code class}, what the first change brings; how many changes of a kind follow.
 */
public final class PlanChangeRun {
    /** The first change brings a function class that never ran. */
    static final String CLASS_FIRST = "class";
    /** The first change brings a new filter. */
    static final String FILTER_FIRST = "filter";
    private static final int POLLS = 1 << 17;
    private static final int WARM_UPS = 40;
    private static final long WARM_UP = 1_000_000;
    private static final long BETWEEN = 2_000_000;
    private static final long ENOUGH = 8 * BETWEEN;
    private static final double NANOS_PER_MICROSECOND = 1e3;
    private static final int BEFORE = 100;
    private static final int AFTER = 100;
    private static final int SHORTLY_AFTER = 10;
    private static final List<String> TIMES = List.of("first", "second", "third");
    private static final String NEVER_RAN = "GAP";

    private final PreparedDevice device;
    private final BenchEngine engine;
    private int filters;

    private PlanChangeRun() throws IOException {
        device = new PreparedDevice(PreparedPackets.load(), POLLS);
        engine = new BenchEngine("prepared", new PreparedDevice.Driver(device),
            List.of(DeviceConfiguration.of("prepared", "prepared", "", Map.of())));
    }

    /** Runs it. */
    public static void main(String[] arguments) throws IOException {
        new PlanChangeRun().run(arguments[0].equals(CLASS_FIRST), Integer.parseInt(arguments[1]));
    }

    private void run(boolean classFirst, int rounds) {
        try (engine) {
            flow(SteadyState.FILTER, "PKT_COUNTER", "BYTE_COUNTER");
            for (int i = 0; i < WARM_UPS; i++) {
                // with pauses, so that the first one of all is not just before the first change
                device.work(WARM_UP);
            }
            if (classFirst) {
                change("a function class that never ran, as the first change", SteadyState.FILTER, NEVER_RAN);
                return;
            }
            for (String time : TIMES) {
                change("a new filter, the " + time + " change", newFilter(), "PKT_COUNTER");
            }
            for (int i = 0; i < rounds; i++) {
                change("a new filter, later", newFilter(), "PKT_COUNTER");
            }
            for (int i = 0; i < rounds; i++) {
                change("functions and filter in use", SteadyState.FILTER, "PKT_COUNTER");
            }
            change("a function class that never ran, later", SteadyState.FILTER, NEVER_RAN);
        }
    }

    private String newFilter() {
        return "udp port " + (2000 + filters++);
    }

    /** Connects a flow; its first function tells when it began. */
    private Connected flow(String filter, String... functions) {
        final Flow flow = engine.mapi().createFlow("prepared");
        final Applied<Long> first = flow.apply("FIRST_PACKET", Long.class);
        flow.apply("BPF_FILTER", filter);
        for (String function : functions) {
            flow.apply(function);
        }
        flow.connect();
        return new Connected(flow, first);
    }

    private record Connected(Flow flow, Applied<Long> first) { }

    /** Connects a flow while packets go on, looks, and closes it. */
    private void change(String what, String filter, String function) {
        device.work(BETWEEN);
        device.allow(ENOUGH);
        final Connected connected = flow(filter, function);
        device.work(0);
        System.out.println(what + '|' + observe(connected.first.read().value() - 1));
        connected.flow.close();
    }

    private String observe(long first) {
        final double[] before = new double[BEFORE];
        for (int i = 0; i < BEFORE; i++) {
            before[i] = nanos(first - (long) (i + 2) * PacketBatch.CAPACITY);
        }
        double sum = 0;
        double shortly = 0;
        for (int i = 0; i < AFTER; i++) {
            final double batch = nanos(first + (long) i * PacketBatch.CAPACITY);
            sum += batch;
            shortly += i < SHORTLY_AFTER ? batch : 0;
        }
        return String.format(Locale.ROOT, "%.2f|%.2f|%.2f|%.2f|%.2f|%.2f", Series.median(before), nanos(first),
            shortly / SHORTLY_AFTER, sum / AFTER, Series.median(lastBatches()),
            (nanos(first - PacketBatch.CAPACITY) - Series.median(before)) * PacketBatch.CAPACITY / NANOS_PER_MICROSECOND);
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
}
