package org.mapi.mos.stack;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import org.mapi.packet.IpProtocol;
import org.mapi.packet.Packet;
import org.mapi.packet.PacketCursor;

/** Cuts a changed datagram into fragments again, none longer than those it came in. One thread. */
final class Refragmenter {
    private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;
    private static final int IPV6 = 40;
    private static final int FRAGMENT_HEADER = 8;
    private static final int UNIT = 8;
    private static final int MORE = 0x2000;
    private static final int HOP_BY_HOP = 0;
    private static final int ROUTING = 43;

    private final PacketCursor cursor = new PacketCursor();
    private MemorySegment memory = MemorySegment.NULL;
    private Packet datagram;
    private int identification;
    private int longest;
    /** Where what is cut begins in the datagram. */
    private int begin;
    /** Where the number is that says what follows the headers that every fragment has; -1 for IPv4. */
    private int nextHeaderAt;
    private int done;

    /**
     * A datagram is to be cut.
     *
     * @param whole    not fragmented
     * @param number   identification
     * @param mostEach the longest IP packet
     */
    void begin(Packet whole, int number, int mostEach) {
        if (memory.byteSize() == 0) {
            memory = Arena.ofAuto().allocate(FrameEdit.LONGEST, Long.BYTES);
            cursor.region(memory);
        }
        datagram = whole;
        identification = number;
        longest = mostEach;
        done = 0;
        final int network = whole.networkOffset();
        if (whole.ipVersion() == 4) {
            begin = network + (whole.getUnsignedByte(network) & 0xf) * Integer.BYTES;
            nextHeaderAt = -1;
        } else {
            begin = network + IPV6;
            nextHeaderAt = network + 6;
            int next = whole.getUnsignedByte(nextHeaderAt);
            while ((next == HOP_BY_HOP || next == ROUTING) && whole.has(begin, FRAGMENT_HEADER)) {
                nextHeaderAt = begin;
                next = whole.getUnsignedByte(begin);
                begin += whole.getUnsignedByte(begin + 1) + 1 << 3;
            }
        }
    }

    /** The next piece, valid until the one after it; the datagram itself if it need not be cut; null behind the last. */
    Packet next() {
        final int total = datagram.captureLength() - begin;
        if (done >= total) {
            return null;
        }
        final int header = nextHeaderAt < 0 ? 0 : FRAGMENT_HEADER;
        final int network = datagram.networkOffset();
        if (done == 0 && datagram.captureLength() - network <= longest) {
            done = total;
            return datagram;
        }
        final int room = Math.max(UNIT, (longest - (begin - network) - header) / UNIT * UNIT);
        final int length = Math.min(room, total - done);
        final boolean more = done + length < total;
        datagram.copyTo(0, memory, 0, begin);
        datagram.copyTo(begin + done, memory, begin + header, length);
        if (header == 0) {
            ipv4(network, length, more);
        } else {
            ipv6(network, length, more);
        }
        done += length;
        final int frame = begin + header + length;
        cursor.move(0, frame, frame, datagram.timestamp(), datagram.interfaceIndex(), datagram.linkType(), datagram.number());
        return cursor.packet();
    }

    private void ipv4(int at, int length, boolean more) {
        memory.set(SHORT, at + 2, (short) (begin - at + length));
        memory.set(SHORT, at + 4, (short) identification);
        memory.set(SHORT, at + 6, (short) (done / UNIT | (more ? MORE : 0)));
        memory.set(SHORT, at + 10, (short) 0);
        memory.set(SHORT, at + 10, (short) ~Checksums.fold(Checksums.sum(memory, at, begin - at)));
    }

    private void ipv6(int at, int length, boolean more) {
        memory.set(SHORT, at + 4, (short) (begin - at - IPV6 + FRAGMENT_HEADER + length));
        memory.set(BYTE, begin, memory.get(BYTE, nextHeaderAt));
        memory.set(BYTE, begin + 1, (byte) 0);
        memory.set(SHORT, begin + 2, (short) (done | (more ? 1 : 0)));
        memory.set(INT, begin + 4, identification);
        memory.set(BYTE, nextHeaderAt, (byte) IpProtocol.FRAGMENT);
    }
}
