package org.mapi.mos.stack;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BooleanSupplier;

/** What others want done on a worker's thread, between two batches. Any thread adds to it, the worker's does it. */
final class PostedChanges {
    private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();
    private final Queue<BooleanSupplier> unfinished = new ArrayDeque<>();

    /** Something short. */
    void add(Runnable change) {
        waiting.add(change);
    }

    /** Something long: a step of it between each two batches, until one returns true. */
    void addSteps(BooleanSupplier step) {
        waiting.add(() -> {
            if (!step.getAsBoolean()) {
                unfinished.add(step);
            }
        });
    }

    /** Does what has come, and one step of each that is long. */
    void run() {
        final Runnable change = waiting.poll();
        if (change != null) {
            run(change);
        }
    }

    private void run(Runnable first) {
        for (Runnable change = first; change != null; change = waiting.poll()) {
            change.run();
        }
        while (!unfinished.isEmpty()) {
            addSteps(unfinished.poll());
        }
    }

    /** Does all there is to the end. */
    void finish() {
        while (!waiting.isEmpty()) {
            run();
        }
    }
}
