package org.mapi.mos.stack;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.mapi.packet.Packet;
import org.mapi.packet.PacketCursor;

/** Copies of frames in chains, in a bounded piece of memory that is taken when the first one comes. One thread. */
final class FrameStore {
    /** No frame. */
    static final int NONE = -1;

    private static final int BLOCK = 2048;

    private final int blocks;
    private MemorySegment memory = MemorySegment.NULL;
    /** The block behind a block of the same frame, or the next free one. */
    private int[] next;
    /** By first block of a frame: the first block of the next frame. */
    private int[] following;
    private int[] captured;
    private int[] wire;
    private long[] time;
    private int[] linkType;
    private int[] device;
    private int free;
    private int freeCount;
    private final PacketCursor cursor = new PacketCursor();
    private MemorySegment frame = MemorySegment.NULL;

    /**
     * A store.
     *
     * @param bytes most memory
     */
    FrameStore(int bytes) {
        blocks = bytes / BLOCK;
        freeCount = blocks;
    }

    private void begin() {
        memory = Arena.ofAuto().allocate((long) blocks * BLOCK, Long.BYTES);
        frame = Arena.ofAuto().allocate(FrameEdit.LONGEST, Long.BYTES);
        cursor.region(frame);
        next = new int[blocks];
        following = new int[blocks];
        captured = new int[blocks];
        wire = new int[blocks];
        time = new long[blocks];
        linkType = new int[blocks];
        device = new int[blocks];
        Arrays.setAll(next, i -> i + 1 < blocks ? i + 1 : NONE);
    }

    /** Whether a frame of so many bytes can be put now. */
    boolean hasRoom(int length) {
        return needed(length) <= freeCount;
    }

    private static int needed(int length) {
        return Math.max(1, (length + BLOCK - 1) / BLOCK);
    }

    /** Copies a frame, for which there is room and which is not longer than {@link FrameEdit#LONGEST}; its number. */
    int put(Packet packet, int fromDevice) {
        if (memory.byteSize() == 0) {
            begin();
        }
        final int length = packet.captureLength();
        final int first = free;
        int at = free;
        for (int done = 0; done == 0 || done < length; done += BLOCK) {
            at = free;
            free = next[at];
            freeCount--;
            packet.copyTo(done, memory, (long) at * BLOCK, Math.min(BLOCK, length - done));
        }
        next[at] = NONE;
        following[first] = NONE;
        captured[first] = length;
        wire[first] = packet.wireLength();
        time[first] = packet.timestamp();
        linkType[first] = packet.linkType();
        device[first] = fromDevice;
        return first;
    }

    /** Puts a frame behind another one. */
    void chain(int last, int number) {
        following[last] = number;
    }

    int following(int number) {
        return following[number];
    }

    /** The device that a frame came in by. */
    int device(int number) {
        return device[number];
    }

    /** A frame in one piece; valid until the next call. */
    Packet get(int number) {
        int at = number;
        for (int done = 0; done < captured[number]; done += BLOCK) {
            MemorySegment.copy(memory, (long) at * BLOCK, frame, done, Math.min(BLOCK, captured[number] - done));
            at = next[at];
        }
        cursor.move(0, captured[number], wire[number], time[number], 0, linkType[number], 0);
        return cursor.packet();
    }

    /** Gives a frame's memory back. */
    void free(int number) {
        int last = number;
        freeCount++;
        while (next[last] != NONE) {
            last = next[last];
            freeCount++;
        }
        next[last] = free;
        free = number;
    }
}
