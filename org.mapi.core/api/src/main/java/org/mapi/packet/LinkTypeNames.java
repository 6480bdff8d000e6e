package org.mapi.packet;

import java.util.Map;

/** The names of link types, apart from their numbers. */
final class LinkTypeNames {
    private static final Map<Integer, Names> NAMES = Map.ofEntries(
        entry(LinkType.NULL, "NULL", "BSD loopback"),
        entry(LinkType.ETHERNET, "ETHERNET", "Ethernet"),
        entry(LinkType.IEEE802_5, "IEEE802_5", "Token ring"),
        entry(LinkType.SLIP, "SLIP", "SLIP"),
        entry(LinkType.PPP, "PPP", "PPP"),
        entry(LinkType.FDDI, "FDDI", "FDDI"),
        entry(LinkType.PPP_HDLC, "PPP_HDLC", "PPP in HDLC framing"),
        entry(LinkType.PPP_ETHER, "PPP_ETHER", "PPPoE session"),
        entry(LinkType.ATM_RFC1483, "ATM_RFC1483", "LLC over ATM"),
        entry(LinkType.RAW, "RAW", "Raw IP"),
        entry(LinkType.C_HDLC, "C_HDLC", "Cisco HDLC"),
        entry(LinkType.IEEE802_11, "IEEE802_11", "802.11"),
        entry(LinkType.FRELAY, "FRELAY", "Frame relay"),
        entry(LinkType.LOOP, "LOOP", "OpenBSD loopback"),
        entry(LinkType.LINUX_SLL, "LINUX_SLL", "Linux cooked v1"),
        entry(LinkType.PFLOG, "PFLOG", "OpenBSD packet filter log"),
        entry(LinkType.IEEE802_11_PRISM, "IEEE802_11_PRISM", "802.11 with Prism header"),
        entry(LinkType.IEEE802_11_RADIOTAP, "IEEE802_11_RADIOTAP", "802.11 with radiotap header"),
        entry(LinkType.IEEE802_11_AVS, "IEEE802_11_AVS", "802.11 with AVS header"),
        entry(LinkType.PPP_PPPD, "PPP_PPPD", "PPP of pppd"),
        entry(LinkType.BLUETOOTH_HCI_H4, "BLUETOOTH_HCI_H4", "Bluetooth HCI"),
        entry(LinkType.USB_LINUX, "USB_LINUX", "USB of Linux"),
        entry(LinkType.PPI, "PPI", "Per-packet information"),
        entry(LinkType.IEEE802_15_4_WITHFCS, "IEEE802_15_4_WITHFCS", "802.15.4 with check sequence"),
        entry(LinkType.ERF, "ERF", "Endace ERF"),
        entry(LinkType.BLUETOOTH_HCI_H4_WITH_PHDR, "BLUETOOTH_HCI_H4_WITH_PHDR", "Bluetooth HCI with direction"),
        entry(LinkType.PPP_WITH_DIR, "PPP_WITH_DIR", "PPP with direction"),
        entry(LinkType.C_HDLC_WITH_DIR, "C_HDLC_WITH_DIR", "Cisco HDLC with direction"),
        entry(LinkType.USB_LINUX_MMAPPED, "USB_LINUX_MMAPPED", "USB of Linux, memory-mapped"),
        entry(LinkType.CAN_SOCKETCAN, "CAN_SOCKETCAN", "CAN of Linux"),
        entry(LinkType.IPV4, "IPV4", "Raw IPv4"),
        entry(LinkType.IPV6, "IPV6", "Raw IPv6"),
        entry(LinkType.IEEE802_15_4_NOFCS, "IEEE802_15_4_NOFCS", "802.15.4"),
        entry(LinkType.DBUS, "DBUS", "D-Bus"),
        entry(LinkType.NFLOG, "NFLOG", "Linux netfilter log"),
        entry(LinkType.IPOIB, "IPOIB", "IP over InfiniBand"),
        entry(LinkType.INFINIBAND, "INFINIBAND", "InfiniBand"),
        entry(LinkType.SCTP, "SCTP", "Raw SCTP"),
        entry(LinkType.USBPCAP, "USBPCAP", "USB of Windows"),
        entry(LinkType.NETLINK, "NETLINK", "Linux netlink"),
        entry(LinkType.BLUETOOTH_LINUX_MONITOR, "BLUETOOTH_LINUX_MONITOR", "Bluetooth monitor of Linux"),
        entry(LinkType.PKTAP, "PKTAP", "Apple packet tap"),
        entry(LinkType.VSOCK, "VSOCK", "Linux vsock"),
        entry(LinkType.LINUX_SLL2, "LINUX_SLL2", "Linux cooked v2"));

    private LinkTypeNames() {
    }

    static String name(final int linkType) {
        final Names names = NAMES.get(linkType);
        if (names != null) {
            return names.name;
        }
        return isUser(linkType) ? "USER" + (linkType - LinkType.USER0) : "LINKTYPE " + linkType;
    }

    static String description(final int linkType) {
        final Names names = NAMES.get(linkType);
        if (names != null) {
            return names.description;
        }
        return isUser(linkType) ? "Private use " + (linkType - LinkType.USER0) : "unknown link type " + linkType;
    }

    private static boolean isUser(final int linkType) {
        return linkType >= LinkType.USER0 && linkType <= LinkType.USER15;
    }

    private static Map.Entry<Integer, Names> entry(final int linkType, final String name, final String description) {
        return Map.entry(linkType, new Names(name, description));
    }

    private record Names(String name, String description) {
    }
}
