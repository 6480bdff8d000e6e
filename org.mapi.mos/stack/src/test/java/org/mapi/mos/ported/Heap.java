package org.mapi.mos.ported;

import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;

/** How much memory is in use. */
final class Heap {
    private Heap() { }

    /** Bytes of objects that are in use. */
    static long used() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    /** Bytes of native memory that arenas have taken. */
    static long nativeUsed() {
        return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
            .filter(pool -> pool.getName().equals("direct"))
            .mapToLong(BufferPoolMXBean::getMemoryUsed).sum();
    }
}
