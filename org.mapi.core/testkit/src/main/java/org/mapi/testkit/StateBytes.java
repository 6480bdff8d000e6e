package org.mapi.testkit;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import org.mapi.function.StateReader;
import org.mapi.function.StateWriter;

/** What an instance saves, in memory. */
public final class StateBytes implements StateWriter {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    @Override
    public void putByte(byte value) {
        bytes.write(value);
    }

    @Override
    public void putInt(int value) {
        bytes.writeBytes(ByteBuffer.allocate(4).putInt(value).array());
    }

    @Override
    public void putLong(long value) {
        bytes.writeBytes(ByteBuffer.allocate(8).putLong(value).array());
    }

    @Override
    public void putDouble(double value) {
        putLong(Double.doubleToLongBits(value));
    }

    @Override
    public void putBytes(byte[] value) {
        bytes.writeBytes(value);
    }

    /** Gives back what was written, from the start. */
    public StateReader reader() {
        final ByteBuffer buffer = ByteBuffer.wrap(bytes.toByteArray());
        return new StateReader() {
            @Override
            public int remaining() {
                return buffer.remaining();
            }

            @Override
            public byte getByte() {
                return buffer.get();
            }

            @Override
            public int getInt() {
                return buffer.getInt();
            }

            @Override
            public long getLong() {
                return buffer.getLong();
            }

            @Override
            public double getDouble() {
                return buffer.getDouble();
            }

            @Override
            public byte[] getBytes(int length) {
                final byte[] value = new byte[length];
                buffer.get(value);
                return value;
            }
        };
    }
}
