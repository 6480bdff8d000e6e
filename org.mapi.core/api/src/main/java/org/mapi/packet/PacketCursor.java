package org.mapi.packet;

import java.lang.foreign.MemorySegment;

/**
 * Owns one {@link Packet} and moves it from packet to packet: for engines, and for tests and benchmarks of drivers and functions.
 *
 * <p>Used by one thread at a time. In this order: {@link #region} once per memory region, then for every packet {@link #move}
 * and, where they apply, {@link #deviceHeader} and {@link #writable}. A move costs a handful of stores and allocates nothing;
 * {@code region} allocates for a region that is not one of the last two, and is not meant to be called per packet.
 */
public final class PacketCursor {
    private final Packet packet = new Packet();
    /** The region before this one, and its view: devices use two by turns. */
    private MemorySegment formerRegion;
    private MemorySegment formerView;

    /** A cursor whose packet is empty until the first move. */
    public PacketCursor() {
        packet.linkType = LinkType.ETHERNET;
    }

    /** The packet that this cursor moves: always the same object. */
    public Packet packet() {
        return packet;
    }

    /**
     * Sets the memory that the following packets lie in. The packet is empty until the next move.
     *
     * @param region native memory that is not a mapped file (one kind of memory keeps packet code fast: a mapped file is
     *     normalised by {@code MemorySegment.ofAddress(mapped.address()).reinterpret(size, arena, null)}, an array is copied);
     *     alive and accessible to this thread for as long as packets of it are looked at
     * @throws IllegalArgumentException if the region is on the heap or mapped
     */
    public void region(final MemorySegment region) {
        if (region == packet.region) {
            return;
        }
        if (!region.isNative() || region.isMapped()) {
            throw new IllegalArgumentException("memory of packets: region=" + region
                + ", expected native memory that is not mapped");
        }
        final MemorySegment view = region == formerRegion ? formerView : region.asReadOnly();
        formerRegion = packet.region;
        formerView = packet.segment;
        packet.region = region;
        packet.segment = view;
        move(0, 0, 0, packet.timestamp, packet.interfaceIndex, packet.linkType, packet.number);
    }

    /**
     * Moves to a packet: without mark, without device header, not writable, nothing decoded.
     *
     * <p>The caller vouches for the numbers: {@code offset} and {@code captureLength} are not negative and lie within the region
     * (asserted).
     *
     * @param offset where the link header is within the region
     * @param captureLength number of captured bytes
     * @param wireLength number of bytes on the wire
     * @param timestamp nanoseconds since the Unix epoch
     * @param interfaceIndex the interface, as the driver numbers them
     * @param linkType a number as in {@link LinkType}, any value
     * @param number the number of the packet on its device queue, 1 being the first
     */
    public void move(final long offset, final int captureLength, final int wireLength, final long timestamp,
            final int interfaceIndex, final int linkType, final long number) {
        final Packet p = packet;
        assert offset >= 0 && captureLength >= 0 && offset + captureLength <= p.region.byteSize()
            : "packet outside its region: offset=" + offset + ", captureLength=" + captureLength
                + ", region=" + p.region.byteSize();
        p.offset = offset;
        p.captureLength = captureLength;
        p.wireLength = wireLength;
        p.timestamp = timestamp;
        p.interfaceIndex = interfaceIndex;
        p.linkType = linkType;
        p.number = number;
        p.mark = 0;
        p.deviceHeaderLength = 0;
        p.room = -1;
        p.begin();
    }

    /**
     * Says where the device's own record header of the current packet is.
     *
     * @param offset within the region
     * @param length number of bytes, 0 = none
     */
    public void deviceHeader(final long offset, final int length) {
        assert offset >= 0 && length >= 0 && offset + length <= packet.region.byteSize()
            : "device header outside its region: offset=" + offset + ", length=" + length
                + ", region=" + packet.region.byteSize();
        packet.deviceHeaderOffset = offset;
        packet.deviceHeaderLength = length;
    }

    /**
     * Lets functions write to the current packet, which must be a copy that belongs to one flow alone.
     *
     * @param room number of bytes from the link header on that may be written; at least the capture length, so that a packet
     *     may also grow
     * @throws IllegalArgumentException if the room is smaller than the capture length, or not within the region, or the region
     *     is read-only
     */
    public void writable(final int room) {
        if (room < packet.captureLength || packet.offset + room > packet.region.byteSize() || packet.region.isReadOnly()) {
            throw new IllegalArgumentException("own copy of a packet: room=" + room + ", captureLength=" + packet.captureLength
                + ", offset=" + packet.offset + ", region=" + packet.region
                + ", expected room for the packet in writable memory");
        }
        packet.room = room;
    }

    /** Sets the packet's mark, when another flow takes its turn at the same packet: 0, or what that flow had left. */
    public void mark(final int mark) {
        packet.mark = mark;
    }
}
