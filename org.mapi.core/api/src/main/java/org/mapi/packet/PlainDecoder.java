package org.mapi.packet;

import java.lang.foreign.MemorySegment;

/**
 * Decodes in one go what most packets are: Ethernet without tags, IPv4 without options and not in fragments, TCP or UDP, all
 * headers captured and all lengths in accord. The other decoders would find the same, header by header.
 */
final class PlainDecoder {
    private static final int NETWORK = LinkDecoder.ETHERNET_HEADER;
    private static final int TRANSPORT = NETWORK + NetworkDecoder.IPV4_HEADER;
    private static final int TCP_HEADER = 20;
    private static final int UDP_HEADER = 8;
    private static final int SHORTEST = TRANSPORT + TCP_HEADER;
    /** EtherType, and version and header length of IPv4. */
    private static final long IPV4 = 0x0800_45;
    /** The bits of a fragment, and the protocol. */
    private static final int UNFRAGMENTED = 0x3fff_00ff;

    private PlainDecoder() {
    }

    /**
     * Decodes the outermost layers of a packet up to the transport header.
     *
     * @return false if the packet is none of these; then nothing was changed
     */
    static boolean decode(final Layers l) {
        if (l.linkType != LinkType.ETHERNET || l.end < SHORTEST) {
            return false;
        }
        final MemorySegment segment = l.packet.segment;
        final long begin = l.packet.offset;
        final long first = segment.get(Wire.LONG, begin + 12);
        final int protocol = segment.get(Wire.INT, begin + 20) & UNFRAGMENTED;
        final int wireLimit = NETWORK + ((int) (first >>> 16) & 0xffff);
        if (first >>> 40 != IPV4 || wireLimit > l.wireEnd) {
            return false;
        }
        final int payload;
        if (protocol == IpProtocol.TCP) {
            final int header = (segment.get(Wire.BYTE, begin + TRANSPORT + 12) & 0xf0) >>> 2;
            payload = header < TCP_HEADER ? Integer.MAX_VALUE : TRANSPORT + header;
        } else if (protocol == IpProtocol.UDP) {
            final int length = segment.get(Wire.SHORT, begin + TRANSPORT + 4) & 0xffff;
            payload = length != wireLimit - TRANSPORT ? Integer.MAX_VALUE : TRANSPORT + UDP_HEADER;
        } else {
            return false;
        }
        final int limit = Math.min(l.end, wireLimit);
        if (payload > limit) {
            return false;
        }
        link(l);
        network(l, protocol, limit, wireLimit);
        l.transportHeaderLength = payload - TRANSPORT;
        l.payloadOffset = payload;
        l.payloadLimit = limit;
        l.payloadWireLength = wireLimit - payload;
        return true;
    }

    private static void link(final Layers l) {
        l.anomalies = l.startAnomalies;
        l.sourceMacOffset = 6;
        l.destinationMacOffset = 0;
        l.etherType = EtherType.IPV4;
        l.llcOffset = -1;
        l.vlanCount = 0;
        l.mplsCount = 0;
        l.pppoeSession = -1;
        l.pppProtocol = -1;
        l.networkOffset = NETWORK;
        l.networkType = EtherType.IPV4;
        l.headersEnd = TRANSPORT;
        l.linkLimit = l.end;
        l.linkWireLimit = l.wireEnd;
    }

    private static void network(final Layers l, final int protocol, final int limit, final int wireLimit) {
        l.ipVersion = 4;
        l.networkHeaderLength = NetworkDecoder.IPV4_HEADER;
        l.protocol = protocol;
        l.fragmentOffset = 0;
        l.moreFragments = false;
        l.fragmentHeaderOffset = -1;
        l.transportOffset = TRANSPORT;
        l.networkPayloadOffset = TRANSPORT;
        l.networkLimit = limit;
        l.networkWireLimit = wireLimit;
    }
}
