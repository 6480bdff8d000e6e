package org.mapi.core.engine.control;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.mapi.core.engine.agent.DaemonThreads;

/**
 * Threads for calls of foreign code that may take long - init, cleanup, open and close of devices - so that neither an agent nor
 * the control thread waits for it. Daemons: code that hangs there holds up nobody else and not the end of the process.
 */
final class Workshop implements AutoCloseable {
    private final AtomicInteger count = new AtomicInteger();
    private final ExecutorService executor = Executors.newCachedThreadPool(
        body -> DaemonThreads.make("mapi-workshop-" + count.incrementAndGet(), body));

    CompletableFuture<Void> run(Runnable work) {
        return CompletableFuture.runAsync(work, executor);
    }

    <T> CompletableFuture<T> make(Supplier<T> work) {
        return CompletableFuture.supplyAsync(work, executor);
    }

    @Override
    public void close() {
        executor.shutdown();
    }
}
