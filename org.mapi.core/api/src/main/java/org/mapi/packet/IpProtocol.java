package org.mapi.packet;

/** IP protocol numbers (IANA), for comparison with {@link Layers#protocol()}; the last group are IPv6 extension headers. */
public final class IpProtocol {
    /** No protocol: the packet is not IP, or its headers were cut before the protocol was known. */
    public static final int NONE = -1;
    /** ICMP for IPv4. */
    public static final int ICMP = 1;
    /** IGMP. */
    public static final int IGMP = 2;
    /** IPv4 inside IP. */
    public static final int IPV4 = 4;
    /** TCP. */
    public static final int TCP = 6;
    /** UDP. */
    public static final int UDP = 17;
    /** DCCP. */
    public static final int DCCP = 33;
    /** IPv6 inside IP. */
    public static final int IPV6 = 41;
    /** Generic routing encapsulation. */
    public static final int GRE = 47;
    /** Encapsulating security payload: what follows is encrypted. */
    public static final int ESP = 50;
    /** ICMP for IPv6. */
    public static final int ICMPV6 = 58;
    /** OSPF. */
    public static final int OSPF = 89;
    /** PIM. */
    public static final int PIM = 103;
    /** SCTP. */
    public static final int SCTP = 132;
    /** UDP-Lite. */
    public static final int UDP_LITE = 136;

    /** Hop-by-hop options. */
    public static final int HOP_BY_HOP = 0;
    /** Routing header. */
    public static final int ROUTING = 43;
    /** Fragment header. */
    public static final int FRAGMENT = 44;
    /** Authentication header; the decoder looks behind it in IPv4 as well. */
    public static final int AUTHENTICATION = 51;
    /** Nothing follows the headers of an IPv6 packet. */
    public static final int NO_NEXT_HEADER = 59;
    /** Destination options. */
    public static final int DESTINATION_OPTIONS = 60;
    /** Mobility header. */
    public static final int MOBILITY = 135;
    /** Host identity protocol. */
    public static final int HIP = 139;
    /** Shim6. */
    public static final int SHIM6 = 140;

    private IpProtocol() {
    }
}
