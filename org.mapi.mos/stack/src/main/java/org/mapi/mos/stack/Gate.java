package org.mapi.mos.stack;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Lets one thread at a time into a worker: the one that brings packets, or one that attaches and detaches applications meanwhile.
 * Entering costs one atomic operation when nobody else is in.
 */
final class Gate {
    private static final VarHandle BUSY;
    private static final VarHandle WAITING;

    static {
        try {
            BUSY = MethodHandles.lookup().findVarHandle(Gate.class, "busy", int.class);
            WAITING = MethodHandles.lookup().findVarHandle(Gate.class, "waiting", int.class);
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }

    @SuppressWarnings("unused")
    private int busy;
    /** How many wait with a time limit: a worker that is busy without a break lets them go first. */
    @SuppressWarnings("unused")
    private int waiting;
    /** Written inside only; outside it is exact for the question "is it me?". */
    private Thread inside;

    /** Enters, waits if need be. */
    void enter() {
        while ((int) WAITING.getOpaque(this) != 0) {
            Thread.yield();
        }
        while (!BUSY.compareAndSet(this, 0, 1)) {
            Thread.onSpinWait();
        }
        inside = Thread.currentThread();
    }

    /** Enters within a time; for threads that must not hang on an application that does. */
    boolean enter(long nanos) {
        final long begin = System.nanoTime();
        WAITING.getAndAdd(this, 1);
        try {
            while (!BUSY.compareAndSet(this, 0, 1)) {
                if (System.nanoTime() - begin > nanos) {
                    return false;
                }
                Thread.yield();
            }
        } finally {
            WAITING.getAndAdd(this, -1);
        }
        inside = Thread.currentThread();
        return true;
    }

    void leave() {
        inside = null;
        BUSY.setRelease(this, 0);
    }

    /** Whether the calling thread is inside. */
    boolean isMine() {
        return inside == Thread.currentThread();
    }
}
