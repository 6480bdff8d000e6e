package org.mapi.stdflib.track;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.mapi.packet.EtherType;
import org.mapi.packet.IpProtocol;
import org.mapi.packet.TcpFlags;
import org.mapi.testkit.FunctionHarness;
import org.mapi.testkit.Frames;

/** Two hosts that talk, over TCP or UDP, and a function that sees their packets; each method tells whether its packet passed. */
final class Conversation {
    private static final int TCP_HEADER = 20;
    private static final int UDP_HEADER = 8;

    private final FunctionHarness harness;
    private final End client;
    private final End server;
    private long time = FunctionHarness.START;

    private static final class End {
        private final byte[] address;
        private final int port;
        private int sequence;

        End(String address, int port, int sequence) {
            try {
                this.address = InetAddress.getByName(address).getAddress();
            } catch (UnknownHostException e) {
                throw new IllegalArgumentException(address, e);
            }
            this.port = port;
            this.sequence = sequence;
        }
    }

    Conversation(FunctionHarness harness, String client, int clientPort, String server, int serverPort) {
        this.harness = harness;
        this.client = new End(client, clientPort, 0xffff_fff0);   // wraps soon
        this.server = new End(server, serverPort, 5000);
    }

    /** Sets the time of the packets that follow, in seconds from the start; each takes a millisecond. */
    Conversation at(double seconds) {
        time = FunctionHarness.START + (long) (seconds * 1e9);
        return this;
    }

    boolean syn() {
        final boolean passed = segment(client, server, TcpFlags.SYN, new byte[0]);
        client.sequence++;
        return passed;
    }

    boolean synAck() {
        final boolean passed = segment(server, client, TcpFlags.SYN | TcpFlags.ACK, new byte[0]);
        server.sequence++;
        return passed;
    }

    boolean ack() {
        return segment(client, server, TcpFlags.ACK, new byte[0]);
    }

    boolean fin() {
        return segment(server, client, TcpFlags.ACK | TcpFlags.FIN, new byte[0]);
    }

    /** The client sends a text over TCP. */
    boolean client(String text) {
        return client(bytes(text));
    }

    boolean client(byte[] payload) {
        final boolean passed = segment(client, server, TcpFlags.ACK | TcpFlags.PSH, payload);
        client.sequence += payload.length;
        return passed;
    }

    /** The server sends a text over TCP. */
    boolean server(String text) {
        return server(bytes(text));
    }

    boolean server(byte[] payload) {
        final boolean passed = segment(server, client, TcpFlags.ACK | TcpFlags.PSH, payload);
        server.sequence += payload.length;
        return passed;
    }

    /** The client's next bytes will be these many further on: something was lost, or (negative) is sent again. */
    Conversation lost(int count) {
        client.sequence += count;
        return this;
    }

    /** A datagram of the client. */
    boolean datagram(byte[] payload) {
        return packet(client, server, IpProtocol.UDP, udp(client, server, payload));
    }

    /** A datagram of the server. */
    boolean reply(byte[] payload) {
        return packet(server, client, IpProtocol.UDP, udp(server, client, payload));
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private boolean segment(End from, End to, int flags, byte[] payload) {
        return packet(from, to, IpProtocol.TCP, ByteBuffer.allocate(TCP_HEADER + payload.length)
            .putShort((short) from.port).putShort((short) to.port).putInt(from.sequence).putInt(to.sequence)
            .put((byte) 0x50).put((byte) flags).putShort((short) 0x7fff).putInt(0).put(payload).array());
    }

    private static byte[] udp(End from, End to, byte[] payload) {
        return ByteBuffer.allocate(UDP_HEADER + payload.length).putShort((short) from.port).putShort((short) to.port)
            .putShort((short) (UDP_HEADER + payload.length)).putShort((short) 0).put(payload).array();
    }

    private boolean packet(End from, End to, int protocol, byte[] content) {
        time += 1_000_000;
        final byte[] frame = frame(from.address, to.address, protocol, content);
        return harness.packet(time, frame.length, frame);
    }

    /** An Ethernet frame with an IP packet between two addresses. */
    static byte[] frame(byte[] from, byte[] to, int protocol, byte[] content) {
        if (from.length == 4) {
            return Frames.ethernet(EtherType.IPV4, ipv4(from, to, 0, 0, protocol, content));
        }
        return Frames.ethernet(EtherType.IPV6, ByteBuffer.allocate(40 + content.length).putInt(0x6000_0000)
            .putShort((short) content.length).put((byte) protocol).put((byte) 64).put(from).put(to).put(content).array());
    }

    /** An IPv4 packet. */
    static byte[] ipv4(byte[] from, byte[] to, int identification, int fragment, int protocol, byte[] content) {
        return ByteBuffer.allocate(20 + content.length).putShort((short) 0x4500).putShort((short) (20 + content.length))
            .putShort((short) identification).putShort((short) fragment).put((byte) 64).put((byte) protocol).putShort((short) 0)
            .put(from).put(to).put(content).array();
    }
}
