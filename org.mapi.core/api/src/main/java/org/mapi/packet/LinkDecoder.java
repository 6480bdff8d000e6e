package org.mapi.packet;

/**
 * Decodes from the link header to where the network header is: Ethernet and what all links share (VLAN, MPLS, PPPoE, PPP, LLC).
 */
final class LinkDecoder {
    static final int ETHERNET_HEADER = 14;
    /** The biggest number in an Ethernet header's last field that is a length, not an EtherType. */
    private static final int MAX_8023_LENGTH = 1500;
    private static final int PPPOE_HEADER = 6;
    private static final int PPP_IPV4 = 0x0021;
    private static final int PPP_IPV6 = 0x0057;
    private static final int PPP_MPLS = 0x0281;
    private static final int PPP_MPLS_MULTICAST = 0x0283;
    private static final int LLC_HEADER = 3;
    private static final int SNAP_HEADER = 8;
    private static final int OUI_BRIDGE_TUNNEL = 0x0000f8;

    private LinkDecoder() {
    }

    static void decode(final Layers l) {
        final int start = l.start;
        l.anomalies = l.startAnomalies;
        l.sourceMacOffset = -1;
        l.destinationMacOffset = -1;
        l.etherType = EtherType.NONE;
        l.llcOffset = -1;
        l.vlanCount = 0;
        l.mplsCount = 0;
        l.pppoeSession = -1;
        l.pppProtocol = -1;
        l.networkOffset = -1;
        l.networkType = EtherType.NONE;
        l.headersEnd = start;
        l.linkLimit = l.end;
        l.linkWireLimit = l.wireEnd;
        switch (l.linkType) {
            case LinkType.ETHERNET -> ethernet(l, start);
            case LinkType.RAW -> raw(l, start);
            case LinkType.IPV4 -> carries(l, EtherType.IPV4, start);
            case LinkType.IPV6 -> carries(l, EtherType.IPV6, start);
            case LinkType.PPP, LinkType.PPP_HDLC -> ppp(l, start);
            case LinkType.PPP_ETHER -> pppoe(l, start);
            case LinkType.IEEE802_11 -> WirelessDecoder.frame(l, start, false);
            case LinkType.IEEE802_11_RADIOTAP -> WirelessDecoder.radiotap(l, start);
            default -> CookedDecoder.decode(l, start);
        }
    }

    static void ethernet(final Layers l, final int at) {
        if (isCut(l, at + ETHERNET_HEADER)) {
            return;
        }
        l.destinationMacOffset = at;
        l.sourceMacOffset = at + 6;
        carries(l, Wire.u16(l.packet, at + 12), at + ETHERNET_HEADER);
    }

    /** IP without a link header, or what a tunnel header announced. */
    private static void raw(final Layers l, final int at) {
        if (l.startEtherType != EtherType.NONE) {
            if (EtherType.isVlan(l.startEtherType)) {
                vlan(l, l.startEtherType, at);
            } else {
                typed(l, l.startEtherType, at);
            }
            return;
        }
        plain(l, EtherType.NONE, NetworkDecoder.GUESS, at);
        if (at < l.linkLimit) {
            final int version = Wire.u8(l.packet, at) >>> 4;
            l.etherType = version == 4 ? EtherType.IPV4 : version == 6 ? EtherType.IPV6 : EtherType.NONE;
        }
    }

    /** What an EtherType announces, VLAN tags and lengths (802.3) included. */
    static void carries(final Layers l, final int type, final int at) {
        if (type == EtherType.IPV4 || type == EtherType.IPV6) {
            plain(l, type, type, at);
        } else if (EtherType.isVlan(type)) {
            vlan(l, type, at);
        } else if (type <= MAX_8023_LENGTH) {
            llc(l, at, type);
        } else {
            typed(l, type, at);
        }
    }

    private static void vlan(final Layers l, final int firstType, final int firstAt) {
        int type = firstType;
        int at = firstAt;
        l.vlanType = firstType;
        l.vlanOffset = firstAt;
        while (EtherType.isVlan(type)) {
            if (l.vlanCount == LinkLayer.MAX_VLANS) {
                l.anomalies |= Anomaly.TOO_MANY_HEADERS;
                plain(l, type, EtherType.NONE, at);
                return;
            }
            if (isCut(l, at + 4)) {
                return;
            }
            type = Wire.u16(l.packet, at + 2);
            at += 4;
            l.vlanCount++;
        }
        if (type <= MAX_8023_LENGTH) {
            llc(l, at, type);
        } else {
            typed(l, type, at);
        }
    }

    /**
     * What a real EtherType announces that is no VLAN tag; does not lead back to VLAN tags or LLC, so that nothing goes in
     * circles.
     */
    static void typed(final Layers l, final int type, final int at) {
        switch (type) {
            case EtherType.MPLS, EtherType.MPLS_MULTICAST -> mpls(l, type, at);
            case EtherType.PPPOE_SESSION -> pppoe(l, at);
            default -> plain(l, type, type, at);
        }
    }

    static void plain(final Layers l, final int etherType, final int networkType, final int at) {
        l.etherType = etherType;
        l.networkType = networkType;
        l.networkOffset = at;
        l.headersEnd = at;
    }

    private static void mpls(final Layers l, final int type, final int firstAt) {
        int at = firstAt;
        l.etherType = type;
        l.mplsOffset = firstAt;
        boolean bottom = false;
        while (!bottom) {
            if (l.mplsCount == LinkLayer.MAX_LABELS) {
                l.anomalies |= Anomaly.TOO_MANY_HEADERS;
                plain(l, type, EtherType.NONE, at);
                return;
            }
            if (isCut(l, at + 4)) {
                return;
            }
            bottom = (Wire.u8(l.packet, at + 2) & 1) != 0;
            at += 4;
            l.mplsCount++;
        }
        plain(l, type, NetworkDecoder.GUESS_QUIETLY, at);
    }

    private static void pppoe(final Layers l, final int at) {
        l.etherType = EtherType.PPPOE_SESSION;
        final int content = at + PPPOE_HEADER;
        if (isCut(l, content)) {
            return;
        }
        l.pppoeSession = Wire.u16(l.packet, at + 2);
        bound(l, content, Wire.u16(l.packet, at + 4));
        if (Wire.u8(l.packet, at + 1) == 0) {
            ppp(l, content);
        } else {
            plain(l, EtherType.PPPOE_SESSION, EtherType.NONE, content);
        }
    }

    /** PPP: the protocol number behind optional address and control bytes, one byte of it if compressed (then it is odd). */
    static void ppp(final Layers l, final int start) {
        int at = start;
        if (isCut(l, at + 1)) {
            return;
        }
        if (Wire.u8(l.packet, at) == 0xff) {
            at += 2;
            if (isCut(l, at + 1)) {
                return;
            }
        }
        int protocol = Wire.u8(l.packet, at);
        if ((protocol & 1) == 0) {
            if (isCut(l, at + 2)) {
                return;
            }
            protocol = Wire.u16(l.packet, at);
            at++;
        }
        l.pppProtocol = protocol;
        pppContent(l, protocol, at + 1);
    }

    private static void pppContent(final Layers l, final int protocol, final int at) {
        final int etherType = l.etherType;
        switch (protocol) {
            case PPP_IPV4 -> plain(l, EtherType.IPV4, EtherType.IPV4, at);
            case PPP_IPV6 -> plain(l, EtherType.IPV6, EtherType.IPV6, at);
            case PPP_MPLS -> mpls(l, EtherType.MPLS, at);
            case PPP_MPLS_MULTICAST -> mpls(l, EtherType.MPLS_MULTICAST, at);
            default -> plain(l, EtherType.NONE, EtherType.NONE, at);
        }
        if (etherType != EtherType.NONE) {
            l.etherType = etherType;    // PPPoE keeps its own
        }
    }

    /** IEEE 802.2 LLC in a frame that states its length. */
    static void llc(final Layers l, final int at, final int length) {
        bound(l, at, length);
        if (isCut(l, at + LLC_HEADER)) {
            return;
        }
        l.llcOffset = at;
        final int accessPoints = Wire.u16(l.packet, at);
        if (accessPoints == 0xaaaa) {
            snap(l, at);
        } else if (accessPoints == 0x0606) {
            plain(l, EtherType.NONE, EtherType.IPV4, at + LLC_HEADER);
        } else {
            plain(l, EtherType.NONE, EtherType.NONE, at + LLC_HEADER);
        }
    }

    private static void snap(final Layers l, final int at) {
        if (isCut(l, at + SNAP_HEADER)) {
            return;
        }
        final int organisation = Wire.u8(l.packet, at + 3) << 16 | Wire.u16(l.packet, at + 4);
        final int type = Wire.u16(l.packet, at + 6);
        if (type > MAX_8023_LENGTH && (organisation == 0 || organisation == OUI_BRIDGE_TUNNEL)) {
            typed(l, type, at + SNAP_HEADER);
        } else {
            plain(l, EtherType.NONE, EtherType.NONE, at + SNAP_HEADER);
        }
    }

    /** Ends the link's content where a length field says, unless that is more than there is. */
    static void bound(final Layers l, final int at, final int length) {
        if (length > l.linkWireLimit - at) {
            l.anomalies |= Anomaly.BAD_LENGTH;
        } else {
            l.linkWireLimit = at + length;
            l.linkLimit = Math.min(l.linkLimit, l.linkWireLimit);
        }
    }

    /** Tells whether a header that ends at an offset is not whole, and notes it: everything that was captured is then header. */
    static boolean isCut(final Layers l, final int headerEnd) {
        if (headerEnd <= l.linkLimit) {
            return false;
        }
        l.anomalies |= headerEnd > l.linkWireLimit ? Anomaly.BAD_LENGTH : Anomaly.CUT_LINK;
        l.headersEnd = l.linkLimit;
        return true;
    }
}
