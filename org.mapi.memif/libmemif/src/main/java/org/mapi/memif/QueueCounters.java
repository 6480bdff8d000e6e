package org.mapi.memif;

import java.util.EnumMap;
import java.util.Map;

/** Counters of a queue, written by its data thread, read by anybody. */
final class QueueCounters {
    private final Counter packets = new Counter();
    private final Counter bytes = new Counter();
    private final Counter[] drops = new Counter[DropReason.values().length];

    QueueCounters() {
        for (int i = 0; i < drops.length; i++) {
            drops[i] = new Counter();
        }
    }

    void passed(final int packetCount, final long byteCount) {
        packets.add(packetCount);
        bytes.add(byteCount);
    }

    void dropped(final DropReason reason, final long count) {
        drops[reason.ordinal()].add(count);
    }

    QueueStatistics snapshot() {
        final Map<DropReason, Long> byReason = new EnumMap<>(DropReason.class);
        for (final DropReason reason : DropReason.values()) {
            byReason.put(reason, drops[reason.ordinal()].get());
        }
        return new QueueStatistics(packets.get(), bytes.get(), byReason);
    }
}
