package org.mapi.packet;

import java.lang.foreign.MemorySegment;

/**
 * A packet, seen where the driver left it: one mutable object per device queue, moved from packet to packet.
 *
 * <p>Valid only inside {@code process} and only on its thread. Whoever keeps a packet copies it ({@link #copyTo}). Functions
 * read; what they may change is the {@link #mark(int)}, and the bytes if the flow works on its own copy ({@link
 * #writableSegment()}).
 *
 * <p>The packet is also its own outermost {@link Layers}: {@code packet.ipVersion()}, {@code packet.tcpFlags()},
 * {@code packet.innermost().protocol()}.
 *
 * <p>Offsets of the readers are counted in bytes from the link header. A reader whose bytes are not all captured answers 0, as
 * it does for a negative offset, so that "not there" (-1) may be passed on without asking; {@link #has(int, int)} tells the
 * difference. Numbers of several bytes are in network byte order.
 */
public final class Packet extends Layers {
    MemorySegment region = MemorySegment.NULL;
    /** The region as functions see it: read-only. */
    MemorySegment segment = MemorySegment.NULL;
    long offset;
    int captureLength;
    int wireLength;
    long timestamp;
    int interfaceIndex;
    long number;
    int mark;
    long deviceHeaderOffset;
    int deviceHeaderLength;
    /** Number of bytes that may be written from the link header on; -1 if none may. */
    int room = -1;

    /** Only {@link PacketCursor} makes packets. */
    Packet() {
    }

    /** The driver's memory that holds the packet at {@link #offset()}: native and read-only; valid as long as the packet. */
    public MemorySegment segment() {
        return segment;
    }

    /** Where the link header is within {@link #segment()}. */
    public long offset() {
        return offset;
    }

    /** Number of bytes that were captured, from the link header on; 0 or more. */
    public int captureLength() {
        return captureLength;
    }

    /** Number of bytes the packet had on the wire; from a faulty source it may be less than the capture length. */
    public int wireLength() {
        return wireLength;
    }

    /** When the packet was captured: nanoseconds since the Unix epoch (1970-01-01T00:00Z), as exactly as the source knows it. */
    public long timestamp() {
        return timestamp;
    }

    /** The interface it was captured on: an index that the driver of the device explains; 0 if it has only one. */
    public int interfaceIndex() {
        return interfaceIndex;
    }

    /** How many packets this device queue has seen so far, this one included: 1 for the first. */
    public long number() {
        return number;
    }

    /**
     * The mark that a function before this one in the same flow left on this packet (the tutorial's colour); 0 if none did.
     * Marks of other flows are never seen.
     */
    public int mark() {
        return mark;
    }

    /** Leaves a mark for the functions behind this one in the same flow; gone with the packet. Any value; 0 means none. */
    public void mark(final int value) {
        mark = value;
    }

    /**
     * Where the device's own record header (that of an ERF record, for instance) is within {@link #segment()} - not counted
     * from the link header; meaningless if {@link #deviceHeaderLength()} is 0.
     */
    public long deviceHeaderOffset() {
        return deviceHeaderOffset;
    }

    /** Length of the device's own record header; 0 if the device has none. */
    public int deviceHeaderLength() {
        return deviceHeaderLength;
    }

    // ---- bytes ----------------------------------------------------------------------------------------------------------------

    /** Tells whether {@code length} bytes from {@code at} on were captured; false if one of them is negative. */
    public boolean has(final int at, final int length) {
        return (at | length) >= 0 && at <= captureLength - length;
    }

    /** The byte at an offset, -128 to 127; 0 if it was not captured. */
    public byte getByte(final int at) {
        return at >= 0 && at < captureLength ? segment.get(Wire.BYTE, offset + at) : 0;
    }

    /** The byte at an offset, 0 to 255; 0 if it was not captured. */
    public int getUnsignedByte(final int at) {
        return getByte(at) & 0xff;
    }

    /** The 16 bits at an offset, -32,768 to 32,767; 0 if they were not all captured. */
    public short getShort(final int at) {
        return at >= 0 && at <= captureLength - Short.BYTES ? segment.get(Wire.SHORT, offset + at) : 0;
    }

    /** The 16 bits at an offset, 0 to 65,535; 0 if they were not all captured. */
    public int getUnsignedShort(final int at) {
        return getShort(at) & 0xffff;
    }

    /** The 32 bits at an offset; 0 if they were not all captured. */
    public int getInt(final int at) {
        return at >= 0 && at <= captureLength - Integer.BYTES ? segment.get(Wire.INT, offset + at) : 0;
    }

    /** The 32 bits at an offset, 0 to 2^32 - 1; 0 if they were not all captured. */
    public long getUnsignedInt(final int at) {
        return getInt(at) & 0xffff_ffffL;
    }

    /** The 64 bits at an offset; 0 if they were not all captured. */
    public long getLong(final int at) {
        return at >= 0 && at <= captureLength - Long.BYTES ? segment.get(Wire.LONG, offset + at) : 0;
    }

    /**
     * Copies the packet from its link header on, as much of it as was captured and at most {@code length} bytes.
     *
     * @param target where to copy to; native memory, as everything that packets touch
     * @param at where in the target the first byte goes
     * @param length how many bytes are wanted, 0 or more; a caller that wants all passes {@link #captureLength()}
     * @return how many bytes were copied: the smaller of {@code length} and the capture length
     * @throws IndexOutOfBoundsException if {@code length} is negative or the target has no room for these bytes
     */
    public int copyTo(final MemorySegment target, final long at, final int length) {
        return copyTo(0, target, at, length);
    }

    /**
     * Copies a part of the packet, such as the payload, as much of it as was captured and at most {@code length} bytes.
     *
     * @param from offset of the first byte, from the link header; nothing is copied if it is not captured or negative
     * @param target where to copy to; native memory, as everything that packets touch
     * @param at where in the target the first byte goes
     * @param length how many bytes are wanted, 0 or more
     * @return how many bytes were copied, 0 to {@code length}
     * @throws IndexOutOfBoundsException if {@code length} is negative or the target has no room for these bytes
     */
    public int copyTo(final int from, final MemorySegment target, final long at, final int length) {
        if (from < 0 || from >= captureLength) {
            return 0;
        }
        final int count = Math.min(length, captureLength - from);
        MemorySegment.copy(segment, offset + from, target, at, count);
        return count;
    }

    // ---- own copies -----------------------------------------------------------------------------------------------------------

    /** Tells whether the bytes of this packet may be changed: it is the own copy of a flow with a packet-modifying function. */
    public boolean isWritable() {
        return room >= 0;
    }

    /** Number of bytes from the link header on that may be written, at least the capture length; -1 if none may. */
    public int writableLength() {
        return room;
    }

    /**
     * The memory of this flow's own copy, for writing at {@link #offset()} up to {@code offset() + writableLength()} and
     * nowhere else. Who has written calls {@link #modified(int, int)} before asking anything else of the packet.
     *
     * @throws IllegalStateException if the packet is not an own copy: the function's definition does not say that it modifies
     *     packets
     */
    public MemorySegment writableSegment() {
        requireWritable();
        return region;
    }

    /**
     * Tells that bytes were written: sets the lengths of the changed packet and forgets the decoded layers.
     *
     * @param captured the new capture length, 0 to {@link #writableLength()}
     * @param wire the new length on the wire, at least the capture length
     * @throws IllegalStateException if the packet is not an own copy
     * @throws IllegalArgumentException if a length is out of its range
     */
    public void modified(final int captured, final int wire) {
        requireWritable();
        if (captured < 0 || captured > room || wire < captured) {
            throw new IllegalArgumentException("lengths of a modified packet: captured=" + captured + ", wire=" + wire
                + ", expected 0 <= captured <= " + room + " and wire >= captured");
        }
        captureLength = captured;
        wireLength = wire;
        begin();
    }

    private void requireWritable() {
        if (room < 0) {
            throw new IllegalStateException("packet is read-only: only functions whose definition says that they modify packets "
                + "(modifies = true) get an own copy to write to");
        }
    }

    /** Begins anew with the layers of the packet as it is now. */
    void begin() {
        forget();
        end = captureLength;
        wireEnd = Math.max(wireLength, captureLength);
    }
}
