package org.mapi.mos.samples.firewall;

import org.mapi.mos.FlowEndpoints;
import org.mapi.mos.Side;
import org.mapi.packet.Packet;

/** Who talks to whom, as rules see it: a mutable object, used again and again by one worker. */
final class Tuple {
    private static final long IPV4 = 0xffff_0000_0000L;

    int protocol;
    long sourceHigh;
    long sourceLow;
    long destinationHigh;
    long destinationLow;
    int sourcePort;
    int destinationPort;

    /** The client and server of a flow. */
    Tuple of(FlowEndpoints ends) {
        protocol = ends.protocol();
        sourceHigh = ends.addressHigh(Side.CLIENT);
        sourceLow = ends.addressLow(Side.CLIENT);
        destinationHigh = ends.addressHigh(Side.SERVER);
        destinationLow = ends.addressLow(Side.SERVER);
        sourcePort = ends.port(Side.CLIENT);
        destinationPort = ends.port(Side.SERVER);
        return this;
    }

    /** The sender and receiver of a packet. */
    Tuple of(Packet packet) {
        final boolean ipv4 = packet.ipVersion() == 4;
        protocol = packet.protocol();
        sourceHigh = ipv4 ? 0 : packet.sourceAddressHigh();
        sourceLow = ipv4 ? IPV4 | packet.sourceAddressIpv4() & 0xffff_ffffL : packet.sourceAddressLow();
        destinationHigh = ipv4 ? 0 : packet.destinationAddressHigh();
        destinationLow = ipv4 ? IPV4 | packet.destinationAddressIpv4() & 0xffff_ffffL : packet.destinationAddressLow();
        sourcePort = packet.sourcePort();
        destinationPort = packet.destinationPort();
        return this;
    }

    /** Sender and receiver change places. */
    Tuple turn() {
        final long high = sourceHigh;
        final long low = sourceLow;
        final int port = sourcePort;
        sourceHigh = destinationHigh;
        sourceLow = destinationLow;
        sourcePort = destinationPort;
        destinationHigh = high;
        destinationLow = low;
        destinationPort = port;
        return this;
    }
}
