package org.mapi.memif;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Tells the control thread whether a queue's data thread is inside. Closing memory under a thread that accesses it would be
 * safe, but the JVM then throws into that thread and sets its interrupt flag; so the control thread takes the rings away first,
 * and waits until nobody is inside.
 */
final class Gate {
    private static final VarHandle DEPTH;

    static {
        try {
            DEPTH = MethodHandles.lookup().findVarHandle(Gate.class, "depth", int.class).withInvokeExactBehavior();
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }

    private int depth;

    /** Goes in; the ring is read after this. The store is volatile: it must not pass that read (Dekker). */
    void enter() {
        final int inside = depth;
        if (inside == 0) {
            DEPTH.setVolatile(this, 1);
        } else {
            DEPTH.setOpaque(this, inside + 1);
        }
    }

    /** Goes out; all accesses to the memory are over before. */
    void leave() {
        DEPTH.setRelease(this, depth - 1);
    }

    /** Whether nobody is inside; asked after the ring was taken away. */
    boolean isFree() {
        return (int) DEPTH.getVolatile(this) == 0;
    }
}
