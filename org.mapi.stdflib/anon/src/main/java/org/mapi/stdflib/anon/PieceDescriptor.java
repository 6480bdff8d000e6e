package org.mapi.stdflib.anon;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import org.mapi.packet.Packet;
import org.mapi.result.CapturedPacket;

/**
 * A packet in the queue of UNCOOK, as in that of TO_BUFFER. Little endian.
 *
 * <pre>
 *   0                   8                  16                  24
 *   +-------------------+---------+---------+---------+---------+----------
 *   | timestamp, ns     | inter-  | link    | captured| wire    | captured
 *   | since the epoch   | face    | type    | length  | length  | bytes ...
 *   +-------------------+---------+---------+---------+---------+----------
 * </pre>
 */
final class PieceDescriptor {
    static final int TIMESTAMP_OFFSET = 0;
    static final int INTERFACE_OFFSET = 8;
    static final int LINK_TYPE_OFFSET = 12;
    static final int CAPTURE_LENGTH_OFFSET = 16;
    static final int WIRE_LENGTH_OFFSET = 20;
    static final int HEADER_LENGTH = 24;

    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private PieceDescriptor() { }

    /** Writes the header of a packet of which {@code captured} bytes follow. */
    static void header(MemorySegment memory, long at, Packet packet, int captured) {
        memory.set(LONG, at + TIMESTAMP_OFFSET, packet.timestamp());
        memory.set(INT, at + INTERFACE_OFFSET, packet.interfaceIndex());
        memory.set(INT, at + LINK_TYPE_OFFSET, packet.linkType());
        memory.set(INT, at + CAPTURE_LENGTH_OFFSET, captured);
        memory.set(INT, at + WIRE_LENGTH_OFFSET, packet.wireLength());
    }

    /** Copies a packet out. */
    static CapturedPacket read(MemorySegment memory, long at, int length) {
        final int captured = Math.clamp(memory.get(INT, at + CAPTURE_LENGTH_OFFSET), 0, length - HEADER_LENGTH);
        final byte[] bytes = new byte[captured];
        MemorySegment.copy(memory, ValueLayout.JAVA_BYTE, at + HEADER_LENGTH, bytes, 0, captured);
        return new CapturedPacket(memory.get(LONG, at + TIMESTAMP_OFFSET), memory.get(INT, at + INTERFACE_OFFSET),
            memory.get(INT, at + LINK_TYPE_OFFSET), memory.get(INT, at + WIRE_LENGTH_OFFSET), bytes);
    }
}
