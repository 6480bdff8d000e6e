package org.mapi.mos.stack;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.mapi.packet.Packet;
import org.mapi.packet.PacketCursor;

/** A copy of the last frame of one side. Memory grows to the longest frame seen, 64 KiB and its headers at most. */
final class RecordedFrame {
    private static final int LEAST = 2048;

    private MemorySegment memory = MemorySegment.NULL;
    private final PacketCursor cursor = new PacketCursor();
    private boolean present;
    private int device;
    private long streamOffset;

    void record(Packet packet, int fromDevice, long offset) {
        final int length = packet.captureLength();
        if (memory.byteSize() < length) {
            memory = Arena.ofAuto().allocate(Math.max(LEAST, Integer.highestOneBit(Math.max(1, length - 1)) << 1), Long.BYTES);
        }
        packet.copyTo(memory, 0, length);
        cursor.region(memory);
        cursor.move(0, length, packet.wireLength(), packet.timestamp(), packet.interfaceIndex(), packet.linkType(),
            packet.number());
        device = fromDevice;
        streamOffset = offset;
        present = true;
    }

    void clear() {
        present = false;
    }

    boolean isPresent() {
        return present;
    }

    Packet packet() {
        return cursor.packet();
    }

    int device() {
        return device;
    }

    long streamOffset() {
        return streamOffset;
    }
}
