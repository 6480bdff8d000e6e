package org.mapi.run.proof;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * A trace of conversations, written by hand: a classic pcap file of Ethernet frames with right lengths, checksums and sequence
 * numbers, one millisecond apart.
 */
final class MadeTrace {
    private static final int SYN = 2;
    private static final int ACK = 16;
    private static final int PUSH = 8;
    private static final int FIN = 1;
    private static final long START_S = 1_700_000_000L;

    private final ByteArrayOutputStream file = new ByteArrayOutputStream();
    private final Map<String, Integer> sequences = new HashMap<>();
    private long micros;

    MadeTrace() {
        file.writeBytes(ByteBuffer.allocate(24).order(ByteOrder.LITTLE_ENDIAN).putInt(0xa1b2_c3d4).putShort((short) 2)
            .putShort((short) 4).putInt(0).putInt(0).putInt(65_535).putInt(1).array());
    }

    /** Lets time pass. */
    MadeTrace pause(double seconds) {
        micros += (long) (seconds * 1e6);
        return this;
    }

    /** The handshake. Ends are {@code address/port}. */
    MadeTrace open(String client, String server) throws IOException {
        return segment(client, server, SYN, "").segment(server, client, SYN | ACK, "").segment(client, server, ACK, "");
    }

    /** A text from one end to the other, in one segment, and its acknowledgement. */
    MadeTrace say(String from, String to, String text) throws IOException {
        return segment(from, to, ACK | PUSH, text).segment(to, from, ACK, "");
    }

    /** Both ends close. */
    MadeTrace close(String client, String server) throws IOException {
        return segment(client, server, ACK | FIN, "").segment(server, client, ACK | FIN, "").segment(client, server, ACK, "");
    }

    /** A whole connection in which the client says one text and the server another. */
    MadeTrace talk(String client, String server, String request, String reply) throws IOException {
        return open(client, server).say(client, server, request).say(server, client, reply).close(client, server);
    }

    /** A datagram; each character of the text is a byte. */
    MadeTrace datagram(String from, String to, String text) throws IOException {
        final byte[] payload = text.getBytes(StandardCharsets.ISO_8859_1);
        final byte[] udp = ByteBuffer.allocate(8 + payload.length).putShort(port(from)).putShort(port(to))
            .putShort((short) (8 + payload.length)).putShort((short) 0).put(payload).array();
        frame(from, to, 17, udp, 6);
        return this;
    }

    /** An IP packet of any protocol. */
    MadeTrace packet(String from, String to, int protocol, byte[] content) throws IOException {
        frame(from, to, protocol, content, -1);
        return this;
    }

    private MadeTrace segment(String from, String to, int flags, String text) throws IOException {
        final byte[] payload = text.getBytes(StandardCharsets.ISO_8859_1);
        final int sequence = sequences.merge(from + ">" + to, 0, Integer::sum);
        final int acknowledged = sequences.merge(to + ">" + from, 0, Integer::sum);
        final byte[] tcp = ByteBuffer.allocate(20 + payload.length).putShort(port(from)).putShort(port(to)).putInt(sequence)
            .putInt(acknowledged).put((byte) 0x50).put((byte) flags).putShort((short) 0x7fff).putInt(0).put(payload).array();
        frame(from, to, 6, tcp, 16);
        sequences.merge(from + ">" + to, payload.length + ((flags & (SYN | FIN)) != 0 ? 1 : 0), Integer::sum);
        return this;
    }

    private static short port(String end) {
        return (short) Integer.parseInt(end.substring(end.indexOf('/') + 1));
    }

    private static byte[] address(String end) throws IOException {
        return InetAddress.getByName(end.contains("/") ? end.substring(0, end.indexOf('/')) : end).getAddress();
    }

    private void frame(String from, String to, int protocol, byte[] content, int checksumAt) throws IOException {
        final byte[] source = address(from);
        final byte[] destination = address(to);
        if (checksumAt >= 0) {
            final ByteBuffer pseudo = ByteBuffer.allocate(2 * source.length + 8 + content.length).put(source).put(destination)
                .putInt(content.length).putInt(protocol).put(content);
            ByteBuffer.wrap(content).putShort(checksumAt, checksum(pseudo.array()));
        }
        final ByteBuffer ip;
        if (source.length == 4) {
            ip = ByteBuffer.allocate(20).putShort((short) 0x4500).putShort((short) (20 + content.length)).putInt(0).put((byte) 64)
                .put((byte) protocol).putShort((short) 0).put(source).put(destination);
            ip.putShort(10, checksum(ip.array()));
        } else {
            ip = ByteBuffer.allocate(40).putInt(0x6000_0000).putShort((short) content.length).put((byte) protocol).put((byte) 64)
                .put(source).put(destination);
        }
        record(ByteBuffer.allocate(14 + ip.capacity() + content.length).put(new byte[] {2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1})
            .putShort((short) (source.length == 4 ? 0x0800 : 0x86dd)).put(ip.array()).put(content).array());
    }

    private void record(byte[] frame) {
        micros += 1000;
        file.writeBytes(ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN).putInt((int) (START_S + micros / 1_000_000))
            .putInt((int) (micros % 1_000_000)).putInt(frame.length).putInt(frame.length).array());
        file.writeBytes(frame);
    }

    private static short checksum(byte[] bytes) {
        long sum = 0;
        for (int i = 0; i < bytes.length; i++) {
            sum += (bytes[i] & 0xffL) << ((i & 1) == 0 ? 8 : 0);
        }
        while (sum >>> 16 != 0) {
            sum = (sum & 0xffff) + (sum >>> 16);
        }
        return (short) ~sum;
    }

    /** Writes the file. */
    Path write(String name) throws IOException {
        return Files.write(Places.work("traces").resolve("made-" + name + ".pcap"), file.toByteArray());
    }
}
