package org.mapi.core.engine.agent;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.mapi.packet.Packet;
import org.mapi.packet.PacketCursor;

/** The own copy of a packet that a packet-modifying flow works on. One at a time, reused for ever. */
final class PacketCopy {
    private static final int FIRST_ROOM = 256 << 10;

    private final PacketCursor cursor = new PacketCursor();
    private MemorySegment memory;

    /** Copies a packet with its device header and mark. */
    Packet of(Packet packet) {
        final int header = packet.deviceHeaderLength();
        final int captured = packet.captureLength();
        if (memory == null || memory.byteSize() < (long) header + captured) {
            memory = Arena.ofAuto().allocate(Math.max(FIRST_ROOM, 2L * (header + captured)), Long.BYTES);
        }
        cursor.region(memory);
        if (header > 0) {
            MemorySegment.copy(packet.segment(), packet.deviceHeaderOffset(), memory, 0, header);
        }
        packet.copyTo(memory, header, captured);
        cursor.move(header, captured, packet.wireLength(), packet.timestamp(), packet.interfaceIndex(), packet.linkType(),
            packet.number());
        if (header > 0) {
            cursor.deviceHeader(0, header);
        }
        cursor.mark(packet.mark());
        cursor.writable((int) Math.min(Integer.MAX_VALUE, memory.byteSize() - header));
        return cursor.packet();
    }

    PacketCursor cursor() {
        return cursor;
    }
}
