package org.mapi.mos.samples.firewall;

import java.util.concurrent.atomic.LongAdder;

/**
 * A line of the rules.
 *
 * @param text        the line without comment, words one space apart
 * @param action      what it does
 * @param source      addresses of the client
 * @param destination addresses of the server
 * @param sourcePorts ports of the client
 * @param ports       ports of the server
 * @param protocol    number of the IP protocol, -1 for any
 * @param connections flows it decided
 * @param packets     packets it dropped
 */
record Rule(String text, Action action, AddressRange source, AddressRange destination, PortRange sourcePorts, PortRange ports,
        int protocol, LongAdder connections, LongAdder packets) {
    /**
     * Ports from one to another.
     *
     * @param first 0 to 65535
     * @param last  not before the first
     */
    record PortRange(int first, int last) {
        /** Every port, and where there are none. */
        static final PortRange ANY = new PortRange(-1, 65_535);

        boolean contains(int port) {
            return port >= first && port <= last;
        }
    }

    boolean matches(Tuple tuple) {
        return (protocol < 0 || protocol == tuple.protocol) && source.contains(tuple.sourceHigh, tuple.sourceLow)
            && destination.contains(tuple.destinationHigh, tuple.destinationLow) && sourcePorts.contains(tuple.sourcePort)
            && ports.contains(tuple.destinationPort);
    }
}
