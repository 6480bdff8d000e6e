package org.mapi.run.launcher;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ctrl-C and SIGTERM while something is measured: the measuring is asked to stop, and the process ends when what was seen
 * so far is printed, or {@link #LAST_WORDS} later.
 */
public final class Interruption {
    /** How long the process waits for the last results. */
    public static final Duration LAST_WORDS = Duration.ofSeconds(3);

    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch done = new CountDownLatch(1);
    private final Thread hook = Thread.ofPlatform().name("last-words").unstarted(this::interrupted);

    /** Listens from now on, until {@link #done}. */
    public void listen() {
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** Asks the measuring to stop, as Ctrl-C does; any thread. */
    public void ask() {
        asked.countDown();
    }

    /** Whether the measuring is to stop; any thread. */
    public boolean asked() {
        return asked.getCount() == 0;
    }

    /** Everything is printed: the process may end, and Ctrl-C is the system's again. */
    public void done() {
        done.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // the process is ending already, and the hook with it
        }
    }

    private void interrupted() {
        ask();
        try {
            done.await(LAST_WORDS.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
