package org.mapi.core.engine.control;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.mapi.MapiError;
import org.mapi.MapiException;
import org.mapi.core.engine.agent.DaemonThreads;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one thread that owns all changes. What runs on it never waits and never calls foreign code. */
final class ControlThread implements Executor, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ControlThread.class);

    private final ThreadPoolExecutor executor;
    private volatile Thread thread;

    ControlThread() {
        executor = new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), body -> {
            final Thread made = DaemonThreads.make("mapi-control", body);
            thread = made;
            return made;
        });
    }

    @Override
    public void execute(Runnable task) {
        try {
            executor.execute(() -> {
                try {
                    task.run();
                } catch (RuntimeException | Error e) {
                    LOG.error("control task failed", e);
                }
            });
        } catch (RejectedExecutionException e) {
            LOG.debug("control task after the end", e);
        }
    }

    /** Runs something and waits for its result; what it throws is thrown here. */
    <T> T call(Supplier<T> task) {
        if (Thread.currentThread() == thread) {
            return task.get();
        }
        final CompletableFuture<T> result = new CompletableFuture<>();
        try {
            executor.execute(() -> {
                try {
                    result.complete(task.get());
                } catch (RuntimeException | Error e) {
                    result.completeExceptionally(e);
                }
            });
            return result.get();
        } catch (RejectedExecutionException e) {
            throw new MapiException(MapiError.MAPI_SHUTTING_DOWN, "the engine is closed");
        } catch (ExecutionException e) {
            throw Failures.unchecked(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new MapiException(MapiError.MAPI_TIMEOUT, "interrupted while waiting for the engine");
        }
    }

    /** Ends the thread when what is enqueued is done. */
    @Override
    public void close() {
        executor.shutdown();
    }
}
