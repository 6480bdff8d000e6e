package org.mapi.core.engine.osgi;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Waits, with a limit, until the engine has let go of something that is about to disappear. */
final class Handover {
    private static final Logger LOG = LoggerFactory.getLogger(Handover.class);

    private Handover() { }

    /**
     * Waits. Whatever happens, the caller goes on: a bundle cannot be kept from stopping.
     *
     * @param done     completes when nothing is in use any more
     * @param patience at most so long
     * @param what     for the log
     */
    static void await(CompletionStage<Void> done, Duration patience, String what) {
        try {
            done.toCompletableFuture().get(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            LOG.warn("{} goes although the engine still uses it: no answer in time", what);
        } catch (ExecutionException e) {
            LOG.warn("{} goes although the engine could not let go of it", what, e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
