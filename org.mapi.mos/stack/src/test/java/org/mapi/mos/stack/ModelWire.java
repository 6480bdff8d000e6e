package org.mapi.mos.stack;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.mapi.packet.LinkType;
import org.mapi.packet.PacketCursor;
import org.mapi.packet.TcpFlags;

/** Makes frames of segments (IPv4 or IPv6, VLAN tags, fragments) and gives them to a worker. */
final class ModelWire {
    private static final int TCP = 6;
    private static final int FRAGMENT_HEADER = 44;

    private final Worker worker;
    private final int family;
    private final int clientPort;
    private final int[] initial;
    private final MemorySegment memory = Arena.ofAuto().allocate(4096, 8);
    private final PacketCursor cursor = new PacketCursor();
    private int identification;
    long frames;

    ModelWire(Worker worker, int family, int clientPort, int... initial) {
        this.worker = worker;
        this.family = family;
        this.clientPort = clientPort;
        this.initial = initial;
        cursor.region(memory);
    }

    /** Gives a segment to the worker, in pieces of so many bytes; 0: whole. Every other time the pieces come in reverse. */
    void show(ModelSegment segment, long time, int piece) {
        final byte[] transport = transport(segment);
        identification++;
        if (piece == 0 || transport.length <= piece) {
            give(ip(segment.sender(), transport, 0, transport.length, false), time);
            return;
        }
        final int count = (transport.length + piece - 1) / piece;
        for (int i = 0; i < count; i++) {
            final int number = identification % 2 == 0 ? i : count - 1 - i;
            final int from = number * piece;
            give(ip(segment.sender(), transport, from, Math.min(transport.length, from + piece), true), time);
        }
    }

    private byte[] transport(ModelSegment segment) {
        final boolean syn = segment.has(TcpFlags.SYN);
        final int options = segment.scale() >= 0 ? 4 : 0;
        final ByteBuffer tcp = ByteBuffer.allocate(20 + options + segment.payload().length);
        final int sender = segment.sender();
        tcp.putShort((short) (sender == 0 ? clientPort : 80)).putShort((short) (sender == 0 ? 80 : clientPort))
            .putInt(initial[sender] + (syn ? 0 : 1) + (int) segment.position())
            .putInt(segment.has(TcpFlags.ACK) ? initial[1 - sender] + 1 + (int) segment.acknowledged() : 0)
            .put((byte) ((20 + options) / 4 << 4)).put((byte) segment.flags()).putShort((short) segment.window()).putInt(0);
        if (options > 0) {
            tcp.put((byte) 1).put((byte) 3).put((byte) 3).put((byte) segment.scale());
        }
        tcp.put(segment.payload());
        tcp.putShort(16, (short) checksum(tcp.array(), sum(address(sender)) + sum(address(1 - sender)) + TCP + tcp.capacity()));
        return tcp.array();
    }

    private byte[] address(int end) {
        if (family % 2 == 0) {
            return new byte[] {10, 0, 0, (byte) (end + 1)};
        }
        final byte[] address = new byte[16];
        address[0] = 0x20;
        address[15] = (byte) (end + 1);
        return address;
    }

    private byte[] ip(int sender, byte[] transport, int from, int to, boolean piece) {
        final byte[] content = Arrays.copyOfRange(transport, from, to);
        final boolean more = to < transport.length;
        final ByteBuffer packet;
        if (family % 2 == 0) {
            packet = ByteBuffer.allocate(20 + content.length).putShort((short) 0x4500).putShort((short) (20 + content.length))
                .putShort((short) identification).putShort((short) (from / 8 | (more ? 0x2000 : 0))).put((byte) 64)
                .put((byte) TCP).putShort((short) 0).put(address(sender)).put(address(1 - sender));
            packet.putShort(10, (short) checksum(Arrays.copyOf(packet.array(), 20), 0));
        } else {
            final int extension = piece ? 8 : 0;
            packet = ByteBuffer.allocate(40 + extension + content.length).putInt(0x6000_0000)
                .putShort((short) (extension + content.length)).put((byte) (piece ? FRAGMENT_HEADER : TCP)).put((byte) 64)
                .put(address(sender)).put(address(1 - sender));
            if (piece) {
                packet.put((byte) TCP).put((byte) 0).putShort((short) (from | (more ? 1 : 0))).putInt(identification);
            }
        }
        return packet.put(content).array();
    }

    private void give(byte[] packet, long time) {
        final int tags = family < 2 ? 0 : family - 1;
        final ByteBuffer frame = ByteBuffer.allocate(14 + 4 * tags + packet.length)
            .put(new byte[] {2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1});
        for (int i = 0; i < tags; i++) {
            frame.putShort((short) 0x8100).putShort((short) (100 + i));
        }
        frame.putShort((short) (family % 2 == 0 ? 0x0800 : 0x86dd)).put(packet);
        MemorySegment.copy(frame.array(), 0, memory, ValueLayout.JAVA_BYTE, 0, frame.capacity());
        cursor.move(0, frame.capacity(), frame.capacity(), time, 0, LinkType.ETHERNET, ++frames);
        worker.process(cursor.packet(), 0);
    }

    private static long sum(byte[] bytes) {
        long sum = 0;
        for (int i = 0; i < bytes.length; i++) {
            sum += (bytes[i] & 0xffL) << (i % 2 == 0 ? 8 : 0);
        }
        return sum;
    }

    private static int checksum(byte[] bytes, long start) {
        long sum = start + sum(bytes);
        while (sum > 0xffff) {
            sum = (sum & 0xffff) + (sum >>> 16);
        }
        return (int) ~sum & 0xffff;
    }
}
