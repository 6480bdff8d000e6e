package org.mapi.stdflib.std;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteOrder;
import org.mapi.packet.IpProtocol;
import org.mapi.packet.Packet;
import org.mapi.packet.TcpFlags;
import org.mapi.result.SampledPacket;

/**
 * A packet in the queue of HASHSAMP. Little endian, but for the addresses, which are as in the packet.
 *
 * <pre>
 *   0            8          12         14         16         20         22     23     24             40              56
 *   +------------+----------+----------+----------+----------+----------+------+------+--------------+---------------+
 *   | timestamp, | TCP      | source   | destin.  | TCP      | protocol | IP   | 0    | source       | destination   |
 *   | ns         | sequence | port     | port     | flags    |          | vers.|      | address      | address       |
 *   +------------+----------+----------+----------+----------+----------+------+------+--------------+---------------+
 * </pre>
 */
final class SampledPacketDescriptor {
    static final int TIMESTAMP_OFFSET = 0;
    static final int SEQUENCE_OFFSET = 8;
    static final int SOURCE_PORT_OFFSET = 12;
    static final int DESTINATION_PORT_OFFSET = 14;
    static final int FLAGS_OFFSET = 16;
    static final int PROTOCOL_OFFSET = 20;
    static final int VERSION_OFFSET = 22;
    static final int SOURCE_OFFSET = 24;
    static final int DESTINATION_OFFSET = 40;
    static final int LENGTH = 56;
    /** The original's numbers for flags of TCP. */
    static final int SYN = 1;
    static final int ACK = 2;
    static final int RST = 4;
    static final int FIN = 8;
    static final int PSH = 16;

    private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private SampledPacketDescriptor() { }

    /** Writes a packet of TCP or UDP over IP with its ports. */
    static void write(MemorySegment memory, long at, Packet packet) {
        final boolean tcp = packet.protocol() == IpProtocol.TCP;
        memory.set(LONG, at + TIMESTAMP_OFFSET, packet.timestamp());
        memory.set(INT, at + SEQUENCE_OFFSET, tcp ? (int) packet.tcpSequence() : 0);
        memory.set(SHORT, at + SOURCE_PORT_OFFSET, (short) packet.sourcePort());
        memory.set(SHORT, at + DESTINATION_PORT_OFFSET, (short) packet.destinationPort());
        memory.set(INT, at + FLAGS_OFFSET, tcp ? flags(packet.tcpFlags()) : 0);
        memory.set(SHORT, at + PROTOCOL_OFFSET, (short) packet.protocol());
        memory.set(SHORT, at + VERSION_OFFSET, (short) packet.ipVersion());
        for (int i = SOURCE_OFFSET; i < LENGTH; i += Long.BYTES) {
            memory.set(LONG, at + i, 0);
        }
        packet.copyTo(packet.sourceAddressOffset(), memory, at + SOURCE_OFFSET, packet.addressLength());
        packet.copyTo(packet.destinationAddressOffset(), memory, at + DESTINATION_OFFSET, packet.addressLength());
    }

    private static int flags(int flags) {
        return ((flags & TcpFlags.SYN) != 0 ? SYN : 0) + ((flags & TcpFlags.ACK) != 0 ? ACK : 0)
            + ((flags & TcpFlags.RST) != 0 ? RST : 0) + ((flags & TcpFlags.FIN) != 0 ? FIN : 0)
            + ((flags & TcpFlags.PSH) != 0 ? PSH : 0);
    }

    static SampledPacket read(MemorySegment memory, long at) {
        final int addressLength = memory.get(SHORT, at + VERSION_OFFSET) == 4 ? 4 : 16;
        return new SampledPacket(memory.get(LONG, at + TIMESTAMP_OFFSET), address(memory, at + SOURCE_OFFSET, addressLength),
            address(memory, at + DESTINATION_OFFSET, addressLength), memory.get(SHORT, at + SOURCE_PORT_OFFSET) & 0xffff,
            memory.get(SHORT, at + DESTINATION_PORT_OFFSET) & 0xffff, memory.get(SHORT, at + PROTOCOL_OFFSET),
            memory.get(INT, at + SEQUENCE_OFFSET) & 0xffff_ffffL, memory.get(INT, at + FLAGS_OFFSET));
    }

    private static String address(MemorySegment memory, long at, int length) {
        final byte[] bytes = new byte[length];
        MemorySegment.copy(memory, ValueLayout.JAVA_BYTE, at, bytes, 0, length);
        try {
            return InetAddress.getByAddress(bytes).getHostAddress();
        } catch (UnknownHostException e) {
            throw new IllegalStateException("address of a wrong length: length=" + length, e);
        }
    }
}
