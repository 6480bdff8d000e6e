package org.mapi.mos.stack.component;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One thread that does things in order; what throws is logged. */
final class Daemon {
    private static final Logger LOG = LoggerFactory.getLogger(Daemon.class);

    private final ScheduledExecutorService thread;
    private final String name;

    Daemon(String name) {
        this.name = name;
        thread = Executors.newSingleThreadScheduledExecutor(body -> Thread.ofPlatform().daemon().name(name).unstarted(body));
    }

    private Runnable guarded(Runnable task) {
        return () -> {
            try {
                task.run();
            } catch (Throwable fault) {
                LOG.warn("{}: {}", name, fault, fault);
            }
        };
    }

    /** Does something soon; nothing after the end. */
    void soon(Runnable task) {
        try {
            thread.execute(guarded(task));
        } catch (RejectedExecutionException ended) {
            LOG.debug("{}: change after the end", name);
        }
    }

    /** Does something again and again. */
    void every(Duration period, Runnable task) {
        thread.scheduleWithFixedDelay(guarded(task), 0, period.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Does something and waits for it, with a limit: a bundle cannot be kept from stopping. */
    void await(Duration patience, String what, Runnable task) {
        try {
            final Future<?> done = thread.submit(guarded(task));
            done.get(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException ended) {
            LOG.debug("{}: change after the end", name);
        } catch (TimeoutException late) {
            LOG.warn("{} goes although it is still in use: no answer within {}", what, patience);
        } catch (ExecutionException impossible) {
            throw new IllegalStateException(impossible);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends it; what has begun is waited for, with a limit. */
    void end(Duration patience) {
        thread.shutdownNow();
        try {
            if (!thread.awaitTermination(patience.toNanos(), TimeUnit.NANOSECONDS)) {
                LOG.warn("{} is still at work after {}, it ends as soon as that is done", name, patience);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
