package org.mapi.mos.functions;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.mapi.packet.IpProtocol;
import org.mapi.packet.TcpFlags;
import org.mapi.testkit.Frames;

/** Segments of a connection between port 40,000 and port 80; numbers count from 0 for the client and from 0 for the server. */
final class Connection {
    private static final int IP = 14;
    private static final int ADDRESSES = IP + 12;
    private static final int TCP = IP + 20;
    private static final int SEQUENCE = 4;
    private static final int ACKNOWLEDGEMENT = 8;

    private final int clientPort;

    Connection(int clientPort) {
        this.clientPort = clientPort;
    }

    byte[] syn() {
        return segment(true, TcpFlags.SYN, 0, 0, "");
    }

    byte[] synAck() {
        return segment(false, TcpFlags.SYN | TcpFlags.ACK, 0, 1, "");
    }

    byte[] ack() {
        return segment(true, TcpFlags.ACK, 1, 1, "");
    }

    /** Payload of the client at an offset. */
    byte[] request(int offset, String payload) {
        return segment(true, TcpFlags.ACK | TcpFlags.PSH, 1 + offset, 1, payload);
    }

    byte[] reset(int offset) {
        return segment(true, TcpFlags.RST, 1 + offset, 0, "");
    }

    private byte[] segment(boolean client, int flags, int sequence, int acknowledgement, String payload) {
        final byte[] bytes = Frames.tcp(client ? clientPort : 80, client ? 80 : clientPort, flags,
            payload.getBytes(StandardCharsets.US_ASCII));
        ByteBuffer.wrap(bytes).putInt(SEQUENCE, sequence).putInt(ACKNOWLEDGEMENT, acknowledgement);
        final byte[] frame = Frames.ipv4(IpProtocol.TCP, bytes);
        if (!client) {
            swap(frame);
        }
        sums(frame);
        return frame;
    }

    /** The addresses the other way round. */
    private static void swap(byte[] frame) {
        for (int i = ADDRESSES; i < ADDRESSES + Integer.BYTES; i++) {
            final byte former = frame[i];
            frame[i] = frame[i + Integer.BYTES];
            frame[i + Integer.BYTES] = former;
        }
    }

    private static void sums(byte[] frame) {
        final ByteBuffer bytes = ByteBuffer.wrap(frame);
        bytes.putShort(IP + 10, (short) folded(sum(bytes, IP, TCP, 0)));
        final int pseudo = sum(bytes, ADDRESSES, TCP, IpProtocol.TCP + frame.length - TCP);
        bytes.putShort(TCP + 16, (short) folded(sum(bytes, TCP, frame.length, pseudo)));
    }

    private static int sum(ByteBuffer bytes, int from, int to, int start) {
        int sum = start;
        for (int i = from; i < to; i++) {
            sum += (bytes.get(i) & 0xff) << ((i - from) % 2 == 0 ? Byte.SIZE : 0);
        }
        return sum;
    }

    private static int folded(int sum) {
        final int once = (sum & 0xffff) + (sum >>> Short.SIZE);
        return ~((once & 0xffff) + (once >>> Short.SIZE));
    }
}
