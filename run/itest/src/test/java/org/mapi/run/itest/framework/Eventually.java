package org.mapi.run.itest.framework;

import java.lang.ref.WeakReference;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/** Waits for what other threads bring about. */
final class Eventually {
    private static final long DEADLINE_S = 300;
    private static final long LOOK_MS = 5;

    private Eventually() { }

    /** Waits until something holds; what it throws means that it does not hold yet. */
    static void await(String what, Callable<Boolean> condition) throws InterruptedException {
        final long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(DEADLINE_S);
        Exception last = null;
        while (System.nanoTime() < deadline) {
            try {
                if (condition.call()) {
                    return;
                }
                last = null;
            } catch (Exception e) {
                last = e;
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_MS);
        }
        throw new AssertionError("not within " + DEADLINE_S + " s: " + what, last);
    }

    /** Waits until nothing holds an object any more; what cleans up after it may still be at work. */
    static void collected(String what, WeakReference<?> object) throws InterruptedException {
        await(what + " is collected", () -> {
            System.gc();
            return object.refersTo(null);
        });
    }
}
