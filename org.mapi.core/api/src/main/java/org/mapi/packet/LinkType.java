package org.mapi.packet;

/**
 * Link types: what the first byte of a packet is the first byte of. The numbers are those in trace files ({@code LINKTYPE_*} of
 * the pcap formats); a live libpcap handle speaks a slightly different language, see {@link #ofDlt(int)}.
 *
 * <p>A link type that is not listed here is nothing bad: it is counted, stored and handed on, only its layers stay undecoded.
 */
public final class LinkType {
    /** BSD loopback: address family as a 32-bit number in the byte order of the capturing machine. */
    public static final int NULL = 0;
    /** Ethernet. */
    public static final int ETHERNET = 1;
    /** Token ring. */
    public static final int IEEE802_5 = 6;
    /** Serial line IP. */
    public static final int SLIP = 8;
    /** PPP, with or without address and control bytes. */
    public static final int PPP = 9;
    /** FDDI. */
    public static final int FDDI = 10;
    /** PPP in HDLC-like framing. */
    public static final int PPP_HDLC = 50;
    /** PPPoE: starts with the session header. */
    public static final int PPP_ETHER = 51;
    /** LLC over ATM (RFC 1483). */
    public static final int ATM_RFC1483 = 100;
    /** IPv4 or IPv6 without a link header. */
    public static final int RAW = 101;
    /** Cisco HDLC. */
    public static final int C_HDLC = 104;
    /** IEEE 802.11. */
    public static final int IEEE802_11 = 105;
    /** Frame relay. */
    public static final int FRELAY = 107;
    /** OpenBSD loopback: address family as a 32-bit number in network byte order. */
    public static final int LOOP = 108;
    /** Linux "cooked" capture, version 1 (device {@code any}). */
    public static final int LINUX_SLL = 113;
    /** OpenBSD's packet filter log. */
    public static final int PFLOG = 117;
    /** IEEE 802.11 with Prism header. */
    public static final int IEEE802_11_PRISM = 119;
    /** IEEE 802.11 with radiotap header. */
    public static final int IEEE802_11_RADIOTAP = 127;
    /** First of sixteen types for private use. */
    public static final int USER0 = 147;
    /** Last of sixteen types for private use. */
    public static final int USER15 = 162;
    /** IEEE 802.11 with AVS header. */
    public static final int IEEE802_11_AVS = 163;
    /** PPP of pppd, with direction. */
    public static final int PPP_PPPD = 166;
    /** Bluetooth HCI, UART transport. */
    public static final int BLUETOOTH_HCI_H4 = 187;
    /** USB of Linux. */
    public static final int USB_LINUX = 189;
    /** Per-packet information header. */
    public static final int PPI = 192;
    /** IEEE 802.15.4 with check sequence. */
    public static final int IEEE802_15_4_WITHFCS = 195;
    /** Endace ERF record header, then what its type says. */
    public static final int ERF = 197;
    /** Bluetooth HCI with direction. */
    public static final int BLUETOOTH_HCI_H4_WITH_PHDR = 201;
    /** PPP with direction. */
    public static final int PPP_WITH_DIR = 204;
    /** Cisco HDLC with direction. */
    public static final int C_HDLC_WITH_DIR = 205;
    /** USB of Linux, memory-mapped. */
    public static final int USB_LINUX_MMAPPED = 220;
    /** CAN frames of Linux. */
    public static final int CAN_SOCKETCAN = 227;
    /** IPv4 without a link header. */
    public static final int IPV4 = 228;
    /** IPv6 without a link header. */
    public static final int IPV6 = 229;
    /** IEEE 802.15.4 without check sequence. */
    public static final int IEEE802_15_4_NOFCS = 230;
    /** D-Bus messages. */
    public static final int DBUS = 231;
    /** Netfilter's log: a list of attributes, one of which is the packet. */
    public static final int NFLOG = 239;
    /** IP over InfiniBand: 40 bytes of global routing header, then the IPoIB header with an EtherType. */
    public static final int IPOIB = 242;
    /** InfiniBand. */
    public static final int INFINIBAND = 247;
    /** SCTP without a link header. */
    public static final int SCTP = 248;
    /** USB of Windows. */
    public static final int USBPCAP = 249;
    /** Netlink messages of Linux. */
    public static final int NETLINK = 253;
    /** Bluetooth monitor of Linux. */
    public static final int BLUETOOTH_LINUX_MONITOR = 254;
    /** Apple's packet tap. */
    public static final int PKTAP = 258;
    /** vsock of Linux. */
    public static final int VSOCK = 271;
    /** Linux "cooked" capture, version 2. */
    public static final int LINUX_SLL2 = 276;

    /** libpcap's numbers on live handles of Linux for what files call {@link #RAW} and {@link #ATM_RFC1483}. */
    private static final int DLT_RAW = 12;
    private static final int DLT_ATM_RFC1483 = 11;

    private LinkType() {
    }

    /**
     * The link type for a data link type ({@code DLT_*}) as libpcap reports it for a live handle on Linux: the same number
     * except for raw IP and RFC 1483, whose DLT numbers differ between systems and therefore have a number of their own in
     * files.
     */
    public static int ofDlt(final int dlt) {
        return switch (dlt) {
            case DLT_RAW -> RAW;
            case DLT_ATM_RFC1483 -> ATM_RFC1483;
            default -> dlt;
        };
    }

    /** The data link type that libpcap on Linux understands for a link type; the inverse of {@link #ofDlt(int)}. */
    public static int toDlt(final int linkType) {
        return switch (linkType) {
            case RAW -> DLT_RAW;
            case ATM_RFC1483 -> DLT_ATM_RFC1483;
            default -> linkType;
        };
    }

    /** The name as in {@code LINKTYPE_name}, such as {@code "ETHERNET"}; {@code "LINKTYPE 4711"} for one that has none here. */
    public static String name(final int linkType) {
        return LinkTypeNames.name(linkType);
    }

    /** A name for people, such as {@code "Linux cooked v2"}; {@code "unknown link type 4711"} for one that has none here. */
    public static String description(final int linkType) {
        return LinkTypeNames.description(linkType);
    }
}
