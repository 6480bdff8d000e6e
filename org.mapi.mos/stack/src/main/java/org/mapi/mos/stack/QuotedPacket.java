package org.mapi.mos.stack;

import org.mapi.core.tracking.FlowKey;
import org.mapi.packet.IpProtocol;
import org.mapi.packet.Packet;

/** The packet that an ICMP or ICMPv6 error quotes: the begin of the one that caused it. */
final class QuotedPacket {
    private static final int ICMP_HEADER = 8;
    private static final int IPV6_HEADER = 40;

    private QuotedPacket() { }

    /** Whether an ICMP or ICMPv6 message is an error. */
    static boolean isError(Packet packet) {
        final int type = packet.icmpType();
        return packet.protocol() == IpProtocol.ICMP ? type == 3 || type == 4 || type == 5 || type == 11 || type == 12
            : type >= 1 && type <= 4;
    }

    /**
     * Fills a key with the flow of the quoted packet.
     *
     * @param error  an error
     * @param tagged whether the quoted packet is looked for in the VLAN of the error; routers may have sent it in another one
     * @return false if no TCP or UDP packet is quoted
     */
    static boolean key(Packet error, FlowKey key, boolean tagged) {
        final int at = error.transportOffset() + ICMP_HEADER;
        final int version = error.getUnsignedByte(at) >>> 4;
        final int protocol = version == 4 ? error.getUnsignedByte(at + 9) : error.getUnsignedByte(at + 6);
        final int ports = at + (version == 4 ? (error.getUnsignedByte(at) & 0xf) * Integer.BYTES : IPV6_HEADER);
        if (version != 4 && version != 6 || !error.has(ports, 4) || protocol != IpProtocol.TCP && protocol != IpProtocol.UDP) {
            return false;
        }
        final int source = error.getUnsignedShort(ports);
        final int destination = error.getUnsignedShort(ports + 2);
        if (version == 4) {
            key.setIpv4(error.getInt(at + 12), source, error.getInt(at + 16), destination, protocol);
        } else {
            key.setIpv6(error.getLong(at + 8), error.getLong(at + 16), source, error.getLong(at + 24), error.getLong(at + 32),
                destination, protocol);
        }
        if (tagged) {
            key.tags(error);
        }
        return true;
    }
}
