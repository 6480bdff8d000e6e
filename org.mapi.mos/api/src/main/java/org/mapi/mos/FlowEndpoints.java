package org.mapi.mos;

import java.net.InetAddress;
import org.osgi.annotation.versioning.ProviderType;

/** Who talks to whom. Addresses are 128-bit numbers, IPv4 as ::ffff:a.b.c.d, so that nothing is allocated to compare them. */
@ProviderType
public interface FlowEndpoints {
    /** 4 or 6. */
    int ipVersion();

    /** The IP protocol: 6 TCP, 17 UDP, 1 ICMP, 58 ICMPv6. */
    int protocol();

    /** Identifier of the outermost VLAN tag, -1 without. */
    int vlan();

    /** First 64 bits of a side's address. */
    long addressHigh(Side side);

    /** Last 64 bits of a side's address. */
    long addressLow(Side side);

    /** A side's port, 0 to 65535; the identifier of an ICMP echo for both sides, 0 for other ICMP. */
    int port(Side side);

    /** A side's address as an object; allocates. */
    InetAddress address(Side side);
}
