package org.mapi.run.launcher.memif;

/**
 * Layout of the packets that the responder reads and answers, in network byte order.
 *
 * <pre>
 *     Ethernet            ARP (from 14)                    IPv4 (from 14, or 0 in ip mode)     ICMP echo (behind IPv4)
 *      0 destination  6    0 hardware type  2 = 1           0 version, header length  1         0 type  1 = 8, 0
 *      6 source       6    2 protocol       2 = 0x800       2 total length            2         1 code  1 = 0
 *     12 type         2    4 lengths        2 = 6, 4        6 flags, fragment         2         2 checksum 2
 *                          6 operation      2 = 1, 2        8 time to live            1
 *                          8 sender MAC     6               9 protocol                1 = 1
 *                         14 sender IP      4              10 checksum                2
 *                         18 target MAC     6              12 source                  4
 *                         24 target IP      4              16 destination             4
 * </pre>
 */
final class EchoDescriptor {
    static final int MAC_LENGTH = 6;
    static final int ETHERNET_SOURCE = 6;
    static final int ETHERNET_TYPE = 12;
    static final int ETHERNET_LENGTH = 14;
    static final int TYPE_IPV4 = 0x800;
    static final int TYPE_ARP = 0x806;

    static final int ARP_PROTOCOL = 2;
    static final int ARP_LENGTHS = 4;
    static final int ARP_LENGTHS_VALUE = 0x604;
    static final int ARP_OPERATION = 6;
    static final int ARP_REQUEST = 1;
    static final int ARP_REPLY = 2;
    static final int ARP_SENDER_MAC = 8;
    static final int ARP_SENDER_IP = 14;
    static final int ARP_TARGET_MAC = 18;
    static final int ARP_TARGET_IP = 24;
    static final int ARP_LENGTH = 28;

    static final int IP_TOTAL_LENGTH = 2;
    static final int IP_FRAGMENT = 6;
    /** More fragments, or not the first: such a packet is no whole echo request. */
    static final int IP_FRAGMENT_MASK = 0x3fff;
    static final int IP_TTL = 8;
    static final int IP_TTL_VALUE = 64;
    static final int IP_PROTOCOL = 9;
    static final int IP_PROTOCOL_ICMP = 1;
    static final int IP_CHECKSUM = 10;
    static final int IP_SOURCE = 12;
    static final int IP_DESTINATION = 16;
    static final int IP_LENGTH = 20;

    static final int ICMP_CHECKSUM = 2;
    static final int ICMP_LENGTH = 8;
    static final int ICMP_ECHO_REQUEST = 8;
    static final int ICMP_ECHO_REPLY = 0;

    private EchoDescriptor() { }
}
