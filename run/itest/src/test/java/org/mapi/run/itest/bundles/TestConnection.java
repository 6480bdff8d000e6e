package org.mapi.run.itest.bundles;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import org.mapi.mos.PacketFollower;
import org.mapi.packet.LinkType;
import org.mapi.packet.PacketCursor;

/** One TCP connection whose segments are given to a source one by one; checksums are not set. */
public final class TestConnection {
    private static final int SYN = 2;
    private static final int ACK = 16;
    private static final int HEADERS = 14 + 20 + 20;

    private final PacketFollower source;
    private final int clientPort;
    private final MemorySegment memory = Arena.ofAuto().allocate(2048);
    private final PacketCursor cursor = new PacketCursor();
    private int sent;

    /** A connection from a port to port 80, with its handshake. */
    public TestConnection(PacketFollower source, int clientPort) {
        this.source = source;
        this.clientPort = clientPort;
        cursor.region(memory);
        segment(true, SYN, 0, 0, 0);
        segment(false, SYN | ACK, 0, 1, 0);
        segment(true, ACK, 1, 1, 0);
    }

    /** The client sends bytes. */
    public void send(int bytes) {
        segment(true, ACK, 1 + sent, 1, bytes);
        sent += bytes;
    }

    private void segment(boolean client, int flags, int sequence, int acknowledgement, int payload) {
        final ByteBuffer frame = ByteBuffer.allocate(HEADERS + payload);
        frame.putLong(0).putInt(0).putShort((short) 0x0800);
        frame.putShort((short) 0x4500).putShort((short) (40 + payload)).putInt(0).putShort((short) 0x4006).putShort((short) 0)
            .putInt(client ? 0x0a000001 : 0x0a000002).putInt(client ? 0x0a000002 : 0x0a000001);
        frame.putShort((short) (client ? clientPort : 80)).putShort((short) (client ? 80 : clientPort)).putInt(sequence)
            .putInt(acknowledgement).put((byte) 0x50).put((byte) flags).putShort((short) 0xffff).putInt(0);
        MemorySegment.copy(frame.array(), 0, memory, ValueLayout.JAVA_BYTE, 0, frame.capacity());
        cursor.move(0, frame.capacity(), frame.capacity(), System.currentTimeMillis() * 1_000_000, 0, LinkType.ETHERNET, 1);
        source.process(cursor.packet());
    }
}
