package org.mapi.memif.driver;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.mapi.memif.TransmitQueue;

/**
 * A transmit queue that several sinks may have to share, when there are more of them than queues. Nobody waits for it: a sink
 * that finds it taken for long has no room now.
 */
final class SendQueue {
    private static final VarHandle TAKEN;
    private static final int PATIENCE = 2_000;

    static {
        try {
            TAKEN = MethodHandles.lookup().findVarHandle(SendQueue.class, "taken", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    final TransmitQueue queue;
    private boolean taken;

    SendQueue(TransmitQueue queue) {
        this.queue = queue;
    }

    /** True: the queue is this thread's until {@link #leave()}. */
    boolean enter() {
        for (int i = 0; i < PATIENCE; i++) {
            if (TAKEN.compareAndSet(this, false, true)) {
                return true;
            }
            Thread.onSpinWait();
        }
        return false;
    }

    void leave() {
        TAKEN.setRelease(this, false);
    }
}
