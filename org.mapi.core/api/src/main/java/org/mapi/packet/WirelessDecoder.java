package org.mapi.packet;

/** Decodes IEEE 802.11 frames, with or without a radiotap header. */
final class WirelessDecoder {
    private static final int RADIOTAP_HEADER = 8;
    private static final int RADIOTAP_MORE = 1 << 31;
    private static final int RADIOTAP_TSFT = 1;
    private static final int RADIOTAP_FLAGS = 1 << 1;
    private static final int FLAG_CHECK_SEQUENCE = 0x10;
    private static final int FLAG_PADDED = 0x20;

    private static final int HEADER = 24;
    private static final int TYPE_DATA = 2;
    private static final int SUBTYPE_NO_DATA = 4;
    private static final int SUBTYPE_QOS = 8;
    private static final int TO_DS = 0x01;
    private static final int FROM_DS = 0x02;
    private static final int PROTECTED = 0x40;
    private static final int ORDER = 0x80;
    private static final int AGGREGATE = 0x80;
    private static final int AGGREGATE_HEADER = 14;

    private WirelessDecoder() {
    }

    /** Radiotap: version, padding, length and a bit per field present; only the flags field matters here. */
    static void radiotap(final Layers l, final int at) {
        if (LinkDecoder.isCut(l, at + RADIOTAP_HEADER)) {
            return;
        }
        final int length = Wire.u16LittleEndian(l.packet, at + 2);
        if (length < RADIOTAP_HEADER) {
            l.anomalies |= Anomaly.BAD_LENGTH;
            return;
        }
        if (LinkDecoder.isCut(l, at + length)) {
            return;
        }
        final int flags = radiotapFlags(l.packet, at, at + length);
        if ((flags & FLAG_CHECK_SEQUENCE) != 0 && l.linkWireLimit - 4 >= at + length) {
            l.linkWireLimit -= 4;
            l.linkLimit = Math.min(l.linkLimit, l.linkWireLimit);
        }
        l.headersEnd = at + length;
        frame(l, at + length, (flags & FLAG_PADDED) != 0);
    }

    private static int radiotapFlags(final Packet packet, final int start, final int end) {
        final int present = Integer.reverseBytes(Wire.i32(packet, start + 4));
        int more = present;
        int at = start + RADIOTAP_HEADER;
        while ((more & RADIOTAP_MORE) != 0) {
            if (at + 4 > end) {
                return 0;
            }
            more = Integer.reverseBytes(Wire.i32(packet, at));
            at += 4;
        }
        if ((present & RADIOTAP_TSFT) != 0) {
            at = start + (at - start + 7 & ~7) + 8;
        }
        return (present & RADIOTAP_FLAGS) != 0 && at < end ? Wire.u8(packet, at) : 0;
    }

    /** A frame; only data frames that carry data, are not encrypted and not a later fragment lead on, by their LLC header. */
    static void frame(final Layers l, final int at, final boolean padded) {
        if (LinkDecoder.isCut(l, at + 2)) {
            return;
        }
        final int control = Wire.u8(l.packet, at);
        final int flags = Wire.u8(l.packet, at + 1);
        if ((control >>> 2 & 3) != TYPE_DATA) {
            return;
        }
        final boolean qos = (control >>> 4 & SUBTYPE_QOS) != 0;
        final boolean fourAddresses = (flags & (TO_DS | FROM_DS)) == (TO_DS | FROM_DS);
        final int qosAt = at + HEADER + (fourAddresses ? 6 : 0);
        final int length = qosAt - at + (qos ? 2 : 0) + (qos && (flags & ORDER) != 0 ? 4 : 0);
        if (LinkDecoder.isCut(l, at + length)) {
            return;
        }
        addresses(l, at, flags);
        final int content = at + (padded ? length + 3 & ~3 : length);
        if (LinkDecoder.isCut(l, content)) {
            return;
        }
        final boolean laterFragment = (Wire.u8(l.packet, at + 22) & 0x0f) != 0;
        if ((control >>> 4 & SUBTYPE_NO_DATA) != 0 || (flags & PROTECTED) != 0 || laterFragment) {
            LinkDecoder.plain(l, EtherType.NONE, EtherType.NONE, content);
        } else {
            content(l, content, qos && (Wire.u8(l.packet, qosAt) & AGGREGATE) != 0);
        }
    }

    /** An aggregate begins with a header of its own before each of its frames; the first one is looked at. */
    private static void content(final Layers l, final int at, final boolean aggregate) {
        if (!aggregate) {
            LinkDecoder.llc(l, at, l.linkWireLimit - at);
        } else if (!LinkDecoder.isCut(l, at + AGGREGATE_HEADER)) {
            LinkDecoder.llc(l, at + AGGREGATE_HEADER, Wire.u16(l.packet, at + 12));
        }
    }

    /** Which of the addresses are the ends' depends on whether the frame comes from or goes to the distribution system. */
    private static void addresses(final Layers l, final int at, final int flags) {
        final int first = at + 4;
        final int second = at + 10;
        final int third = at + 16;
        l.destinationMacOffset = (flags & TO_DS) != 0 ? third : first;
        l.sourceMacOffset = switch (flags & (TO_DS | FROM_DS)) {
            case FROM_DS -> third;
            case TO_DS | FROM_DS -> at + HEADER;
            default -> second;
        };
    }
}
