package org.mapi.mos.stack;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.mapi.packet.LinkType;
import org.mapi.packet.PacketCursor;

/** Writes the segments of one connection, with right checksums, and gives them to a worker. */
final class Segments {
    static final int CLIENT = 0;
    static final int SERVER = 1;

    private static final int ETHERNET = 14;
    private static final int IPV4 = 20;
    private static final int TCP = 20;

    private final Worker worker;
    /** The way in; null where the thread is inside already. */
    private final Lane lane;
    private final MemorySegment memory = Arena.ofAuto().allocate(1 << 17, 8);
    private final PacketCursor cursor = new PacketCursor();
    private final int[] address = {0x0a000001, 0xc0000201};
    private final int[] port = {40_000, 80};
    /** Initial sequence numbers. */
    final int[] initial = {1000, 5000};
    final int[] window = {65_535, 65_535};
    long time = 1_000_000_000L;
    long step = 1_000_000L;
    byte[] options = new byte[0];
    boolean badChecksum;
    /** Whether segments carry what a sender leaves that has its device calculate the sum. */
    boolean partialChecksum;
    /** Bytes that are captured less than were sent. */
    int snapped;

    Segments(Worker worker) {
        this(worker, null);
    }

    Segments(Lane lane) {
        this(lane.worker, lane);
    }

    private Segments(Worker worker, Lane lane) {
        this.worker = worker;
        this.lane = lane;
        cursor.region(memory);
    }

    Segments port(int clientPort) {
        port[CLIENT] = clientPort;
        return this;
    }

    Segments address(int client, int server) {
        address[CLIENT] = client;
        address[SERVER] = server;
        return this;
    }

    /** A segment by positions: of its payload in the sender's stream, and up to which the other one is acknowledged. */
    void send(int sender, int flags, long at, long acknowledged, String payload) {
        send(sender, flags, at, acknowledged, payload.getBytes(StandardCharsets.ISO_8859_1));
    }

    void send(int sender, int flags, long at, long acknowledged, byte[] payload) {
        final int syn = (flags & 2) != 0 ? 0 : 1;
        raw(sender, flags, initial[sender] + syn + (int) at,
            (flags & 0x10) == 0 ? 0 : initial[1 - sender] + 1 + (int) acknowledged, payload);
    }

    /** A side's first number: that of its SYN. */
    int initial(int side) {
        return initial[side];
    }

    /** A segment by numbers. */
    void raw(int sender, int flags, int sequence, int acknowledgement, byte[] payload) {
        final int header = TCP + options.length;
        final int length = IPV4 + header + payload.length;
        final ByteBuffer frame = ByteBuffer.allocate(ETHERNET + length);
        frame.put(new byte[] {2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1}).putShort((short) 0x0800);
        frame.putShort((short) 0x4500).putShort((short) length).putInt(0).put((byte) 64).put((byte) 6).putShort((short) 0)
            .putInt(address[sender]).putInt(address[1 - sender]);
        frame.putShort((short) port[sender]).putShort((short) port[1 - sender]).putInt(sequence).putInt(acknowledgement)
            .put((byte) (header / 4 << 4)).put((byte) flags).putShort((short) window[sender]).putInt(0).put(options).put(payload);
        final byte[] bytes = frame.array();
        put(bytes, ETHERNET + 10, checksum(bytes, ETHERNET, IPV4, 0));
        final long pseudo = half(bytes, ETHERNET + 12) + half(bytes, ETHERNET + 14) + half(bytes, ETHERNET + 16)
            + half(bytes, ETHERNET + 18) + 6 + length - IPV4;
        put(bytes, ETHERNET + IPV4 + 16, partialChecksum ? checksum(bytes, 0, 0, pseudo) ^ 0xffff
            : checksum(bytes, ETHERNET + IPV4, length - IPV4, pseudo) ^ (badChecksum ? 1 : 0));
        frame(bytes, bytes.length - snapped);
    }

    /** Any frame. */
    void frame(byte[] bytes, int captured) {
        time += step;
        MemorySegment.copy(bytes, 0, memory, ValueLayout.JAVA_BYTE, 0, bytes.length);
        cursor.move(0, captured, bytes.length, time, 0, LinkType.ETHERNET, 1);
        if (lane == null) {
            worker.process(cursor.packet(), 0);
            return;
        }
        lane.enter();
        try {
            worker.process(cursor.packet(), 0);
        } finally {
            lane.leave();
        }
    }

    private static long half(byte[] bytes, int at) {
        return (bytes[at] & 0xffL) << 8 | bytes[at + 1] & 0xff;
    }

    private static void put(byte[] bytes, int at, int value) {
        bytes[at] = (byte) (value >>> 8);
        bytes[at + 1] = (byte) value;
    }

    /** The plain definition of RFC 1071, beside which the stack's own is tested. */
    private static int checksum(byte[] bytes, int from, int length, long start) {
        long sum = start;
        for (int i = 0; i < length; i++) {
            sum += (bytes[from + i] & 0xffL) << (i % 2 == 0 ? 8 : 0);
        }
        while (sum > 0xffff) {
            sum = (sum & 0xffff) + (sum >>> 16);
        }
        return (int) ~sum & 0xffff;
    }
}
