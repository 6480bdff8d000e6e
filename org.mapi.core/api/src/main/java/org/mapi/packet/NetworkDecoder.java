package org.mapi.packet;

/** Decodes IPv4 and IPv6 up to the transport header. */
final class NetworkDecoder {
    static final int IPV4_HEADER = 20;
    static final int IPV6_HEADER = 40;
    /** Network type: IP of the version that the first four bits tell; another number is an anomaly. */
    static final int GUESS = -2;
    /** Network type: IP if the first four bits look like it, otherwise something else, which is all right. */
    static final int GUESS_QUIETLY = -3;
    private static final int EXTENSION_UNIT = 8;

    private NetworkDecoder() {
    }

    static void decode(final Layers l) {
        l.ipVersion = 0;
        l.networkHeaderLength = 0;
        l.protocol = IpProtocol.NONE;
        l.fragmentOffset = 0;
        l.moreFragments = false;
        l.fragmentHeaderOffset = -1;
        l.transportOffset = -1;
        l.networkPayloadOffset = -1;
        l.networkLimit = l.linkLimit;
        l.networkWireLimit = l.linkWireLimit;
        final int at = l.networkOffset;
        final int type = l.networkType;
        if (at < 0 || type != EtherType.IPV4 && type != EtherType.IPV6 && type != GUESS && type != GUESS_QUIETLY) {
            return;
        }
        if (at >= l.linkLimit) {
            cut(l, at + 1);
            return;
        }
        final int version = Wire.u8(l.packet, at) >>> 4;
        if (version == 4 && type != EtherType.IPV6) {
            ipv4(l, at);
        } else if (version == 6 && type != EtherType.IPV4) {
            ipv6(l, at);
        } else if (type != GUESS_QUIETLY) {
            l.anomalies |= Anomaly.BAD_VERSION;
        }
    }

    private static void ipv4(final Layers l, final int at) {
        if (l.linkLimit - at < IPV4_HEADER) {
            cut(l, at + IPV4_HEADER);
            return;
        }
        final Packet packet = l.packet;
        final int header = (Wire.u8(packet, at) & 0x0f) << 2;
        final int total = Wire.u16(packet, at + 2);
        final int fragment = Wire.u16(packet, at + 6);
        l.ipVersion = 4;
        l.protocol = Wire.u8(packet, at + 9);
        l.fragmentOffset = (fragment & 0x1fff) << 3;
        l.moreFragments = (fragment & 0x2000) != 0;
        if (total != 0) {    // 0: segmentation was left to the network card, the packet is as long as the frame
            bound(l, at, total, Math.max(header, IPV4_HEADER));
        }
        if (header < IPV4_HEADER) {
            l.anomalies |= Anomaly.BAD_LENGTH;
            l.networkHeaderLength = IPV4_HEADER;
            l.headersEnd = at + IPV4_HEADER;
        } else if (at + header > l.networkLimit) {
            cut(l, at + header);
        } else if (l.protocol == IpProtocol.AUTHENTICATION && l.fragmentOffset == 0) {
            follow(l, IpProtocol.AUTHENTICATION, at + header);
        } else {
            arrive(l, l.protocol, at + header);
        }
    }

    private static void ipv6(final Layers l, final int at) {
        if (l.linkLimit - at < IPV6_HEADER) {
            cut(l, at + IPV6_HEADER);
            return;
        }
        final int length = Wire.u16(l.packet, at + 4);
        final int next = Wire.u8(l.packet, at + 6);
        l.ipVersion = 6;
        if (length != 0 || next == IpProtocol.NO_NEXT_HEADER) {    // else more than 16 bits can tell: as long as the frame
            bound(l, at, IPV6_HEADER + length, IPV6_HEADER);
        }
        follow(l, next, at + IPV6_HEADER);
    }

    /**
     * Ends the packet where its length says (the link may have padded it), if that is between its header and the end of the
     * frame.
     */
    private static void bound(final Layers l, final int at, final int total, final int least) {
        if (total < least || total > l.linkWireLimit - at) {
            l.anomalies |= Anomaly.BAD_LENGTH;
        } else {
            l.networkWireLimit = at + total;
            l.networkLimit = Math.min(l.linkLimit, l.networkWireLimit);
        }
    }

    /** Follows extension headers of IPv6, or the one that IPv4 shares with it, until something else comes. */
    private static void follow(final Layers l, final int firstHeader, final int firstAt) {
        int next = firstHeader;
        int at = firstAt;
        for (int count = 0; isExtension(l, next); count++) {
            if (count == NetworkLayer.MAX_EXTENSIONS) {
                l.anomalies |= Anomaly.TOO_MANY_HEADERS;
                stop(l, at);
                return;
            }
            if (at + EXTENSION_UNIT > l.networkLimit) {
                cut(l, at + EXTENSION_UNIT);
                return;
            }
            final int length = extensionLength(l.packet, next, at);
            if (at + length > l.networkLimit) {
                cut(l, at + length);
                return;
            }
            if (next == IpProtocol.FRAGMENT) {
                fragment(l, at);
            }
            next = Wire.u8(l.packet, at);
            at += length;
            if (l.fragmentOffset != 0) {
                break;    // what follows is a piece from the middle
            }
        }
        arrive(l, next, at);
    }

    private static boolean isExtension(final Layers l, final int header) {
        return switch (header) {
            case IpProtocol.AUTHENTICATION -> true;
            case IpProtocol.HOP_BY_HOP, IpProtocol.ROUTING, IpProtocol.FRAGMENT, IpProtocol.DESTINATION_OPTIONS,
                IpProtocol.MOBILITY, IpProtocol.HIP, IpProtocol.SHIM6 -> l.ipVersion == 6;
            default -> false;
        };
    }

    private static int extensionLength(final Packet packet, final int header, final int at) {
        return switch (header) {
            case IpProtocol.FRAGMENT -> EXTENSION_UNIT;
            case IpProtocol.AUTHENTICATION -> Wire.u8(packet, at + 1) + 2 << 2;
            default -> Wire.u8(packet, at + 1) + 1 << 3;
        };
    }

    private static void fragment(final Layers l, final int at) {
        final int field = Wire.u16(l.packet, at + 2);
        l.fragmentHeaderOffset = at;
        l.fragmentOffset = field & 0xfff8;
        l.moreFragments = (field & 1) != 0;
    }

    /** The headers end at an offset and a protocol, or a piece of one, follows. */
    private static void arrive(final Layers l, final int protocol, final int at) {
        l.protocol = protocol;
        l.networkPayloadOffset = at;
        stop(l, at);
        if (l.fragmentOffset == 0 && (protocol != IpProtocol.NO_NEXT_HEADER || l.ipVersion == 4)) {
            l.transportOffset = at;
        }
    }

    private static void stop(final Layers l, final int at) {
        l.networkHeaderLength = at - l.networkOffset;
        l.headersEnd = at;
    }

    /** A header that ends at an offset is not whole: everything that was captured is header. */
    private static void cut(final Layers l, final int headerEnd) {
        l.anomalies |= headerEnd > l.networkWireLimit ? Anomaly.BAD_LENGTH : Anomaly.CUT_NETWORK;
        l.headersEnd = l.networkLimit;
        if (l.ipVersion != 0) {
            l.networkHeaderLength = l.networkLimit - l.networkOffset;
        }
    }
}
