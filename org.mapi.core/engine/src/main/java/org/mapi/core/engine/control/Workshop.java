package org.mapi.core.engine.control;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.mapi.MapiError;
import org.mapi.MapiException;
import org.mapi.core.engine.agent.DaemonThreads;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Threads for calls of foreign code that may take long - init, cleanup, open and close of devices - so that neither an agent nor
 * the control thread waits for it. Daemons: code that hangs there holds up nobody else and not the end of the process.
 */
final class Workshop implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Workshop.class);

    private final AtomicInteger count = new AtomicInteger();
    private final ExecutorService executor = Executors.newCachedThreadPool(
        body -> DaemonThreads.make("mapi-workshop-" + count.incrementAndGet(), body));

    CompletableFuture<Void> run(Runnable work) {
        return make(() -> {
            work.run();
            return null;
        });
    }

    /**
     * Runs something that may never return; whoever waits goes on after a while and the log says so.
     *
     * @param what     what is done, for the log
     * @param patience how long to wait for it
     * @param work     what to do; it is not interrupted
     * @return done when the work is or the patience is over
     */
    CompletableFuture<Void> runAtMost(String what, Duration patience, Runnable work) {
        final CompletableFuture<Void> done = run(work);
        return done.copy().completeOnTimeout(null, patience.toNanos(), TimeUnit.NANOSECONDS).whenComplete((nothing, fault) -> {
            if (!done.isDone()) {
                LOG.warn("{} does not return, nobody waits for it any longer", what);
            }
        });
    }

    <T> CompletableFuture<T> make(Supplier<T> work) {
        try {
            return CompletableFuture.supplyAsync(work, executor);
        } catch (RejectedExecutionException e) {
            return CompletableFuture.failedFuture(new MapiException(MapiError.MAPI_SHUTTING_DOWN, "the engine is closed"));
        }
    }

    @Override
    public void close() {
        executor.shutdown();
    }
}
