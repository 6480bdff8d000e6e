package org.mapi.testkit;

import java.nio.ByteBuffer;
import org.mapi.packet.EtherType;

/**
 * Makes frames for tests, from the inside out:
 * {@code Frames.ipv4(IpProtocol.TCP, Frames.tcp(40_000, 80, TcpFlags.SYN, new byte[0]))}. Lengths are right, checksums are zero;
 * addresses are those kept for documentation.
 */
public final class Frames {
    private static final int MAC_LENGTH = 6;
    private static final int IPV4_HEADER = 20;
    private static final int IPV6_HEADER = 40;
    private static final int TCP_HEADER = 20;
    private static final int UDP_HEADER = 8;
    private static final int HOPS = 64;
    private static final int SOURCE_IPV4 = 0xc000_0201;       // 192.0.2.1
    private static final int DESTINATION_IPV4 = 0xc633_6401;  // 198.51.100.1
    private static final long DOCUMENTATION_IPV6 = 0x2001_0db8_0000_0000L;

    private Frames() { }

    /** An Ethernet frame of a type ({@link EtherType}), not padded. */
    public static byte[] ethernet(int etherType, byte[] content) {
        return ByteBuffer.allocate(2 * MAC_LENGTH + Short.BYTES + content.length)
            .put(new byte[] {2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1}).putShort((short) etherType).put(content).array();
    }

    /** An Ethernet frame with an IPv4 packet of a protocol ({@link org.mapi.packet.IpProtocol}). */
    public static byte[] ipv4(int protocol, byte[] content) {
        return ethernet(EtherType.IPV4, ByteBuffer.allocate(IPV4_HEADER + content.length)
            .putShort((short) 0x4500).putShort((short) (IPV4_HEADER + content.length)).putInt(0)
            .put((byte) HOPS).put((byte) protocol).putShort((short) 0)
            .putInt(SOURCE_IPV4).putInt(DESTINATION_IPV4).put(content).array());
    }

    /** An Ethernet frame with an IPv6 packet of a protocol ({@link org.mapi.packet.IpProtocol}). */
    public static byte[] ipv6(int protocol, byte[] content) {
        return ethernet(EtherType.IPV6, ByteBuffer.allocate(IPV6_HEADER + content.length)
            .putInt(0x6000_0000).putShort((short) content.length).put((byte) protocol).put((byte) HOPS)
            .putLong(DOCUMENTATION_IPV6).putLong(1).putLong(DOCUMENTATION_IPV6).putLong(2).put(content).array());
    }

    /**
     * A TCP segment, to be put into an IP packet.
     *
     * @param flags bits of {@link org.mapi.packet.TcpFlags}
     */
    public static byte[] tcp(int sourcePort, int destinationPort, int flags, byte[] payload) {
        return ByteBuffer.allocate(TCP_HEADER + payload.length)
            .putShort((short) sourcePort).putShort((short) destinationPort).putInt(1).putInt(0)
            .put((byte) (TCP_HEADER / Integer.BYTES << 4)).put((byte) flags).putShort((short) 0xffff).putInt(0)
            .put(payload).array();
    }

    /** A UDP datagram, to be put into an IP packet. */
    public static byte[] udp(int sourcePort, int destinationPort, byte[] payload) {
        return ByteBuffer.allocate(UDP_HEADER + payload.length)
            .putShort((short) sourcePort).putShort((short) destinationPort).putShort((short) (UDP_HEADER + payload.length))
            .putShort((short) 0).put(payload).array();
    }
}
