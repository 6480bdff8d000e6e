package org.mapi.core.pcap.live;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.mapi.capture.PacketBatch;

/** Frames of an experimental Ethernet type, numbered, with bytes that follow from the number. */
final class TestFrames {
    private static final int HEADER = 14;
    private static final ValueLayout.OfInt NUMBER = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private TestFrames() { }

    /** Length of a frame, 60 to 1514. */
    static int length(int number, int longest) {
        return 60 + number * 37 % (longest - 59);
    }

    private static byte at(int number, int position) {
        if (position < 12) {
            return (byte) (position < 6 ? 0x02 : 0x06);
        }
        if (position < HEADER) {
            return (byte) (position == 12 ? 0x88 : 0xb5);
        }
        return (byte) (position < HEADER + 4 ? number >>> 8 * (HEADER + 3 - position) : number * 31 + position);
    }

    /** A batch of frames numbered from {@code first}. */
    static PacketBatch batch(Arena arena, int first, int count, int longest) {
        PacketBatch batch = new PacketBatch();
        MemorySegment region = arena.allocate((long) count * longest);
        int number = batch.region(region);
        long offset = 0;
        for (int i = first; i < first + count; i++) {
            int length = length(i, longest);
            for (int j = 0; j < length; j++) {
                region.set(ValueLayout.JAVA_BYTE, offset + j, at(i, j));
            }
            batch.add(number, offset, length, length, 0, 0, 1);
            offset += length;
        }
        return batch;
    }

    /** The number of a captured frame, after a check of all its bytes; -1 for a frame that is not ours. */
    static int number(PacketBatch batch, int index) {
        MemorySegment segment = batch.segment(index);
        long offset = batch.offset(index);
        int number = segment.get(NUMBER, offset + HEADER);
        for (int j = 0; j < batch.captureLength(index); j++) {
            if (segment.get(ValueLayout.JAVA_BYTE, offset + j) != at(number, j)) {
                return -1;
            }
        }
        return number;
    }

    /** A pcap file of frames. */
    static byte[] file(int count, int longest) {
        ByteBuffer file = ByteBuffer.allocate(24 + count * (16 + longest)).order(ByteOrder.LITTLE_ENDIAN);
        file.putInt(0xa1b2c3d4).putShort((short) 2).putShort((short) 4).putInt(0).putInt(0).putInt(65535).putInt(1);
        for (int i = 0; i < count; i++) {
            int length = length(i, longest);
            file.putInt(1).putInt(i).putInt(length).putInt(length);
            for (int j = 0; j < length; j++) {
                file.put(at(i, j));
            }
        }
        byte[] bytes = new byte[file.position()];
        file.flip().get(bytes);
        return bytes;
    }
}
