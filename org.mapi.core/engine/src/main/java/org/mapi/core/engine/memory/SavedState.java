package org.mapi.core.engine.memory;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.mapi.function.StateReader;
import org.mapi.function.StateWriter;

/**
 * The bytes that an instance hands to its successor. Grows up to {@link BlockRequest#MAXIMUM_STATE}; more throws
 * IllegalStateException. Used by one thread at a time.
 */
public final class SavedState implements StateWriter {
    private static final int FIRST_ROOM = 256;

    private byte[] bytes = new byte[0];
    private int length;

    /** Bytes written. */
    public int length() {
        return length;
    }

    /** Reads from the start. What is written later is not seen. */
    public StateReader reader() {
        return new Reader(ByteBuffer.wrap(bytes, 0, length).slice().order(ByteOrder.LITTLE_ENDIAN));
    }

    @Override
    public void putByte(byte value) {
        room(Byte.BYTES).put(value);
    }

    @Override
    public void putInt(int value) {
        room(Integer.BYTES).putInt(value);
    }

    @Override
    public void putLong(long value) {
        room(Long.BYTES).putLong(value);
    }

    @Override
    public void putDouble(double value) {
        room(Double.BYTES).putDouble(value);
    }

    @Override
    public void putBytes(byte[] value) {
        room(value.length).put(value);
    }

    private ByteBuffer room(int more) {
        if (more > BlockRequest.MAXIMUM_STATE - length) {
            throw new IllegalStateException("saved state is too long: length=" + ((long) length + more) + ", maximum="
                + BlockRequest.MAXIMUM_STATE);
        }
        if (length + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(length + more, Math.max(FIRST_ROOM, 2 * bytes.length)));
        }
        final ByteBuffer buffer = ByteBuffer.wrap(bytes, length, more).order(ByteOrder.LITTLE_ENDIAN);
        length += more;
        return buffer;
    }

    void copyTo(MemorySegment memory, long offset) {
        MemorySegment.copy(bytes, 0, memory, ValueLayout.JAVA_BYTE, offset, length);
    }

    void copyFrom(MemorySegment memory, long offset, int count) {
        bytes = new byte[count];
        length = count;
        MemorySegment.copy(memory, ValueLayout.JAVA_BYTE, offset, bytes, 0, count);
    }

    private record Reader(ByteBuffer buffer) implements StateReader {
        @Override
        public int remaining() {
            return buffer.remaining();
        }

        @Override
        public byte getByte() {
            return need(Byte.BYTES).get();
        }

        @Override
        public int getInt() {
            return need(Integer.BYTES).getInt();
        }

        @Override
        public long getLong() {
            return need(Long.BYTES).getLong();
        }

        @Override
        public double getDouble() {
            return need(Double.BYTES).getDouble();
        }

        @Override
        public byte[] getBytes(int count) {
            need(count);
            final byte[] value = new byte[count];
            buffer.get(value);
            return value;
        }

        private ByteBuffer need(int count) {
            if (count < 0 || count > buffer.remaining()) {
                throw new IllegalStateException("read beyond the end of the saved state: wanted=" + count + ", remaining="
                    + buffer.remaining());
            }
            return buffer;
        }
    }
}
