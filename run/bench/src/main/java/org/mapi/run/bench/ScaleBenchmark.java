package org.mapi.run.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.mapi.Applied;
import org.mapi.Flow;
import org.mapi.capture.CaptureFilter;
import org.mapi.core.engine.device.DeviceConfiguration;
import org.mapi.core.pcap.filter.PcapFilterCompiler;
import org.mapi.core.trace.generate.TraceGenerator;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Nanoseconds per packet by number of functions and flows, packets being in memory already. Beside it a bare loop that calls the
 * same filters from an array and counts in another.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(ScaleBenchmark.PACKETS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 7, time = 1)
@Fork(1)
public class ScaleBenchmark {
    /** Packets of one invocation. */
    public static final int PACKETS = 65_536;
    /** What the flows look like. */
    @Param({"FUNCTIONS", "SAME", "DIFFERENT"})
    public Shape shape;
    /** Number of functions or flows. */
    @Param({"1", "16", "64", "1000"})
    public int size;

    private PreparedPackets packets;
    private PreparedDevice device;
    private BenchEngine engine;
    private CaptureFilter[] filters;
    private long[] counts;
    private final List<Applied<Long>> counters = new ArrayList<>();

    /** What the flows look like. */
    public enum Shape {
        /** One flow with so many PKT_COUNTER. */
        FUNCTIONS,
        /** So many flows with the same BPF_FILTER and a PKT_COUNTER each: the filter is shared. */
        SAME,
        /** So many flows with a BPF_FILTER of their own and a PKT_COUNTER each. */
        DIFFERENT
    }

    /** Connects the flows. */
    @Setup
    public void setUp() throws IOException {
        packets = PreparedPackets.load();
        device = new PreparedDevice(packets, 0);
        engine = new BenchEngine("prepared", new PreparedDevice.Driver(device),
            List.of(DeviceConfiguration.of("prepared", "prepared", "", Map.of())));
        final int flows = shape == Shape.FUNCTIONS ? 1 : size;
        for (int i = 0; i < flows; i++) {
            final Flow flow = engine.mapi().createFlow("prepared");
            if (shape != Shape.FUNCTIONS) {
                flow.apply("BPF_FILTER", expression(i));
            }
            for (int j = 0; j < (shape == Shape.FUNCTIONS ? size : 1); j++) {
                counters.add(flow.apply("PKT_COUNTER", Long.class));
            }
            flow.connect();
        }
        prepareBare();
    }

    private String expression(int flow) {
        return shape == Shape.SAME ? SteadyState.FILTER : "tcp port " + (flow == 0 ? 80 : 1024 + 13 * flow);
    }

    private void prepareBare() {
        filters = new CaptureFilter[shape == Shape.FUNCTIONS ? 0 : size];
        for (int i = 0; i < filters.length; i++) {
            filters[i] = new PcapFilterCompiler().compile(expression(i), TraceGenerator.LINK_TYPE,
                TraceGenerator.CAPTURE_LENGTH, 0);
        }
        counts = new long[size];
    }

    /** The engine. */
    @Benchmark
    public void engine() {
        device.work(PACKETS);
    }

    /** The bare loop: what sharing cannot help it with, it does again. */
    @Benchmark
    public long[] bare() {
        for (int i = 0; i < PACKETS; i++) {
            final int at = i & PreparedPackets.COUNT - 1;
            if (filters.length == 0) {
                for (int j = 0; j < counts.length; j++) {
                    counts[j]++;
                }
            } else {
                filtered(at);
            }
        }
        return counts;
    }

    private void filtered(int at) {
        for (int j = 0; j < filters.length; j++) {
            if (filters[j].run(packets.segment, packets.offset[at], packets.captured[at], packets.wire[at]) != 0) {
                counts[j]++;
            }
        }
    }

    /** Packets that the first flow counted, for the smoke test. */
    long counted() {
        return counters.get(0).read().value();
    }

    /** What the bare loop counted for the first flow, for the smoke test. */
    long countedBare() {
        return counts[0];
    }

    /** Closes everything. */
    @TearDown
    public void tearDown() {
        engine.close();
    }
}
