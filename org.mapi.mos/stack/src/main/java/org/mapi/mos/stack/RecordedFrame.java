package org.mapi.mos.stack;

import org.mapi.packet.Packet;

/** A copy of the last frame of one side, if there was room for it. */
final class RecordedFrame {
    private final FrameMemory memory;
    private long place = FrameMemory.NONE;
    /** Of the block. */
    private int shift;
    private boolean present;
    private int captured;
    private int wire;
    private long time;
    private int linkType;
    private int device;
    private long streamOffset;

    RecordedFrame(FrameMemory memory) {
        this.memory = memory;
    }

    /**
     * Takes the place of the frame before, which is gone even if there is no room for this one.
     *
     * @param important whether the flow is one that both ends want
     */
    void record(Packet packet, int fromDevice, long offset, boolean important) {
        captured = packet.captureLength();
        final int needed = FrameMemory.shift(captured);
        if (place == FrameMemory.NONE || needed > shift) {
            clear();
            place = memory.take(needed, important);
            shift = needed;
        }
        present = place != FrameMemory.NONE;
        if (present) {
            memory.copy(packet, place);
            wire = packet.wireLength();
            time = packet.timestamp();
            linkType = packet.linkType();
            device = fromDevice;
            streamOffset = offset;
        }
    }

    /** Gives the memory back. */
    void clear() {
        if (place != FrameMemory.NONE) {
            memory.give(place, shift);
            place = FrameMemory.NONE;
        }
        present = false;
    }

    boolean isPresent() {
        return present;
    }

    /** The frame, until the next one is asked for. */
    Packet packet() {
        return memory.packet(place, captured, wire, time, linkType);
    }

    int device() {
        return device;
    }

    long streamOffset() {
        return streamOffset;
    }
}
