package org.mapi.core.tracking;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import org.mapi.packet.LinkType;
import org.mapi.packet.Packet;
import org.mapi.packet.PacketCursor;

/** Makes packets for the tests of this module. */
public final class TestFrames {
    private final MemorySegment memory = Arena.ofAuto().allocate(1 << 17);
    private final PacketCursor cursor = new PacketCursor();
    private final ByteBuffer frame = ByteBuffer.allocate(1 << 17);
    private long time;

    public TestFrames() {
        cursor.region(memory);
    }

    /** The time of the packets made from now on. */
    public TestFrames time(long nanos) {
        time = nanos;
        return this;
    }

    /** The packet of given bytes. */
    public Packet packet(byte[] bytes, int length, int linkType) {
        MemorySegment.copy(bytes, 0, memory, ValueLayout.JAVA_BYTE, 0, length);
        cursor.move(0, length, length, time, 0, linkType, 1);
        return cursor.packet();
    }

    private ByteBuffer begin(int etherType) {
        return frame.clear().putLong(0x0200_0000_0002_0200L).putInt(1).putShort((short) etherType);
    }

    private Packet end() {
        return packet(frame.array(), frame.position(), LinkType.ETHERNET);
    }

    private ByteBuffer ipv4(ByteBuffer to, int source, int destination, int protocol, int length) {
        return to.putShort((short) 0x4500).putShort((short) (20 + length)).putInt(0).put((byte) 64).put((byte) protocol)
            .putShort((short) 0).putInt(source).putInt(destination);
    }

    private static void tcp(ByteBuffer to, int sourcePort, int destinationPort) {
        to.putShort((short) sourcePort).putShort((short) destinationPort).putInt(1).putInt(0).put((byte) 0x50).put((byte) 2)
            .putShort((short) 0xffff).putInt(0);
    }

    public Packet tcp4(int source, int sourcePort, int destination, int destinationPort) {
        tcp(ipv4(begin(0x0800), source, destination, 6, 20), sourcePort, destinationPort);
        return end();
    }

    public Packet vlan(int id, int source, int sourcePort, int destination, int destinationPort) {
        begin(0x8100).putShort((short) id).putShort((short) 0x0800);
        tcp(ipv4(frame, source, destination, 6, 20), sourcePort, destinationPort);
        return end();
    }

    public Packet icmp4(int source, int destination, int type, int identifier) {
        ipv4(begin(0x0800), source, destination, 1, 8).put((byte) type).put((byte) 0).putShort((short) 0)
            .putShort((short) identifier).putShort((short) 1);
        return end();
    }

    public Packet arp() {
        begin(0x0806).putLong(0).putLong(0).putLong(0);
        return end();
    }

    /** A TCP segment with a payload. */
    public Packet segment(int source, int sourcePort, int destination, int destinationPort, int sequence, int flags,
            byte[] payload) {
        ipv4(begin(0x0800), source, destination, 6, 20 + payload.length).putShort((short) sourcePort)
            .putShort((short) destinationPort).putInt(sequence).putInt(0).put((byte) 0x50).put((byte) flags)
            .putShort((short) 0xffff).putInt(0).put(payload);
        return end();
    }

    /** A fragment of an IPv4 datagram. */
    public Packet fragment4(int source, int destination, int identification, int offset, boolean more, byte[] piece) {
        begin(0x0800).putShort((short) 0x4500).putShort((short) (20 + piece.length)).putShort((short) identification)
            .putShort((short) (offset >>> 3 | (more ? 0x2000 : 0))).put((byte) 64).put((byte) 17).putShort((short) 0)
            .putInt(source).putInt(destination).put(piece);
        return end();
    }

    /** A fragment of an IPv6 datagram. */
    public Packet fragment6(long source, long destination, int identification, int offset, boolean more, byte[] piece) {
        begin(0x86dd).putInt(0x6000_0000).putShort((short) (8 + piece.length)).put((byte) 44).put((byte) 64)
            .putLong(0x2001_0db8_0000_0000L).putLong(source).putLong(0x2001_0db8_0000_0000L).putLong(destination)
            .put((byte) 17).put((byte) 0).putShort((short) (offset | (more ? 1 : 0))).putInt(identification).put(piece);
        return end();
    }
}
