package org.mapi.memif;

import java.util.Map;

/**
 * What a queue has done since its interface was created; reconnects do not reset it.
 *
 * @param packets packets received or sent, chained ones once
 * @param bytes   their bytes
 * @param drops   occurrences by reason; every reason is there
 */
public record QueueStatistics(long packets, long bytes, Map<DropReason, Long> drops) {
    /**
     * Copies the map.
     */
    public QueueStatistics {
        drops = Map.copyOf(drops);
    }

    /**
     * All drops.
     *
     * @return 0 or more
     */
    public long dropped() {
        return drops.values().stream().mapToLong(Long::longValue).sum();
    }
}
