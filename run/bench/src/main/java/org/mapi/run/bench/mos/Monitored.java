package org.mapi.run.bench.mos;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import org.mapi.mos.Buffering;
import org.mapi.mos.MonitorApplication;
import org.mapi.mos.MonitorOptions;
import org.mapi.mos.PacketFollower;
import org.mapi.mos.SourceOptions;
import org.mapi.mos.SourceStatistics;
import org.mapi.mos.stack.MosStack;
import org.mapi.run.bench.Cost;

/** One worker with one application, and packets from memory. Used by one thread. */
final class Monitored implements AutoCloseable {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /** Packets of a batch, as sources with a device have them. */
    private static final int BATCH = 64;

    private final MosStack stack = new MosStack(() -> null);
    private final PacketFollower source;
    private final HttpTraffic traffic;
    private long allocated;

    /**
     * An application on a new stack.
     *
     * @param buffers bytes kept per side; 0: the application does not read
     */
    Monitored(MonitorApplication application, int buffers, HttpTraffic traffic) {
        this(SourceOptions.DEFAULT, traffic);
        final MonitorOptions streams = MonitorOptions.streams("bench", "");
        source.monitor(buffers == 0 ? streams : streams.reading(Buffering.BOTH, buffers), application);
    }

    private Monitored(SourceOptions options, HttpTraffic traffic) {
        this.traffic = traffic;
        source = stack.follow("memory", List.of(), options);
    }

    /** A source that spreads packets over so many workers, which have nothing to do: what it costs to give packets away. */
    static Monitored spread(int workers, HttpTraffic traffic) {
        return new Monitored(SourceOptions.DEFAULT.withWorkers(workers), traffic);
    }

    /** Passes all packets so often; the cost of a packet. */
    Cost run(int passes) {
        final long id = Thread.currentThread().threadId();
        final long bytes = THREADS.getThreadAllocatedBytes(id);
        final long processor = THREADS.getCurrentThreadCpuTime();
        final long begin = System.nanoTime();
        for (int pass = 0; pass < passes; pass++) {
            pass();
        }
        final Cost cost = new Cost(System.nanoTime() - begin, THREADS.getCurrentThreadCpuTime() - processor);
        allocated = THREADS.getThreadAllocatedBytes(id) - bytes;
        return cost.per((long) passes * traffic.packets());
    }

    private void pass() {
        int i = 0;
        while (i < traffic.packets()) {
            final int end = Math.min(traffic.packets(), i + BATCH);
            source.beginBatch();
            try {
                while (i < end) {
                    source.process(traffic.packet(i++));
                }
            } finally {
                source.endBatch();
            }
        }
    }

    /** Bytes that the last run allocated. */
    long allocated() {
        return allocated;
    }

    /** What its source has counted. */
    SourceStatistics statistics() {
        return source.information().statistics();
    }

    @Override
    public void close() {
        stack.close();
    }
}
