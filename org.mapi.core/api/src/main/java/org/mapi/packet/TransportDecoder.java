package org.mapi.packet;

/** Decodes the transport header and finds the payload behind it. */
final class TransportDecoder {
    private static final int TCP_HEADER = 20;
    private static final int TCP_DATA_OFFSET = 12;
    private static final int UDP_HEADER = 8;
    private static final int ICMP_HEADER = 8;
    private static final int SCTP_HEADER = 12;

    private TransportDecoder() {
    }

    static void decode(final Layers l) {
        l.transportHeaderLength = 0;
        if (l.transportOffset < 0) {
            payload(l, l.headersEnd, l.networkLimit, l.networkWireLimit);
            return;
        }
        switch (l.protocol) {
            case IpProtocol.TCP -> tcp(l, l.transportOffset);
            case IpProtocol.UDP -> udp(l, l.transportOffset);
            case IpProtocol.ICMP, IpProtocol.ICMPV6 -> header(l, ICMP_HEADER, l.networkLimit, l.networkWireLimit);
            case IpProtocol.SCTP -> header(l, SCTP_HEADER, l.networkLimit, l.networkWireLimit);
            default -> payload(l, l.transportOffset, l.networkLimit, l.networkWireLimit);
        }
    }

    private static void tcp(final Layers l, final int at) {
        int length = TCP_HEADER;
        if (l.networkLimit - at > TCP_DATA_OFFSET) {
            length = Wire.u8(l.packet, at + TCP_DATA_OFFSET) >>> 4 << 2;
            if (length < TCP_HEADER) {
                l.anomalies |= Anomaly.BAD_LENGTH;
                length = TCP_HEADER;
            }
        }
        header(l, length, l.networkLimit, l.networkWireLimit);
    }

    /**
     * The length of UDP may be less than IP's; more is a lie, unless this is the first fragment of something long. 0: a
     * jumbogram.
     */
    private static void udp(final Layers l, final int at) {
        int wireLimit = l.networkWireLimit;
        if (l.networkLimit - at >= UDP_HEADER) {
            final int length = Wire.u16(l.packet, at + 4);
            if (length >= UDP_HEADER && length <= wireLimit - at) {
                wireLimit = at + length;
            } else if (length != 0 && (length < UDP_HEADER || !l.moreFragments)) {
                l.anomalies |= Anomaly.BAD_LENGTH;
            }
        }
        header(l, UDP_HEADER, Math.min(l.networkLimit, wireLimit), wireLimit);
    }

    /** A header of known length and what follows it up to the limits. */
    private static void header(final Layers l, final int length, final int limit, final int wireLimit) {
        final int at = l.transportOffset;
        final int headerEnd = at + length;
        if (headerEnd > limit) {
            l.anomalies |= headerEnd > wireLimit ? Anomaly.BAD_LENGTH : Anomaly.CUT_TRANSPORT;
        }
        l.transportHeaderLength = Math.min(length, limit - at);
        payload(l, headerEnd, limit, wireLimit);
    }

    private static void payload(final Layers l, final int at, final int limit, final int wireLimit) {
        l.payloadOffset = Math.min(at, limit);
        l.payloadLimit = limit;
        l.payloadWireLength = Math.max(0, wireLimit - at);
    }
}
