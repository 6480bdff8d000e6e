package org.mapi.run.launcher.memif;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * Turns a request into its answer, in place: ARP requests for the own address and ICMP echo requests to it. Everything else, and
 * everything that is cut or lies about its length, is not answered. Works on own memory, never on memory that a peer can change.
 */
final class EchoResponder {
    private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final int WORD = 4;
    private static final int VERSION_4 = 4;

    private final byte[] mac;
    private final int address;
    private final boolean isIp;

    /**
     * A responder.
     *
     * @param mac     own hardware address, 6 bytes
     * @param address own IPv4 address, as a number
     * @param isIp    whether packets start with the IP header
     */
    EchoResponder(byte[] mac, int address, boolean isIp) {
        this.mac = mac.clone();
        this.address = address;
        this.isIp = isIp;
    }

    /**
     * Answers a packet.
     *
     * @param packet where it is, from offset 0
     * @param length its bytes
     * @return bytes of the answer, which has taken its place; 0 if there is none
     */
    int answer(MemorySegment packet, int length) {
        if (isIp) {
            return echo(packet, 0, length);
        }
        if (length < EchoDescriptor.ETHERNET_LENGTH) {
            return 0;
        }
        final int answered = switch (u16(packet, EchoDescriptor.ETHERNET_TYPE)) {
            case EchoDescriptor.TYPE_ARP -> arp(packet, length);
            case EchoDescriptor.TYPE_IPV4 -> echo(packet, EchoDescriptor.ETHERNET_LENGTH, length);
            default -> 0;
        };
        if (answered > 0) {
            MemorySegment.copy(packet, EchoDescriptor.ETHERNET_SOURCE, packet, 0, EchoDescriptor.MAC_LENGTH);
            writeMac(packet, EchoDescriptor.ETHERNET_SOURCE);
        }
        return answered;
    }

    private int arp(MemorySegment packet, int length) {
        final int at = EchoDescriptor.ETHERNET_LENGTH;
        if (length < at + EchoDescriptor.ARP_LENGTH
                || u16(packet, at + EchoDescriptor.ARP_PROTOCOL) != EchoDescriptor.TYPE_IPV4
                || u16(packet, at + EchoDescriptor.ARP_LENGTHS) != EchoDescriptor.ARP_LENGTHS_VALUE
                || u16(packet, at + EchoDescriptor.ARP_OPERATION) != EchoDescriptor.ARP_REQUEST
                || packet.get(INT, at + EchoDescriptor.ARP_TARGET_IP) != address) {
            return 0;
        }
        packet.set(SHORT, at + EchoDescriptor.ARP_OPERATION, (short) EchoDescriptor.ARP_REPLY);
        MemorySegment.copy(packet, at + EchoDescriptor.ARP_SENDER_MAC, packet, at + EchoDescriptor.ARP_TARGET_MAC,
            EchoDescriptor.MAC_LENGTH + WORD);
        writeMac(packet, at + EchoDescriptor.ARP_SENDER_MAC);
        packet.set(INT, at + EchoDescriptor.ARP_SENDER_IP, address);
        return at + EchoDescriptor.ARP_LENGTH;
    }

    private int echo(MemorySegment packet, int at, int length) {
        if (length < at + EchoDescriptor.IP_LENGTH) {
            return 0;
        }
        final int first = packet.get(ValueLayout.JAVA_BYTE, at) & 0xff;
        final int header = (first & 0xf) * WORD;
        final int total = u16(packet, at + EchoDescriptor.IP_TOTAL_LENGTH);
        if (first >> WORD != VERSION_4 || header < EchoDescriptor.IP_LENGTH || total < header + EchoDescriptor.ICMP_LENGTH
                || at + total > length || (u16(packet, at + EchoDescriptor.IP_FRAGMENT) & EchoDescriptor.IP_FRAGMENT_MASK) != 0
                || packet.get(ValueLayout.JAVA_BYTE, at + EchoDescriptor.IP_PROTOCOL) != EchoDescriptor.IP_PROTOCOL_ICMP
                || packet.get(INT, at + EchoDescriptor.IP_DESTINATION) != address
                || u16(packet, at + header) != EchoDescriptor.ICMP_ECHO_REQUEST << 8) {
            return 0;
        }
        packet.set(INT, at + EchoDescriptor.IP_DESTINATION, packet.get(INT, at + EchoDescriptor.IP_SOURCE));
        packet.set(INT, at + EchoDescriptor.IP_SOURCE, address);
        packet.set(ValueLayout.JAVA_BYTE, at + EchoDescriptor.IP_TTL, (byte) EchoDescriptor.IP_TTL_VALUE);
        checksum(packet, at + EchoDescriptor.IP_CHECKSUM, at, header);
        packet.set(SHORT, at + header, (short) (EchoDescriptor.ICMP_ECHO_REPLY << 8));
        checksum(packet, at + header + EchoDescriptor.ICMP_CHECKSUM, at + header, total - header);
        return at + total;
    }

    /** Writes the Internet checksum of some bytes. */
    private static void checksum(MemorySegment packet, long field, long from, int length) {
        packet.set(SHORT, field, (short) 0);
        long sum = 0;
        for (int i = 0; i + 1 < length; i += 2) {
            sum += u16(packet, from + i);
        }
        if ((length & 1) != 0) {
            sum += (packet.get(ValueLayout.JAVA_BYTE, from + length - 1) & 0xff) << 8;
        }
        while (sum >> 16 != 0) {
            sum = (sum & 0xffff) + (sum >> 16);
        }
        packet.set(SHORT, field, (short) ~sum);
    }

    private void writeMac(MemorySegment packet, long at) {
        MemorySegment.copy(mac, 0, packet, ValueLayout.JAVA_BYTE, at, mac.length);
    }

    private static int u16(MemorySegment packet, long at) {
        return packet.get(SHORT, at) & 0xffff;
    }
}
