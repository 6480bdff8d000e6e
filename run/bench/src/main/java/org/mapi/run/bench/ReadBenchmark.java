package org.mapi.run.bench;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.mapi.Applied;
import org.mapi.Flow;
import org.mapi.core.engine.device.DeviceConfiguration;
import org.mapi.result.Statistics;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Reading a result inside the process, through the API of a client, beside a plain copy of as many bytes. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class ReadBenchmark {
    private static final int HEADER = 64;
    private static final int PACKETS = 10_000;

    private BenchEngine engine;
    private Applied<Long> counter;
    private Applied<Statistics> statistics;
    private MemorySegment from;
    private MemorySegment to;

    /** Connects a flow and gives it some packets. */
    @Setup
    public void setUp() throws IOException {
        final PreparedDevice device = new PreparedDevice(PreparedPackets.load(), 0);
        engine = new BenchEngine("prepared", new PreparedDevice.Driver(device),
            List.of(DeviceConfiguration.of("prepared", "prepared", "", Map.of())));
        final Flow flow = engine.mapi().createFlow("prepared");
        counter = flow.apply("PKT_COUNTER", Long.class);
        final Applied<Long> gap = flow.apply("GAP", Long.class);
        statistics = flow.apply("STATS", Statistics.class, gap, "1");
        flow.connect();
        device.work(PACKETS);
        from = Arena.ofAuto().allocate(HEADER + Long.BYTES, HEADER);
        to = Arena.ofAuto().allocate(HEADER + Long.BYTES, HEADER);
    }

    /** A number: PKT_COUNTER. */
    @Benchmark
    public long counter() {
        return counter.read().value();
    }

    /** A record: STATS. */
    @Benchmark
    public Statistics record() {
        return statistics.read().value();
    }

    /** The bytes of a counter's block, copied. */
    @Benchmark
    public MemorySegment copy() {
        return to.copyFrom(from);
    }

    /** Closes everything. */
    @TearDown
    public void tearDown() {
        engine.close();
    }
}
