package org.mapi.core.trace.read;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.mapi.capture.DeviceStatistics;

/** The counters of a trace device; set by one thread, read by any, without allocation. */
final class TraceCounters {
    private static final VarHandle VALUE = MethodHandles.arrayElementVarHandle(long[].class);
    private static final int RECEIVED = 0;
    private static final int KERNEL = 1;
    private static final int INTERFACE = 2;
    private static final int UNSUPPORTED = 3;
    private static final int BAD = 4;
    private static final int POSITION = 5;

    private final long[] values = new long[POSITION + 1];

    void set(long received, long byKernel, long byInterface, long unsupported, long bad, long position) {
        VALUE.setOpaque(values, RECEIVED, received);
        VALUE.setOpaque(values, KERNEL, byKernel);
        VALUE.setOpaque(values, INTERFACE, byInterface);
        VALUE.setOpaque(values, UNSUPPORTED, unsupported);
        VALUE.setOpaque(values, BAD, bad);
        VALUE.setOpaque(values, POSITION, position);
    }

    void set(TraceCounters from) {
        for (int i = 0; i < values.length; i++) {
            VALUE.setOpaque(values, i, from.values[i]);
        }
    }

    DeviceStatistics statistics(long size) {
        return new DeviceStatistics(get(RECEIVED), get(KERNEL), get(INTERFACE), get(UNSUPPORTED), get(BAD), get(POSITION), size);
    }

    private long get(int index) {
        return (long) VALUE.getOpaque(values, index);
    }
}
