package org.mapi.testkit;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.mapi.packet.EtherType;
import org.mapi.packet.IpProtocol;
import org.mapi.packet.LinkType;
import org.mapi.packet.Packet;
import org.mapi.packet.PacketCursor;
import org.mapi.packet.TcpFlags;

/**
 * One TCP connection for tests, as frames with right checksums in native memory: {@code dialogue.open(); dialogue.say(CLIENT,
 * "GET ..."); dialogue.close();}. It keeps count of what both sides have sent; {@link #send} says everything by hand. Used by
 * one thread.
 */
public final class TcpDialogue {
    /** The side that opens. */
    public static final int CLIENT = 0;
    /** The other side. */
    public static final int SERVER = 1;

    private static final int ETHERNET = 14;
    private static final int TCP_HEADER = 20;
    private static final int HOPS = 64;
    private static final int WINDOW = 65_535;
    private static final int MASK = 0xffff;
    private static final long STEP = 1_000_000L;

    private final Consumer<Packet> target;
    private final byte[][] address = {{10, 0, 0, 1}, {(byte) 192, 0, 2, 1}};
    private final int[] port = {40_000, 80};
    private final int[] initial = {1000, 5000};
    private final long[] sent = new long[2];
    private final MemorySegment memory = Arena.ofAuto().allocate(1 << 17, Long.BYTES);
    private final PacketCursor cursor = new PacketCursor();
    private long time = 1_700_000_000_000_000_000L;
    private long number;

    /**
     * A connection from 10.0.0.1 port 40000 to 192.0.2.1 port 80.
     *
     * @param target gets every frame; valid during the call
     */
    public TcpDialogue(Consumer<Packet> target) {
        this.target = target;
        cursor.region(memory);
    }

    /** Another address (IPv4 or IPv6, both sides alike) and port of a side. */
    public TcpDialogue from(int side, String host, int portNumber) {
        try {
            address[side] = InetAddress.ofLiteral(host).getAddress();
        } catch (IllegalArgumentException wrong) {
            throw new IllegalArgumentException("host is " + host + ", expected an address", wrong);
        }
        port[side] = portNumber;
        return this;
    }

    /** Other initial sequence numbers. */
    public TcpDialogue sequences(int client, int server) {
        initial[CLIENT] = client;
        initial[SERVER] = server;
        return this;
    }

    /** The time of the last frame, nanoseconds since the Unix epoch. */
    public long time() {
        return time;
    }

    /** Sets the time of the last frame. */
    public TcpDialogue time(long nanos) {
        time = nanos;
        return this;
    }

    /** Offset of the next byte that a side sends. */
    public long sent(int side) {
        return sent[side];
    }

    /** Lets bytes of a side go missing: they count as sent. */
    public TcpDialogue lose(int side, int bytes) {
        sent[side] += bytes;
        return this;
    }

    /** The handshake. */
    public TcpDialogue open() {
        send(CLIENT, TcpFlags.SYN, 0, 0, new byte[0]);
        send(SERVER, TcpFlags.SYN | TcpFlags.ACK, 0, 0, new byte[0]);
        return acknowledge(CLIENT);
    }

    /** A segment with text in ISO 8859-1, acknowledging everything. */
    public TcpDialogue say(int side, String text) {
        return say(side, text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** A segment with bytes, acknowledging everything. */
    public TcpDialogue say(int side, byte[] bytes) {
        send(side, TcpFlags.ACK | TcpFlags.PSH, sent[side], sent[1 - side], bytes);
        sent[side] += bytes.length;
        return this;
    }

    /** A segment without payload. */
    public TcpDialogue acknowledge(int side) {
        return send(side, TcpFlags.ACK, sent[side], sent[1 - side], new byte[0]);
    }

    /** Both sides end the connection, this one first. */
    public TcpDialogue close(int first) {
        finish(first);
        finish(1 - first);
        return acknowledge(first);
    }

    /** A FIN. */
    public TcpDialogue finish(int side) {
        send(side, TcpFlags.FIN | TcpFlags.ACK, sent[side], sent[1 - side], new byte[0]);
        sent[side]++;
        return this;
    }

    /** A RST. */
    public TcpDialogue reset(int side) {
        return send(side, TcpFlags.RST | TcpFlags.ACK, sent[side], sent[1 - side], new byte[0]);
    }

    /**
     * Any segment.
     *
     * @param side  who sends
     * @param flags bits of {@link TcpFlags}
     * @param at    offset of the payload in what this side sends; 0 is the byte behind the SYN
     * @param acked offset up to which the other side is acknowledged; without ACK of no meaning
     * @param bytes the payload
     */
    public TcpDialogue send(int side, int flags, long at, long acked, byte[] bytes) {
        final int sequence = initial[side] + ((flags & TcpFlags.SYN) != 0 ? 0 : 1) + (int) at;
        final int acknowledgement = (flags & TcpFlags.ACK) == 0 ? 0 : initial[1 - side] + 1 + (int) acked;
        final ByteBuffer segment = ByteBuffer.allocate(TCP_HEADER + bytes.length);
        segment.putShort((short) port[side]).putShort((short) port[1 - side]).putInt(sequence).putInt(acknowledgement)
            .put((byte) (TCP_HEADER / Integer.BYTES << 4)).put((byte) flags).putShort((short) WINDOW).putInt(0).put(bytes);
        return frame(ip(IpProtocol.TCP, side, segment.array(), 16));
    }

    /** A UDP datagram between the two ends. */
    public TcpDialogue datagram(int side, byte[] bytes) {
        final ByteBuffer datagram = ByteBuffer.allocate(8 + bytes.length);
        datagram.putShort((short) port[side]).putShort((short) port[1 - side]).putShort((short) (8 + bytes.length))
            .putShort((short) 0).put(bytes);
        return frame(ip(IpProtocol.UDP, side, datagram.array(), 6));
    }

    /** An ICMP echo request of the client, or the server's reply; IPv4 only. */
    public TcpDialogue echo(int side, int identifier, int sequence) {
        final byte[] message = ByteBuffer.allocate(16).putShort((short) (side == CLIENT ? 0x0800 : 0)).putShort((short) 0)
            .putShort((short) identifier).putShort((short) sequence).putLong(number).array();
        put(message, 2, checksum(message, 0, message.length, 0));
        return frame(ip(IpProtocol.ICMP, side, message, -1));
    }

    /** Any frame. */
    public TcpDialogue frame(byte[] bytes) {
        time += STEP;
        MemorySegment.copy(bytes, 0, memory, ValueLayout.JAVA_BYTE, 0, bytes.length);
        cursor.move(0, bytes.length, bytes.length, time, 0, LinkType.ETHERNET, ++number);
        target.accept(cursor.packet());
        return this;
    }

    /** An IP packet with its link header; the checksum of what it carries is filled in where it belongs, -1 for nowhere. */
    private byte[] ip(int protocol, int side, byte[] content, int checksumAt) {
        final byte[] source = address[side];
        final byte[] destination = address[1 - side];
        if (checksumAt >= 0) {
            final long pseudo = sum(source, 0, source.length) + sum(destination, 0, destination.length) + protocol
                + content.length;
            put(content, checksumAt, checksum(content, 0, content.length, pseudo));
        }
        if (source.length == 16) {
            return Frames.ethernet(EtherType.IPV6, ByteBuffer.allocate(40 + content.length).putInt(0x6000_0000)
                .putShort((short) content.length).put((byte) protocol).put((byte) HOPS).put(source).put(destination).put(content)
                .array());
        }
        final byte[] header = ByteBuffer.allocate(20).putShort((short) 0x4500).putShort((short) (20 + content.length)).putInt(0)
            .put((byte) HOPS).put((byte) protocol).putShort((short) 0).put(source).put(destination).array();
        put(header, 10, checksum(header, 0, header.length, 0));
        return Frames.ethernet(EtherType.IPV4, ByteBuffer.allocate(20 + content.length).put(header).put(content).array());
    }

    private static void put(byte[] bytes, int at, int value) {
        bytes[at] = (byte) (value >>> 8);
        bytes[at + 1] = (byte) value;
    }

    private static long sum(byte[] bytes, int from, int length) {
        long sum = 0;
        for (int i = 0; i < length; i++) {
            sum += (bytes[from + i] & 0xffL) << (i % 2 == 0 ? 8 : 0);
        }
        return sum;
    }

    /** The Internet checksum (RFC 1071), by its plain definition. */
    private static int checksum(byte[] bytes, int from, int length, long start) {
        long sum = start + sum(bytes, from, length);
        while (sum > MASK) {
            sum = (sum & MASK) + (sum >>> 16);
        }
        return (int) ~sum & MASK;
    }

    /**
     * Tells whether the IP header's and TCP's or UDP's checksum of a frame are right: adding everything up gives 0xffff.
     *
     * @param packet an IPv4 or IPv6 packet, captured whole
     */
    public static boolean isIntact(Packet packet) {
        final byte[] ip = new byte[packet.captureLength() - packet.networkOffset()];
        for (int i = 0; i < ip.length; i++) {
            ip[i] = packet.getByte(packet.networkOffset() + i);
        }
        final int header = packet.networkPayloadOffset() - packet.networkOffset();
        final boolean ipv4 = packet.ipVersion() == 4;
        if (ipv4 && checksum(ip, 0, header, 0) != 0) {
            return false;
        }
        final long pseudo = packet.protocol() == IpProtocol.ICMP ? 0
            : sum(ip, ipv4 ? 12 : 8, ipv4 ? 8 : 32) + packet.protocol() + packet.networkPayloadLength();
        return checksum(ip, header, packet.networkPayloadLength(), pseudo) == 0;
    }
}
