package org.mapi.run.bench.mos;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.function.Supplier;
import org.mapi.mos.MonitorApplication;
import org.mapi.run.bench.Cost;

/** Two workers side by side, each with its half of the connections and an application of its own. */
final class TwoWorkers implements AutoCloseable {
    private static final int WORKERS = 2;

    private final List<Monitored> workers = new ArrayList<>();

    /**
     * Workers without threads.
     *
     * @param connections of both
     * @param application makes one for each
     * @param buffers     bytes kept per side; 0: the applications do not read
     */
    TwoWorkers(int connections, Supplier<MonitorApplication> application, int buffers) {
        for (int i = 0; i < WORKERS; i++) {
            workers.add(new Monitored(application.get(), buffers, new HttpTraffic(connections, i, WORKERS)));
        }
    }

    /** Passes all packets so often, each half on a thread of its own; the cost of a packet. */
    Cost run(int passes) throws InterruptedException {
        final Cost[] costs = new Cost[WORKERS];
        final CyclicBarrier start = new CyclicBarrier(WORKERS);
        final List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < WORKERS; i++) {
            final int number = i;
            threads.add(Thread.ofPlatform().start(() -> costs[number] = run(workers.get(number), passes, start)));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        return StackRates.together(costs[0], costs[1]);
    }

    private static Cost run(Monitored worker, int passes, CyclicBarrier start) {
        try {
            start.await();
        } catch (Exception broken) {
            throw new IllegalStateException(broken);
        }
        return worker.run(passes);
    }

    /** Packets that both have seen. */
    long monitored() {
        return workers.stream().mapToLong(worker -> worker.statistics().monitored()).sum();
    }

    @Override
    public void close() {
        workers.forEach(Monitored::close);
    }
}
