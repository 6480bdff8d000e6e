package org.mapi.stdflib.track;

import org.mapi.core.tracking.FlowKey;
import org.mapi.function.StateReader;
import org.mapi.function.StateWriter;
import org.mapi.packet.IpProtocol;
import org.mapi.packet.Layers;

/** Hosts that have a control connection of GridFTP with each other; TCP between them with a data port at either end is data. */
final class HostPairs {
    /** Most pairs of hosts. */
    static final int MOST = 16_384;
    static final int FIRST_DATA_PORT = 20_000;
    static final int LAST_DATA_PORT = 25_000;

    private final TimedTable table;
    private final FlowKey key = new FlowKey(0);

    HostPairs(long idle, Counters counters) {
        table = TimedTable.counting(MOST, idle, 0, () -> counters.unfollowed++);
    }

    /** A packet of a connection between two hosts was seen. A control connection makes them a pair, data keeps them one. */
    void talk(Layers layers, long now, boolean control) {
        set(layers);
        final int pair = table.find(key, now);
        if (pair != TimedTable.NONE) {
            table.touch(pair, now);
        } else if (control) {
            table.insert(key, now);
        }
    }

    /** Whether a packet belongs to a data connection. */
    boolean data(Layers layers, long now) {
        if (layers.protocol() != IpProtocol.TCP || !dataPort(layers.sourcePort()) && !dataPort(layers.destinationPort())) {
            return false;
        }
        set(layers);
        return table.find(key, now) != TimedTable.NONE;
    }

    private static boolean dataPort(int port) {
        return port >= FIRST_DATA_PORT && port <= LAST_DATA_PORT;
    }

    private void set(Layers layers) {
        key.setIpv6(layers.sourceAddressHigh(), layers.sourceAddressLow(), 0, layers.destinationAddressHigh(),
            layers.destinationAddressLow(), 0, 0);
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
