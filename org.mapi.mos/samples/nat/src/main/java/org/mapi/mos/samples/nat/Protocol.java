package org.mapi.mos.samples.nat;

import org.mapi.packet.IpProtocol;

/** What is translated; each has ports (or identifiers) of its own. */
enum Protocol {
    /** TCP connections. */
    TCP,
    /** UDP, port to port. */
    UDP,
    /** ICMP echo, by its identifier. */
    ECHO;

    /** The kind of an IP protocol; null if it is not translated. */
    static Protocol of(int ipProtocol) {
        return switch (ipProtocol) {
            case IpProtocol.TCP -> TCP;
            case IpProtocol.UDP -> UDP;
            case IpProtocol.ICMP -> ECHO;
            default -> null;
        };
    }
}
