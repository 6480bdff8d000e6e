package org.mapi.mos.stack;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import org.mapi.packet.Packet;
import org.mapi.packet.PacketCursor;

/**
 * Memory for copies of frames: blocks of 128 bytes to 128 KiB out of slabs, up to a limit. Of the limit only half is for flows
 * that may be nothing but a flood. A place is a number: the slab in the high half, the offset in the low one. One thread.
 */
final class FrameMemory {
    /** No place. */
    static final long NONE = -1;

    private static final int LEAST_SHIFT = 7;
    private static final int MOST_SHIFT = 17;
    private static final int MOST_SLAB = 1 << 20;
    private static final long OFFSET = 0xffff_ffffL;

    private final int slabSize;
    private final int limit;
    private PacketCursor[] cursors = new PacketCursor[4];
    private MemorySegment[] slabs = new MemorySegment[4];
    private int count;
    private int fresh;
    /** By size: the first free block, whose first eight bytes say which is the next. */
    private final long[] free = new long[MOST_SHIFT + 1];
    private long used;

    /**
     * No memory yet.
     *
     * @param bytes most bytes of all slabs
     */
    FrameMemory(long bytes) {
        slabSize = Integer.highestOneBit((int) Math.min(MOST_SLAB, Math.max(1 << LEAST_SHIFT, bytes / 4)));
        limit = (int) Math.min(Integer.MAX_VALUE, bytes / slabSize);
        fresh = slabSize;
        Arrays.fill(free, NONE);
    }

    /** The size of a block for so many bytes, as a power of two. */
    static int shift(int length) {
        return Math.max(LEAST_SHIFT, Integer.SIZE - Integer.numberOfLeadingZeros(Math.max(1, length) - 1));
    }

    /**
     * A block.
     *
     * @param shift     its size, as {@link #shift} says
     * @param important whether the second half of the memory may be used too
     * @return its place, {@link #NONE} if there is no room
     */
    long take(int shift, boolean important) {
        if (shift > MOST_SHIFT || 1 << shift > slabSize) {
            return NONE;
        }
        long place = free[shift];
        if (place != NONE) {
            free[shift] = slabs[slab(place)].get(ValueLayout.JAVA_LONG, offset(place));
        } else if (slabSize - fresh >= 1 << shift || grow(important)) {
            place = (long) count - 1 << Integer.SIZE | fresh;
            fresh += 1 << shift;
        } else {
            return NONE;
        }
        used += 1L << shift;
        return place;
    }

    private boolean mayGrow(boolean important) {
        return count < (important ? limit : limit >> 1);
    }

    /** Whether a frame of so many bytes would find a block. */
    boolean hasRoom(int length, boolean important) {
        final int shift = shift(length);
        return shift <= MOST_SHIFT && 1 << shift <= slabSize
            && (free[shift] != NONE || slabSize - fresh >= 1 << shift || mayGrow(important));
    }

    private boolean grow(boolean important) {
        if (!mayGrow(important)) {
            return false;
        }
        while (slabSize - fresh >= 1 << LEAST_SHIFT) {
            final int shift = Math.min(MOST_SHIFT, Integer.SIZE - 1 - Integer.numberOfLeadingZeros(slabSize - fresh));
            put((long) count - 1 << Integer.SIZE | fresh, shift);
            fresh += 1 << shift;
        }
        if (count == slabs.length) {
            slabs = Arrays.copyOf(slabs, count * 2);
            cursors = Arrays.copyOf(cursors, count * 2);
        }
        slabs[count] = Arena.ofAuto().allocate(slabSize, Long.BYTES);
        cursors[count] = new PacketCursor();
        cursors[count].region(slabs[count]);
        count++;
        fresh = 0;
        return true;
    }

    /** Gives a block back. */
    void give(long place, int shift) {
        put(place, shift);
        used -= 1L << shift;
    }

    private void put(long place, int shift) {
        slabs[slab(place)].set(ValueLayout.JAVA_LONG, offset(place), free[shift]);
        free[shift] = place;
    }

    private static int slab(long place) {
        return (int) (place >>> Integer.SIZE);
    }

    private static long offset(long place) {
        return place & OFFSET;
    }

    /** Copies a frame to a block that is large enough. */
    void copy(Packet packet, long place) {
        packet.copyTo(slabs[slab(place)], offset(place), packet.captureLength());
    }

    /** The frame in a block, until the next one is asked for. */
    Packet packet(long place, int captured, int wire, long time, int linkType) {
        final PacketCursor cursor = cursors[slab(place)];
        cursor.move(offset(place), captured, wire, time, 0, linkType, 0);
        return cursor.packet();
    }

    /** Bytes of the blocks in use. */
    long used() {
        return used;
    }

    /** Bytes taken from the system. */
    long taken() {
        return (long) count * slabSize;
    }
}
