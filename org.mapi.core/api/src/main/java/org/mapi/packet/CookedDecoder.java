package org.mapi.packet;

/**
 * Decodes link headers that a capturing system makes up: loopback, Linux cooked capture, netfilter log, ERF; and rare serial
 * links.
 */
final class CookedDecoder {
    private static final int FAMILY_IPV4 = 2;
    private static final int FAMILY_IPV6_LINUX = 10;
    private static final int FAMILY_IPV6_OPENBSD = 24;
    private static final int FAMILY_IPV6_FREEBSD = 28;
    private static final int FAMILY_IPV6_DARWIN = 30;

    private static final int SLL_HEADER = 16;
    private static final int SLL2_HEADER = 20;
    private static final int SLL_PROTOCOL_LLC = 4;
    private static final int ARPHRD_NETLINK = 824;
    /** Numbers below are Linux's own for frames without EtherType. */
    private static final int MIN_ETHER_TYPE = 0x0600;

    private static final int NFLOG_HEADER = 4;
    private static final int NFLOG_PAYLOAD = 9;
    private static final int NFLOG_TYPE_MASK = 0x3fff;
    private static final int MAX_NFLOG_ATTRIBUTES = 64;

    private static final int IPOIB_TYPE = 40;
    private static final int IPOIB_HEADER = 44;
    private static final int C_HDLC_HEADER = 4;

    private static final int ERF_HEADER = 16;
    private static final int ERF_EXTENSION = 8;
    private static final int MAX_ERF_EXTENSIONS = 16;

    private CookedDecoder() {
    }

    static void decode(final Layers l, final int at) {
        switch (l.linkType) {
            case LinkType.NULL, LinkType.LOOP -> loopback(l, at);
            case LinkType.LINUX_SLL -> cooked(l, at);
            case LinkType.LINUX_SLL2 -> cooked2(l, at);
            case LinkType.NFLOG -> netfilterLog(l, at);
            case LinkType.IPOIB -> typedHeader(l, at, IPOIB_TYPE, IPOIB_HEADER);
            case LinkType.C_HDLC -> typedHeader(l, at, 2, C_HDLC_HEADER);
            case LinkType.ERF -> erf(l, at);
            default -> { }    // unknown: nothing is understood, everything is payload
        }
    }

    /** The family is in the order of the machine that captured: whichever order makes it a small number. */
    private static void loopback(final Layers l, final int at) {
        if (LinkDecoder.isCut(l, at + 4)) {
            return;
        }
        final int number = Wire.i32(l.packet, at);
        final int type = etherTypeOfFamily((number & 0xffff_0000) == 0 ? number : Integer.reverseBytes(number));
        LinkDecoder.plain(l, type, type, at + 4);
    }

    private static int etherTypeOfFamily(final int family) {
        return switch (family) {
            case FAMILY_IPV4 -> EtherType.IPV4;
            case FAMILY_IPV6_LINUX, FAMILY_IPV6_OPENBSD, FAMILY_IPV6_FREEBSD, FAMILY_IPV6_DARWIN -> EtherType.IPV6;
            default -> EtherType.NONE;
        };
    }

    private static void cooked(final Layers l, final int at) {
        if (LinkDecoder.isCut(l, at + SLL_HEADER)) {
            return;
        }
        if (Wire.u16(l.packet, at + 4) == 6) {
            l.sourceMacOffset = at + 6;
        }
        cookedContent(l, Wire.u16(l.packet, at + 2), Wire.u16(l.packet, at + 14), at + SLL_HEADER);
    }

    private static void cooked2(final Layers l, final int at) {
        if (LinkDecoder.isCut(l, at + SLL2_HEADER)) {
            return;
        }
        if (Wire.u8(l.packet, at + 11) == 6) {
            l.sourceMacOffset = at + 12;
        }
        cookedContent(l, Wire.u16(l.packet, at + 8), Wire.u16(l.packet, at), at + SLL2_HEADER);
    }

    private static void cookedContent(final Layers l, final int hardware, final int protocol, final int at) {
        if (hardware == ARPHRD_NETLINK) {
            LinkDecoder.plain(l, EtherType.NONE, EtherType.NONE, at);
        } else if (protocol >= MIN_ETHER_TYPE) {
            LinkDecoder.carries(l, protocol, at);
        } else if (protocol == SLL_PROTOCOL_LLC) {
            LinkDecoder.llc(l, at, l.linkWireLimit - at);
        } else {
            LinkDecoder.plain(l, EtherType.NONE, EtherType.NONE, at);
        }
    }

    /** A header that has an EtherType somewhere and nothing else of interest. */
    private static void typedHeader(final Layers l, final int at, final int typeAt, final int length) {
        if (!LinkDecoder.isCut(l, at + length)) {
            final int type = Wire.u16(l.packet, at + typeAt);
            if (type >= MIN_ETHER_TYPE) {
                LinkDecoder.carries(l, type, at + length);
            } else {
                LinkDecoder.plain(l, EtherType.NONE, EtherType.NONE, at + length);
            }
        }
    }

    /** Family, version, resource; then attributes (length, type, value, padding to 4), lengths in the order of the machine. */
    private static void netfilterLog(final Layers l, final int start) {
        int at = start + NFLOG_HEADER;
        if (LinkDecoder.isCut(l, at)) {
            return;
        }
        final int family = Wire.u8(l.packet, start);
        for (int count = 0; count < MAX_NFLOG_ATTRIBUTES; count++) {
            if (LinkDecoder.isCut(l, at + 4)) {
                return;
            }
            // attribute types are small: of the two bytes of a type the upper one is 0, save for two flag bits
            final boolean littleEndian = (Wire.u16LittleEndian(l.packet, at + 2) & NFLOG_TYPE_MASK) < 0x100;
            final int length = littleEndian ? Wire.u16LittleEndian(l.packet, at) : Wire.u16(l.packet, at);
            final int type = littleEndian ? Wire.u16LittleEndian(l.packet, at + 2) : Wire.u16(l.packet, at + 2);
            if (length < 4) {
                break;
            }
            if ((type & NFLOG_TYPE_MASK) == NFLOG_PAYLOAD) {
                netfilterPayload(l, family, at + 4, length - 4);
                return;
            }
            at += length + 3 & ~3;
        }
        l.anomalies |= Anomaly.BAD_LENGTH;
        l.headersEnd = Math.min(at, l.linkLimit);
    }

    private static void netfilterPayload(final Layers l, final int family, final int at, final int length) {
        LinkDecoder.bound(l, at, length);
        final int type = etherTypeOfFamily(family);
        LinkDecoder.plain(l, type, type, at);
    }

    /** The record header of Endace cards, extension headers announced by the top bits, then what the type says. */
    private static void erf(final Layers l, final int start) {
        int at = start + ERF_HEADER;
        if (LinkDecoder.isCut(l, at)) {
            return;
        }
        final int type = Wire.u8(l.packet, start + 8);
        boolean more = (type & 0x80) != 0;
        for (int count = 0; more; count++) {
            if (count == MAX_ERF_EXTENSIONS) {
                l.anomalies |= Anomaly.TOO_MANY_HEADERS;
                return;
            }
            if (LinkDecoder.isCut(l, at + ERF_EXTENSION)) {
                return;
            }
            more = (Wire.u8(l.packet, at) & 0x80) != 0;
            at += ERF_EXTENSION;
        }
        erfContent(l, type & 0x7f, at);
    }

    private static void erfContent(final Layers l, final int type, final int at) {
        switch (type) {
            case 2, 11, 16, 20 -> {    // the kinds of Ethernet records have two bytes before the frame
                if (!LinkDecoder.isCut(l, at + 2)) {
                    LinkDecoder.ethernet(l, at + 2);
                }
            }
            case 22 -> LinkDecoder.plain(l, EtherType.IPV4, EtherType.IPV4, at);
            case 23 -> LinkDecoder.plain(l, EtherType.IPV6, EtherType.IPV6, at);
            default -> l.headersEnd = at;
        }
    }
}
