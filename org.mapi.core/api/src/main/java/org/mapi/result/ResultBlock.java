package org.mapi.result;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Objects;

/**
 * The payload that an instance publishes its result into. Offsets come from {@link ResultLayout#offset(String)}.
 *
 * <p>Valid only inside the call that hands it over; the engine makes the values visible to readers at once, all or nothing.
 * Used by the agent's thread only. Never allocates.
 */
public final class ResultBlock {
    private final MemorySegment payload;

    /**
     * A block over memory.
     *
     * @param payload native memory of the payload's size
     */
    public ResultBlock(MemorySegment payload) {
        this.payload = Objects.requireNonNull(payload, "payload");
    }

    /** Size in bytes. */
    public long size() {
        return payload.byteSize();
    }

    /** The payload itself, for bulk copies. */
    public MemorySegment segment() {
        return payload;
    }

    /** Sets an 8-bit or boolean field. */
    public void setByte(int offset, byte value) {
        payload.set(ValueLayout.JAVA_BYTE, offset, value);
    }

    /** Sets a 16-bit field. */
    public void setShort(int offset, short value) {
        payload.set(PayloadAccess.SHORT, offset, value);
    }

    /** Sets a 32-bit field. */
    public void setInt(int offset, int value) {
        payload.set(PayloadAccess.INT, offset, value);
    }

    /** Sets a 64-bit field. */
    public void setLong(int offset, long value) {
        payload.set(PayloadAccess.LONG, offset, value);
    }

    /**
     * Sets a 128-bit field.
     *
     * @param offset of the field
     * @param high   high 64 bits
     * @param low    low 64 bits
     */
    public void setLong128(int offset, long high, long low) {
        payload.set(PayloadAccess.LONG, offset, low);
        payload.set(PayloadAccess.LONG, offset + 8L, high);
    }

    /**
     * Sets an address.
     *
     * @param offset of the field
     * @param high   first 64 bits of the address, 0 for IPv4
     * @param low    last 64 bits; 0x0000ffff and the address for IPv4, as {@link org.mapi.packet.Layers} tells them
     */
    public void setAddress(int offset, long high, long low) {
        payload.set(PayloadAccess.LONG, offset, Long.reverseBytes(high));
        payload.set(PayloadAccess.LONG, offset + 8L, Long.reverseBytes(low));
    }

    /** Sets a floating-point field. */
    public void setDouble(int offset, double value) {
        payload.set(PayloadAccess.DOUBLE, offset, value);
    }

    /** Reads a 64-bit field back. */
    public long getLong(int offset) {
        return payload.get(PayloadAccess.LONG, offset);
    }

    /** Reads a 32-bit field back. */
    public int getInt(int offset) {
        return payload.get(PayloadAccess.INT, offset);
    }

    /** Reads a 16-bit field back. */
    public short getShort(int offset) {
        return payload.get(PayloadAccess.SHORT, offset);
    }

    /** Reads an 8-bit or boolean field back. */
    public byte getByte(int offset) {
        return payload.get(ValueLayout.JAVA_BYTE, offset);
    }

    /** Reads a floating-point field back. */
    public double getDouble(int offset) {
        return payload.get(PayloadAccess.DOUBLE, offset);
    }
}
