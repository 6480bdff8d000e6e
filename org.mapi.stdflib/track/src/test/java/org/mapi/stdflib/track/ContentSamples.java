package org.mapi.stdflib.track;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Payloads as applications send them. */
final class ContentSamples {
    private ContentSamples() { }

    /** A ClientHello of TLS 1.2 with two cipher suites and no extensions. */
    static byte[] clientHello() {
        final int hello = 2 + 32 + 1 + 2 + 4 + 2;
        return ByteBuffer.allocate(9 + hello).put((byte) 22).putShort((short) 0x0301).putShort((short) (4 + hello))
            .put((byte) 1).put((byte) 0).putShort((short) hello).putShort((short) 0x0303).put(new byte[32]).put((byte) 0)
            .putShort((short) 4).putShort((short) 0x1301).putShort((short) 0xc02f).put((byte) 1).put((byte) 0).array();
    }

    /** A client's Initial packet of QUIC, padded to 1200 bytes. */
    static byte[] quicInitial(int version) {
        final int type = version == 1 ? 0 : 1;
        final int length = 1200 - (1 + 4 + 1 + 8 + 1 + 1 + 2);
        return ByteBuffer.allocate(1200).put((byte) (0xc0 | type << 4)).putInt(version).put((byte) 8).putLong(4711)
            .put((byte) 0).put((byte) 0).putShort((short) (0x4000 | length)).array();
    }

    /** A DNS query for the address of a name. */
    static byte[] query(String name) {
        final byte[] wire = name(name);
        return ByteBuffer.allocate(12 + wire.length + 4).putShort((short) 0x1234).putShort((short) 0x0100).putShort((short) 1)
            .putShort((short) 0).putInt(0).put(wire).putShort((short) 1).putShort((short) 1).array();
    }

    /** The answer to it, with one address of either family. */
    static byte[] answer(String name, String address) {
        final byte[] query = query(name);
        final byte[] data = HexFormat.of().parseHex(address);
        final ByteBuffer answer = ByteBuffer.allocate(query.length + 12 + data.length).put(query)
            .putShort((short) 0xc00c).putShort((short) (data.length == 4 ? 1 : 28)).putShort((short) 1).putInt(300)
            .putShort((short) data.length).put(data);
        return answer.putShort(2, (short) 0x8180).putShort(6, (short) 1).array();
    }

    private static byte[] name(String name) {
        final ByteArrayOutputStream wire = new ByteArrayOutputStream();
        for (String label : name.split("\\.")) {
            wire.write(label.length());
            wire.writeBytes(label.getBytes(StandardCharsets.ISO_8859_1));
        }
        wire.write(0);
        return wire.toByteArray();
    }

    /** A message behind its length, as over TCP. */
    static byte[] prefixed(byte[] message) {
        return ByteBuffer.allocate(2 + message.length).putShort((short) message.length).put(message).array();
    }

    /** A message of eDonkey. */
    static byte[] edonkey(int protocol, int code, int data) {
        return ByteBuffer.allocate(6 + data).order(java.nio.ByteOrder.LITTLE_ENDIAN).put((byte) protocol).putInt(1 + data)
            .put((byte) code).array();
    }

    static byte[] join(byte[]... parts) {
        final ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
