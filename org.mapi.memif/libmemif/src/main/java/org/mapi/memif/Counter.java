package org.mapi.memif;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** A number with one writer and any readers: no locked instruction, no torn value. */
final class Counter {
    private static final VarHandle VALUE;

    static {
        try {
            VALUE = MethodHandles.lookup().findVarHandle(Counter.class, "value", long.class).withInvokeExactBehavior();
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }

    private long value;

    void add(final long count) {
        VALUE.setOpaque(this, value + count);
    }

    long get() {
        return (long) VALUE.getOpaque(this);
    }
}
