package org.mapi.mos.samples.nat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import org.mapi.mos.ChecksumUpdate;
import org.mapi.mos.MonitoredPacket;
import org.mapi.mos.PacketPart;
import org.mapi.packet.Packet;

/** Writes other addresses and ports into the packet at hand, checksums included. One per worker. */
final class FrameRewriter {
    private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final int SOURCE = 12;
    private static final int DESTINATION = 16;
    private static final int ICMP_CHECKSUM = 2;
    private static final int ICMP_IDENTIFIER = 4;
    private static final int MAC_LENGTH = 6;
    private static final int MASK = 0xffff;

    private final MemorySegment address = Arena.ofAuto().allocate(INT);
    private final MemorySegment words = Arena.ofAuto().allocate(Integer.BYTES);
    private final MemorySegment word = words.asSlice(0, Short.BYTES);
    private final MemorySegment mac = Arena.ofAuto().allocate(MAC_LENGTH, Short.BYTES);

    /** The sender becomes another one. */
    void source(MonitoredPacket packet, Protocol protocol, int newAddress, int newPort) {
        rewrite(packet, protocol, SOURCE, 0, newAddress, newPort);
    }

    /** The receiver becomes another one. */
    void destination(MonitoredPacket packet, Protocol protocol, int newAddress, int newPort) {
        rewrite(packet, protocol, DESTINATION, Short.BYTES, newAddress, newPort);
    }

    private void rewrite(MonitoredPacket packet, Protocol protocol, int addressAt, int portAt, int newAddress, int newPort) {
        address.set(INT, 0, newAddress);
        if (protocol == Protocol.ECHO) {
            identifier(packet, newPort);
            packet.overwrite(PacketPart.IP, addressAt, address, ChecksumUpdate.IP);
        } else {
            packet.overwrite(PacketPart.IP, addressAt, address, ChecksumUpdate.NONE);
            word.set(SHORT, 0, (short) newPort);
            packet.overwrite(PacketPart.TCP, portAt, word, ChecksumUpdate.BOTH);
        }
    }

    /** ICMP has no pseudo-header: its checksum follows the identifier alone. */
    private void identifier(MonitoredPacket packet, int identifier) {
        final Packet frame = packet.frame();
        final int at = frame.transportOffset();
        words.set(SHORT, 0, (short) changed(frame.getUnsignedShort(at + ICMP_CHECKSUM),
            frame.getUnsignedShort(at + ICMP_IDENTIFIER), identifier));
        words.set(SHORT, Short.BYTES, (short) identifier);
        packet.overwrite(PacketPart.TCP, ICMP_CHECKSUM, words, ChecksumUpdate.NONE);
    }

    /** The checksum after 16 bits that it covers have changed (RFC 1624). */
    private static int changed(int checksum, int former, int now) {
        int sum = (~checksum & MASK) + (~former & MASK) + now;
        sum = (sum & MASK) + (sum >>> 16);
        sum = (sum & MASK) + (sum >>> 16);
        return ~sum & MASK;
    }

    /**
     * An error goes to the end whose packet it quotes, and quotes the packet as that end sent it. The quoted header's checksum
     * changes by as much as the address, so that the error's own has to follow the port only.
     */
    void error(MonitoredPacket packet, QuotedPacket quoted, Mapping mapping) {
        final Packet frame = packet.frame();
        final int checksum = changed(frame.getUnsignedShort(frame.transportOffset() + ICMP_CHECKSUM), quoted.sourcePort(),
            mapping.insidePort);
        int header = quoted.headerChecksum();
        header = changed(header, quoted.sourceAddress() >>> 16, mapping.insideAddress >>> 16);
        header = changed(header, quoted.sourceAddress() & MASK, mapping.insideAddress & MASK);
        word.set(SHORT, 0, (short) header);
        packet.overwrite(PacketPart.PAYLOAD, QuotedPacket.CHECKSUM, word, ChecksumUpdate.NONE);
        address.set(INT, 0, mapping.insideAddress);
        packet.overwrite(PacketPart.PAYLOAD, QuotedPacket.SOURCE, address, ChecksumUpdate.NONE);
        word.set(SHORT, 0, (short) mapping.insidePort);
        packet.overwrite(PacketPart.PAYLOAD, quoted.sourcePortAt(), word, ChecksumUpdate.NONE);
        word.set(SHORT, 0, (short) checksum);
        packet.overwrite(PacketPart.TCP, ICMP_CHECKSUM, word, ChecksumUpdate.NONE);
        packet.overwrite(PacketPart.IP, DESTINATION, address, ChecksumUpdate.IP);
    }

    /** The receiver's link address becomes another one. */
    void destinationMac(MonitoredPacket packet, long newMac) {
        mac.set(SHORT, 0, (short) (newMac >>> 32));
        mac.set(INT, Short.BYTES, (int) newMac);
        packet.overwrite(PacketPart.ETHERNET, 0, mac, ChecksumUpdate.NONE);
    }

    /** Writes an address anywhere in a frame without an IP packet. */
    void address(MonitoredPacket packet, int at, int newAddress) {
        address.set(INT, 0, newAddress);
        packet.overwrite(PacketPart.ETHERNET, at, address, ChecksumUpdate.NONE);
    }
}
