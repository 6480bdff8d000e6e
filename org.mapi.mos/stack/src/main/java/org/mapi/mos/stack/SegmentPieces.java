package org.mapi.mos.stack;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import org.mapi.packet.IpProtocol;
import org.mapi.packet.Packet;
import org.mapi.packet.PacketCursor;
import org.mapi.packet.TcpFlags;

/** Makes several TCP segments of one that is longer than its receiver takes. */
final class SegmentPieces {
    private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;
    private static final int IPV6 = 40;
    private static final int FLAGS_FIELD = 13;
    private static final int LAST_ONLY = TcpFlags.FIN | TcpFlags.PSH;

    private final PacketCursor cursor = new PacketCursor();
    private MemorySegment memory = MemorySegment.NULL;

    /**
     * Makes one piece.
     *
     * @param segment the whole one, not a fragment
     * @param from    first byte of its payload
     * @param length  how many
     * @return the piece, valid until the next one is made
     */
    Packet make(Packet segment, int from, int length) {
        if (memory.byteSize() == 0) {
            memory = Arena.ofAuto().allocate(FrameEdit.LONGEST, Long.BYTES);
            cursor.region(memory);
        }
        final int headers = segment.payloadOffset();
        final int network = segment.networkOffset();
        final int transport = segment.transportOffset();
        segment.copyTo(0, memory, 0, headers);
        segment.copyTo(headers + from, memory, headers, length);
        final int shorter = segment.payloadLength() - length;
        if (segment.pppoeSession() >= 0) {
            memory.set(SHORT, network - 4L, (short) (memory.get(SHORT, network - 4L) - shorter));
        }
        if (segment.ipVersion() == 4) {
            memory.set(SHORT, network + 2, (short) (headers + length - network));
            memory.set(SHORT, network + 10, (short) 0);
            final int header = (memory.get(BYTE, network) & 0xf) * Integer.BYTES;
            memory.set(SHORT, network + 10, (short) ~Checksums.fold(Checksums.sum(memory, network, header)));
        } else {
            memory.set(SHORT, network + 4, (short) (headers + length - network - IPV6));
        }
        memory.set(INT, transport + 4, memory.get(INT, transport + 4) + from);
        if (from + length < segment.payloadLength()) {
            memory.set(BYTE, transport + FLAGS_FIELD, (byte) (memory.get(BYTE, transport + FLAGS_FIELD) & ~LAST_ONLY));
        }
        memory.set(SHORT, transport + 16, (short) 0);
        final int summed = headers + length - transport;
        final long pseudo = Checksums.pseudo(segment, IpProtocol.TCP, summed);
        memory.set(SHORT, transport + 16, (short) ~Checksums.fold(pseudo + Checksums.sum(memory, transport, summed)));
        cursor.move(0, headers + length, headers + length, segment.timestamp(), segment.interfaceIndex(), segment.linkType(),
            segment.number());
        return cursor.packet();
    }
}
