package org.mapi.core.engine.memory;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;

/** A consistent copy of a block, to be used again for the next reading. Used by one thread at a time. */
public final class SlotSnapshot {
    private final MemorySegment image;
    private final MemorySegment payload;

    /**
     * Room for a payload.
     *
     * @param payloadSize bytes, 0 or more
     */
    public SlotSnapshot(int payloadSize) {
        image = Arena.ofAuto().allocate(BlockDescriptor.HEADER_LENGTH + (long) payloadSize, BlockDescriptor.HEADER_LENGTH);
        payload = image.asSlice(BlockDescriptor.HEADER_LENGTH, payloadSize);
    }

    /** The value; native memory, valid until the next reading. */
    public MemorySegment payload() {
        return payload;
    }

    /** Time of the last packet accounted, nanoseconds since the Unix epoch; 0 before the first. */
    public long captureTime() {
        return OrderedMemory.getLong(image, BlockDescriptor.CAPTURE_TIME);
    }

    /** Wall time of the publication, nanoseconds since the Unix epoch; 0 when nothing was published yet. */
    public long wallTime() {
        return OrderedMemory.getLong(image, BlockDescriptor.WALL_TIME);
    }

    /** Packets given to the function. */
    public long seen() {
        return OrderedMemory.getLong(image, BlockDescriptor.SEEN);
    }

    /** Packets that it let through. */
    public long passed() {
        return OrderedMemory.getLong(image, BlockDescriptor.PASSED);
    }

    /** Packets that it should have seen but could not. */
    public long missed() {
        return OrderedMemory.getLong(image, BlockDescriptor.MISSED);
    }

    /** Packets that it made and passed on besides. */
    public long emitted() {
        return OrderedMemory.getLong(image, BlockDescriptor.EMITTED);
    }

    /** Whether anything was published yet. */
    public boolean published() {
        return publication() > 0;
    }

    /** How many publications there were; grows by one with each. */
    public long publication() {
        return OrderedMemory.getLong(image, BlockDescriptor.SEQUENCE) >> 1;
    }

    /** Whether this is the last value: the flow has finished. */
    public boolean last() {
        return (OrderedMemory.getInt(image, BlockDescriptor.FLAGS) & BlockDescriptor.FLAG_FINAL) != 0;
    }

    /** Whether the value began anew when the function was replaced. */
    public boolean fresh() {
        return (OrderedMemory.getInt(image, BlockDescriptor.FLAGS) & BlockDescriptor.FLAG_FRESH) != 0;
    }

    /** Takes over another snapshot of the same size. */
    public void copyFrom(SlotSnapshot other) {
        image.copyFrom(other.image);
    }

    /** Takes the sums of the counters of several snapshots and the latest of their times; the value stays. */
    public void count(List<SlotSnapshot> several) {
        long captured = 0;
        long written = 0;
        long seen = 0;
        long passed = 0;
        long missed = 0;
        long emitted = 0;
        for (SlotSnapshot one : several) {
            captured = Math.max(captured, one.captureTime());
            written = Math.max(written, one.wallTime());
            seen += one.seen();
            passed += one.passed();
            missed += one.missed();
            emitted += one.emitted();
        }
        OrderedMemory.putLong(image, BlockDescriptor.CAPTURE_TIME, captured);
        OrderedMemory.putLong(image, BlockDescriptor.WALL_TIME, written);
        OrderedMemory.putLong(image, BlockDescriptor.SEEN, seen);
        OrderedMemory.putLong(image, BlockDescriptor.PASSED, passed);
        OrderedMemory.putLong(image, BlockDescriptor.MISSED, missed);
        OrderedMemory.putLong(image, BlockDescriptor.EMITTED, emitted);
    }

    MemorySegment image() {
        return image;
    }
}
