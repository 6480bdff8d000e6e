package org.mapi.stdflib.track;

import org.mapi.core.tracking.FlowKey;
import org.mapi.packet.Layers;

/**
 * Datagrams whose first fragment passed, so that the later ones, which have no ports, pass as well. Those that come before the
 * first one do not.
 */
final class LaterFragments {
    /** Most datagrams. */
    static final int MOST = 1024;
    private static final long PATIENCE = 30_000_000_000L;

    private final TimedTable table;
    private final FlowKey key = new FlowKey(FlowKey.DIRECTED);

    /**
     * None yet.
     *
     * @param counters hear of datagrams that there was no room for
     */
    LaterFragments(Counters counters) {
        table = TimedTable.counting(MOST, PATIENCE, 0, () -> counters.unfollowed++);
    }

    /** The first fragment of a datagram passed. */
    void passed(Layers first, long now) {
        set(first);
        if (table.find(key, now) == TimedTable.NONE) {
            table.insert(key, now);
        }
    }

    /** Whether the first fragment of this one's datagram passed. */
    boolean belongs(Layers later, long now) {
        if (table.size() == 0) {
            return false;
        }
        set(later);
        return table.find(key, now) != TimedTable.NONE;
    }

    private void set(Layers layers) {
        final int identification = layers.identification();
        key.setIpv6(layers.sourceAddressHigh(), layers.sourceAddressLow(), identification >>> 16, layers.destinationAddressHigh(),
            layers.destinationAddressLow(), identification & 0xffff, layers.protocol());
    }

    void expire(long now) {
        table.expire(now);
    }
}
