package org.mapi.packet;

/** Recognises a tunnel behind the decoded headers and sets the inner layers to what it carries. */
final class TunnelDecoder {
    private static final int GRE_CHECKSUM = 0x8000;
    private static final int GRE_ROUTING = 0x4000;
    private static final int GRE_KEY = 0x2000;
    private static final int GRE_SEQUENCE = 0x1000;
    private static final int GRE_ACKNOWLEDGEMENT = 0x0080;
    private static final int GRE_VERSION = 0x0007;
    private static final int MAX_GRE_ROUTES = 16;

    private TunnelDecoder() {
    }

    static void decode(final Layers l, final Layers inner) {
        l.tunnel = Tunnel.NONE;
        l.tunnelId = -1;
        inner.linkType = LinkLayer.NO_LINK_TYPE;
        inner.startEtherType = EtherType.NONE;
        inner.startAnomalies = 0;
        inner.start = 0;
        inner.end = 0;
        inner.wireEnd = 0;
        if (l.transportOffset < 0) {
            return;
        }
        switch (l.protocol) {
            case IpProtocol.IPV4 -> ip(l, inner, EtherType.IPV4);
            case IpProtocol.IPV6 -> ip(l, inner, EtherType.IPV6);
            case IpProtocol.GRE -> gre(l, inner);
            case IpProtocol.UDP -> UdpTunnelDecoder.decode(l, inner);
            default -> { }
        }
    }

    private static void ip(final Layers l, final Layers inner, final int etherType) {
        if (open(l, inner, Tunnel.IP_IN_IP, l.transportOffset)) {
            inner.linkType = LinkType.RAW;
            inner.startEtherType = etherType;
        }
    }

    /** Flags, protocol, then the optional fields in this order: checksum and offset, key, sequence, acknowledgement, routing. */
    private static void gre(final Layers l, final Layers inner) {
        final int at = l.transportOffset;
        if (isCut(l, inner, at + 4)) {
            return;
        }
        final int flags = Wire.u16(l.packet, at);
        final int version = flags & GRE_VERSION;
        if (version > 1) {
            inner.startAnomalies = Anomaly.BAD_TUNNEL;
            return;
        }
        final int keyAt = at + 4 + ((flags & (GRE_CHECKSUM | GRE_ROUTING)) != 0 ? 4 : 0);
        int content = keyAt + ((flags & GRE_KEY) != 0 ? 4 : 0) + ((flags & GRE_SEQUENCE) != 0 ? 4 : 0)
            + (version == 1 && (flags & GRE_ACKNOWLEDGEMENT) != 0 ? 4 : 0);
        if (isCut(l, inner, content)) {
            return;
        }
        if ((flags & GRE_ROUTING) != 0) {
            content = routed(l, inner, content);
        }
        final boolean empty = version == 1 && (flags & GRE_SEQUENCE) == 0;    // a bare acknowledgement
        if (content >= 0 && !empty && open(l, inner, Tunnel.GRE, content)) {
            l.tunnelId = (flags & GRE_KEY) == 0 ? -1 : Wire.i32(l.packet, keyAt) & 0xffff_ffffL;
            greContent(inner, Wire.u16(l.packet, at + 2));
        }
    }

    /** Steps over the source routes of RFC 1701: family, offset, length, route; a null family of length 0 ends them. */
    private static int routed(final Layers l, final Layers inner, final int start) {
        int at = start;
        for (int count = 0; count < MAX_GRE_ROUTES; count++) {
            if (isCut(l, inner, at + 4)) {
                return -1;
            }
            final int length = Wire.u8(l.packet, at + 3);
            final boolean last = Wire.u16(l.packet, at) == 0 && length == 0;
            at += 4 + length;
            if (last) {
                return at;
            }
        }
        inner.startAnomalies = Anomaly.TOO_MANY_HEADERS;
        return -1;
    }

    private static void greContent(final Layers inner, final int type) {
        switch (type) {
            case EtherType.ETHERNET -> inner.linkType = LinkType.ETHERNET;
            case EtherType.PPP -> inner.linkType = LinkType.PPP;
            default -> {
                inner.linkType = LinkType.RAW;
                inner.startEtherType = type;
            }
        }
    }

    /** Sets the bounds of inner layers that begin at an offset; false, and noted, if tunnels are nested too deeply. */
    static boolean open(final Layers l, final Layers inner, final int tunnel, final int content) {
        if (l.depth >= Layers.MAX_TUNNELS) {
            inner.startAnomalies = Anomaly.TOO_MANY_HEADERS;
            return false;
        }
        l.tunnel = tunnel;
        inner.start = content;
        inner.end = l.payloadLimit;
        inner.wireEnd = wireLimit(l);
        return true;
    }

    /** The first offset that does not belong to the payload on the wire any more. */
    static int wireLimit(final Layers l) {
        return Math.max(l.payloadLimit, l.payloadOffset + l.payloadWireLength);
    }

    /** Tells whether a tunnel header that ends at an offset is not whole, and notes it. */
    static boolean isCut(final Layers l, final Layers inner, final int headerEnd) {
        if (headerEnd <= l.payloadLimit) {
            return false;
        }
        inner.startAnomalies = headerEnd > wireLimit(l) ? Anomaly.BAD_LENGTH : Anomaly.CUT_TUNNEL;
        return true;
    }
}
