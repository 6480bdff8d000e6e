package org.mapi.mos.stack;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.mapi.packet.IpProtocol;

/** Frames of one connection as bytes, with right checksums; and what is in frames. IPv4 or IPv6, with or without a VLAN tag. */
final class TcpFrames {
    static final byte[] CLIENT_MAC = {2, 0, 0, 0, 0, 1};
    static final byte[] SERVER_MAC = {2, 0, 0, 0, 0, 2};
    private static final int TCP = 20;

    private final boolean ipv6;
    private final int vlan;
    private final int[] ports = {40_000, 80};
    byte[] options = new byte[0];
    int window = 65_535;

    TcpFrames(boolean ipv6, int vlan) {
        this.ipv6 = ipv6;
        this.vlan = vlan;
    }

    TcpFrames port(int client) {
        ports[0] = client;
        return this;
    }

    private byte[] address(int end) {
        if (!ipv6) {
            return new byte[] {10, 0, 0, (byte) (end + 1)};
        }
        final byte[] address = new byte[16];
        address[0] = 0x20;
        address[15] = (byte) (end + 1);
        return address;
    }

    /** A segment of an end, 0 client or 1 server. */
    byte[] segment(int sender, int flags, int sequence, int acknowledgement, byte[] payload) {
        final int length = TCP + options.length;
        final ByteBuffer tcp = ByteBuffer.allocate(length + payload.length);
        tcp.putShort((short) ports[sender]).putShort((short) ports[1 - sender]).putInt(sequence).putInt(acknowledgement)
            .putShort((short) (length / 4 << 12 | flags)).putShort((short) window).putInt(0).put(options).put(payload);
        return frame(sender, IpProtocol.TCP, checksummed(sender, IpProtocol.TCP, tcp.array(), 16));
    }

    /** A datagram of UDP. */
    byte[] datagram(int sender, byte[] payload) {
        final ByteBuffer udp = ByteBuffer.allocate(8 + payload.length);
        udp.putShort((short) ports[sender]).putShort((short) ports[1 - sender]).putShort((short) udp.capacity())
            .putShort((short) 0).put(payload);
        return frame(sender, IpProtocol.UDP, checksummed(sender, IpProtocol.UDP, udp.array(), 6));
    }

    private byte[] checksummed(int sender, int protocol, byte[] transport, int field) {
        final long pseudo = sum(address(sender)) + sum(address(1 - sender)) + protocol + transport.length;
        ByteBuffer.wrap(transport).putShort(field, (short) ~fold(pseudo + sum(transport)));
        return transport;
    }

    /** A whole frame around something. */
    byte[] frame(int sender, int protocol, byte[] content) {
        return frame(sender, protocol, content, 0, content.length, -1);
    }

    /** The frame of a fragment: bytes from..to of the content. */
    byte[] fragment(int sender, int protocol, byte[] content, int from, int to, int identification) {
        return frame(sender, protocol, content, from, to, identification);
    }

    private byte[] frame(int sender, int protocol, byte[] all, int from, int to, int identification) {
        final byte[] content = Arrays.copyOfRange(all, from, to);
        final ByteBuffer frame = ByteBuffer.allocate(14 + 4 + 48 + content.length);
        frame.put(sender == 0 ? SERVER_MAC : CLIENT_MAC).put(sender == 0 ? CLIENT_MAC : SERVER_MAC);
        if (vlan >= 0) {
            frame.putShort((short) 0x8100).putShort((short) vlan);
        }
        final boolean more = to < all.length;
        frame.putShort((short) (ipv6 ? 0x86dd : 0x0800));
        if (!ipv6) {
            final int at = frame.position();
            frame.putShort((short) 0x4500).putShort((short) (20 + content.length)).putShort((short) Math.max(0, identification))
                .putShort((short) (identification < 0 ? 0x4000 : from / 8 | (more ? 0x2000 : 0))).put((byte) 63)
                .put((byte) protocol).putShort((short) 0).put(address(sender)).put(address(1 - sender));
            frame.putShort(at + 10, (short) ~fold(sum(Arrays.copyOfRange(frame.array(), at, at + 20))));
        } else {
            frame.putInt(0x6000_0000).putShort((short) (content.length + (identification < 0 ? 0 : 8)))
                .put((byte) (identification < 0 ? protocol : IpProtocol.FRAGMENT)).put((byte) 63).put(address(sender))
                .put(address(1 - sender));
            if (identification >= 0) {
                frame.put((byte) protocol).put((byte) 0).putShort((short) (from | (more ? 1 : 0))).putInt(identification);
            }
        }
        frame.put(content);
        return Arrays.copyOf(frame.array(), frame.position());
    }

    // ---- reading --------------------------------------------------------------------------------------------------------------

    private int network() {
        return 14 + (vlan >= 0 ? 4 : 0);
    }

    private int transport() {
        return network() + (ipv6 ? 40 : 20);
    }

    int sequence(byte[] frame) {
        return ByteBuffer.wrap(frame).getInt(transport() + 4);
    }

    int acknowledgement(byte[] frame) {
        return ByteBuffer.wrap(frame).getInt(transport() + 8);
    }

    int flags(byte[] frame) {
        return frame[transport() + 13] & 0xff;
    }

    int window(byte[] frame) {
        return ByteBuffer.wrap(frame).getShort(transport() + 14) & 0xffff;
    }

    private int headerLength(byte[] frame) {
        return (frame[transport() + 12] & 0xf0) >> 2;
    }

    byte[] options(byte[] frame) {
        return Arrays.copyOfRange(frame, transport() + TCP, transport() + headerLength(frame));
    }

    byte[] payload(byte[] frame) {
        return Arrays.copyOfRange(frame, transport() + headerLength(frame), frame.length);
    }

    /** Which end a frame comes from, by its ports. */
    int sender(byte[] frame) {
        return (ByteBuffer.wrap(frame).getShort(transport()) & 0xffff) == ports[0] ? 0 : 1;
    }

    /** Whether lengths and checksums are right, by their plain definition. */
    boolean isIntact(byte[] frame) {
        final ByteBuffer buffer = ByteBuffer.wrap(frame);
        final int length = frame.length - transport();
        final boolean header = ipv6 ? (buffer.getShort(network() + 4) & 0xffff) == length
            : (buffer.getShort(network() + 2) & 0xffff) == length + 20
                && fold(sum(Arrays.copyOfRange(frame, network(), network() + 20))) == 0xffff;
        final int addresses = ipv6 ? 32 : 8;
        final long pseudo = sum(Arrays.copyOfRange(frame, transport() - addresses, transport())) + IpProtocol.TCP + length;
        return header && fold(pseudo + sum(Arrays.copyOfRange(frame, transport(), frame.length))) == 0xffff;
    }

    private static long sum(byte[] bytes) {
        long sum = 0;
        for (int i = 0; i < bytes.length; i++) {
            sum += (bytes[i] & 0xffL) << (i % 2 == 0 ? 8 : 0);
        }
        return sum;
    }

    private static int fold(long sum) {
        long folded = sum;
        while (folded > 0xffff) {
            folded = (folded & 0xffff) + (folded >>> 16);
        }
        return (int) folded;
    }
}
