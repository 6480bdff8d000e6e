package org.mapi.packet;

/** Recognises the tunnels that go over UDP by their ports: VXLAN, GTP-U, Teredo. */
final class UdpTunnelDecoder {
    static final int PORT_VXLAN = 4789;
    static final int PORT_VXLAN_LINUX = 8472;
    static final int PORT_GTP_U = 2152;
    static final int PORT_TEREDO = 3544;

    private static final int UDP_HEADER = 8;
    private static final int VXLAN_HEADER = 8;
    private static final int VXLAN_HAS_IDENTIFIER = 0x08;

    private static final int GTP_HEADER = 8;
    private static final int GTP_OPTIONAL = 4;
    private static final int GTP_USER_DATA = 255;
    private static final int MAX_GTP_EXTENSIONS = 16;

    private static final int TEREDO_AUTHENTICATION = 1;
    private static final int TEREDO_ORIGIN = 0;
    private static final int TEREDO_ORIGIN_LENGTH = 8;

    private UdpTunnelDecoder() {
    }

    static void decode(final Layers l, final Layers inner) {
        if (l.transportHeaderLength < UDP_HEADER) {
            return;
        }
        final int source = Wire.u16(l.packet, l.transportOffset);
        final int destination = Wire.u16(l.packet, l.transportOffset + 2);
        if (destination == PORT_VXLAN || destination == PORT_VXLAN_LINUX) {
            vxlan(l, inner, l.payloadOffset);
        } else if (destination == PORT_GTP_U || source == PORT_GTP_U) {
            gtp(l, inner, l.payloadOffset);
        } else if (destination == PORT_TEREDO || source == PORT_TEREDO) {
            teredo(l, inner, l.payloadOffset);
        }
    }

    private static void vxlan(final Layers l, final Layers inner, final int at) {
        if (TunnelDecoder.isCut(l, inner, at + VXLAN_HEADER)) {
            return;
        }
        if ((Wire.u8(l.packet, at) & VXLAN_HAS_IDENTIFIER) == 0) {
            inner.startAnomalies = Anomaly.BAD_TUNNEL;
        } else if (TunnelDecoder.open(l, inner, Tunnel.VXLAN, at + VXLAN_HEADER)) {
            l.tunnelId = Wire.i32(l.packet, at + 4) >>> 8;
            inner.linkType = LinkType.ETHERNET;
        }
    }

    /** Flags, type, length of what follows the first 8 bytes, endpoint identifier; 4 more bytes if one of three flags is set. */
    private static void gtp(final Layers l, final Layers inner, final int at) {
        if (TunnelDecoder.isCut(l, inner, at + GTP_HEADER)) {
            return;
        }
        final int flags = Wire.u8(l.packet, at);
        if ((flags & 0xf0) != 0x30) {    // version 1, protocol type GTP
            inner.startAnomalies = Anomaly.BAD_TUNNEL;
            return;
        }
        if (Wire.u8(l.packet, at + 1) != GTP_USER_DATA) {
            return;    // signalling of the tunnel itself
        }
        int content = at + GTP_HEADER;
        if ((flags & 0x07) != 0) {
            content += GTP_OPTIONAL;
            if (TunnelDecoder.isCut(l, inner, content)) {
                return;
            }
            if ((flags & 0x04) != 0) {
                content = gtpExtensions(l, inner, content);
            }
        }
        if (content >= 0 && TunnelDecoder.open(l, inner, Tunnel.GTP_U, content)) {
            l.tunnelId = Wire.i32(l.packet, at + 4) & 0xffff_ffffL;
            inner.linkType = LinkType.RAW;
            bound(l, inner, at + GTP_HEADER + Wire.u16(l.packet, at + 2));
        }
    }

    /** Steps over extension headers: length in units of 4 bytes first, the type of the next one last, 0 = none. */
    private static int gtpExtensions(final Layers l, final Layers inner, final int start) {
        int at = start;
        for (int count = 0; Wire.u8(l.packet, at - 1) != 0; count++) {
            if (count == MAX_GTP_EXTENSIONS) {
                inner.startAnomalies = Anomaly.TOO_MANY_HEADERS;
                return -1;
            }
            if (TunnelDecoder.isCut(l, inner, at + 4)) {
                return -1;
            }
            final int length = Wire.u8(l.packet, at) << 2;
            if (length == 0) {
                inner.startAnomalies = Anomaly.BAD_LENGTH;
                return -1;
            }
            if (TunnelDecoder.isCut(l, inner, at + length)) {
                return -1;
            }
            at += length;
        }
        return at;
    }

    /**
     * Ends the inner layers where GTP's length says, if that is possible; the first fragment of a datagram may well be shorter.
     */
    private static void bound(final Layers l, final Layers inner, final int wireEnd) {
        if (wireEnd >= inner.start && wireEnd <= inner.wireEnd) {
            inner.wireEnd = wireEnd;
            inner.end = Math.min(inner.end, wireEnd);
        } else if (!l.moreFragments) {
            inner.startAnomalies = Anomaly.BAD_LENGTH;
        }
    }

    /** An authentication header and an origin indication may come before the IPv6 header. */
    private static void teredo(final Layers l, final Layers inner, final int start) {
        int at = start;
        if (TunnelDecoder.isCut(l, inner, at + 4)) {
            return;
        }
        if (Wire.u16(l.packet, at) == TEREDO_AUTHENTICATION) {
            at += 13 + Wire.u8(l.packet, at + 2) + Wire.u8(l.packet, at + 3);    // two lengths, nonce (8), confirmation (1)
            if (TunnelDecoder.isCut(l, inner, at + 4)) {
                return;
            }
        }
        if (Wire.u16(l.packet, at) == TEREDO_ORIGIN) {
            at += TEREDO_ORIGIN_LENGTH;
            if (TunnelDecoder.isCut(l, inner, at + 4)) {
                return;
            }
        }
        if (Wire.u8(l.packet, at) >>> 4 != 6) {
            inner.startAnomalies = Anomaly.BAD_TUNNEL;
        } else if (TunnelDecoder.open(l, inner, Tunnel.TEREDO, at)) {
            inner.linkType = LinkType.RAW;
            inner.startEtherType = EtherType.IPV6;
        }
    }
}
