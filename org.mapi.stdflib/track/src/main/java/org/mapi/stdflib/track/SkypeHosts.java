package org.mapi.stdflib.track;

import org.mapi.core.tracking.FlowKey;
import org.mapi.function.StateReader;
import org.mapi.function.StateWriter;
import org.mapi.packet.Layers;

/**
 * Hosts that talked to a server of Skype, and which UDP port is theirs: the one with most packets in the first ten seconds after
 * the contact, or, where there were none, in twenty. A host that has found no port begins anew at its next contact.
 */
final class SkypeHosts {
    private static final long DECISION = 10_000_000_000L;
    private static final long LEARNING = 20_000_000_000L;
    /** Words of an entry: when it began to learn, its port, then packets per port. */
    private static final int BEGIN = 0;
    private static final int PORT = 1;
    private static final int PORTS = 2;
    /** Most ports of a host that are counted; further ones are not considered. */
    private static final int MOST_PORTS = 14;
    private static final int COUNT_BITS = 32;
    private static final long COUNT_MASK = (1L << COUNT_BITS) - 1;

    private final TimedTable table;
    private final Counters counters;
    private final FlowKey key = new FlowKey(FlowKey.DIRECTED);

    SkypeHosts(Limits limits, Counters counters) {
        this.counters = counters;
        table = TimedTable.counting(limits.connections(), limits.idle(), PORTS + MOST_PORTS, () -> counters.evicted++);
    }

    int size() {
        return table.size();
    }

    /** A host talked to a server. */
    void contact(long high, long low, long now) {
        key.setIpv6(high, low, 0, 0, 0, 0, 0);
        int host = table.find(key, now);
        if (host == TimedTable.NONE) {
            host = table.insert(key, now);
            table.set(host, BEGIN, now);
            counters.announced++;
        } else if (table.get(host, PORT) == 0 && now - table.get(host, BEGIN) >= LEARNING) {
            begin(host, now);
        }
        table.touch(host, now);
    }

    private void begin(int host, long now) {
        table.set(host, BEGIN, now);
        for (int i = 0; i < MOST_PORTS; i++) {
            table.set(host, PORTS + i, 0);
        }
    }

    /** Whether a datagram comes from or goes to the port of a host; otherwise it may tell which port it is. */
    boolean datagram(Layers layers, long now) {
        return belongs(layers.sourceAddressHigh(), layers.sourceAddressLow(), layers.sourcePort(), layers.destinationPort(), now)
            | belongs(layers.destinationAddressHigh(), layers.destinationAddressLow(), layers.destinationPort(),
                layers.sourcePort(), now);
    }

    private boolean belongs(long high, long low, int port, int remote, long now) {
        key.setIpv6(high, low, 0, 0, 0, 0, 0);
        final int host = table.find(key, now);
        if (host == TimedTable.NONE) {
            return false;
        }
        if (table.get(host, PORT) == 0) {
            learn(host, port, remote, now - table.get(host, BEGIN));
        }
        if (table.get(host, PORT) != port || port == 0) {
            return false;
        }
        table.touch(host, now);
        return true;
    }

    private void learn(int host, int port, int remote, long age) {
        if (age >= DECISION && decide(host) || age >= LEARNING) {
            return;
        }
        if (SkypeTracker.own(port, remote)) {
            count(host, port);
        }
    }

    private void count(int host, int port) {
        for (int i = PORTS; i < PORTS + MOST_PORTS; i++) {
            final long counted = table.get(host, i);
            if (counted == 0 || counted >>> COUNT_BITS == port) {
                table.set(host, i, (long) port << COUNT_BITS | (counted & COUNT_MASK) + 1 & COUNT_MASK);
                return;
            }
        }
    }

    /** Chooses the port with most packets; false if there is none. */
    private boolean decide(int host) {
        long best = 0;
        for (int i = PORTS; i < PORTS + MOST_PORTS; i++) {
            final long counted = table.get(host, i);
            best = (counted & COUNT_MASK) > (best & COUNT_MASK) ? counted : best;
        }
        if (best == 0) {
            return false;
        }
        counters.recognised++;
        table.set(host, PORT, best >>> COUNT_BITS);
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
