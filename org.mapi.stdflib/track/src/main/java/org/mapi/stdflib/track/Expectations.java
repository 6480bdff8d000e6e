package org.mapi.stdflib.track;

import org.mapi.core.tracking.FlowKey;
import org.mapi.function.StateReader;
import org.mapi.function.StateWriter;
import org.mapi.packet.Layers;

/**
 * TCP connections that were announced and have not come yet: known by the address and the port of one end, and, where that was
 * said, by the address of the other. Each is met once.
 */
final class Expectations {
    /** Most announcements waiting. */
    static final int MOST = 8192;

    private static final int PEER_HIGH = 0;
    private static final int PEER_LOW = 1;
    private static final int PEER_KNOWN = 2;
    private static final int WORDS = 3;
    private static final int TCP = 6;

    private final TimedTable table;
    private final Counters counters;
    private final FlowKey key = new FlowKey(FlowKey.DIRECTED);

    /**
     * Nothing expected.
     *
     * @param patience how long a connection is waited for, in nanoseconds
     * @param counters hear of announcements and of those that there was no room for
     */
    Expectations(long patience, Counters counters) {
        this.counters = counters;
        this.table = TimedTable.counting(MOST, patience, WORDS, () -> counters.unfollowed++);
    }

    /** Expects a connection with anybody. */
    void add(long high, long low, int port, long now) {
        put(high, low, port, now);
    }

    /** Expects a connection with a certain host. */
    void add(long high, long low, int port, long peerHigh, long peerLow, long now) {
        final int entry = put(high, low, port, now);
        table.set(entry, PEER_HIGH, peerHigh);
        table.set(entry, PEER_LOW, peerLow);
        table.set(entry, PEER_KNOWN, 1);
    }

    private int put(long high, long low, int port, long now) {
        key.setIpv6(high, low, port, 0, 0, 0, TCP);
        return table.insert(key, now);
    }

    void counted() {
        counters.announced++;
    }

    /** Whether a TCP packet belongs to a connection that was announced; it is not expected any more then. */
    boolean met(Layers layers, long now) {
        return table.size() > 0 && (
            met(layers.destinationAddressHigh(), layers.destinationAddressLow(), layers.destinationPort(),
                layers.sourceAddressHigh(), layers.sourceAddressLow(), now)
            || met(layers.sourceAddressHigh(), layers.sourceAddressLow(), layers.sourcePort(),
                layers.destinationAddressHigh(), layers.destinationAddressLow(), now));
    }

    private boolean met(long high, long low, int port, long peerHigh, long peerLow, long now) {
        key.setIpv6(high, low, port, 0, 0, 0, TCP);
        final int entry = table.find(key, now);
        if (entry == TimedTable.NONE || table.get(entry, PEER_KNOWN) != 0
            && (table.get(entry, PEER_HIGH) != peerHigh || table.get(entry, PEER_LOW) != peerLow)) {
            return false;
        }
        table.remove(entry);
        return true;
    }

    void expire(long now) {
        table.expire(now);
    }

    void save(StateWriter state) {
        table.save(state);
    }

    void restore(StateReader state) {
        table.restore(state);
    }
}
