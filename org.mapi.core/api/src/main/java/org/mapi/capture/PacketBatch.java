package org.mapi.capture;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.mapi.packet.Packet;
import org.mapi.packet.PacketCursor;

/**
 * Up to {@value #CAPACITY} packets that a device hands over at once: where each lies in memory and its capture header.
 *
 * <p>Packets lie in regions: native, non-mapped memory segments ({@code MemorySegment.ofAddress(a).reinterpret(n, arena, null)}
 * or allocated by an arena; heap or mapped segments are refused, they would slow down all packet code for good). They are opened,
 * polled and closed by different threads, so the arena is a shared or an automatic one. Name a region in {@link #add} by the
 * number that {@link #region(MemorySegment)} gives it; asking again for the same segment is cheap, once per poll is fine.
 *
 * <p>Filled by one thread; reused for ever.
 */
public final class PacketBatch {
    /** Most packets in a batch. */
    public static final int CAPACITY = 256;

    private final long[] offset = new long[CAPACITY];
    private final int[] captureLength = new int[CAPACITY];
    private final int[] wireLength = new int[CAPACITY];
    private final long[] timestamp = new long[CAPACITY];
    private final int[] interfaceIndex = new int[CAPACITY];
    private final int[] linkType = new int[CAPACITY];
    private final int[] deviceHeaderLength = new int[CAPACITY];
    private final int[] region = new int[CAPACITY];
    private MemorySegment[] regions = new MemorySegment[4];
    private int regionCount;
    private int size;

    /** Number of packets. */
    public int size() {
        return size;
    }

    /** Forgets the packets, keeps the regions. */
    public void clear() {
        size = 0;
    }

    /** Forgets packets and regions. */
    public void clearRegions() {
        size = 0;
        Arrays.fill(regions, 0, regionCount, null);
        regionCount = 0;
    }

    /**
     * Registers memory that packets of this batch lie in; the same segment object gets the same number.
     *
     * @param segment native, not mapped
     * @return the region's number
     * @throws IllegalArgumentException for heap and mapped segments
     */
    public int region(MemorySegment segment) {
        for (int i = 0; i < regionCount; i++) {
            if (regions[i] == segment) {
                return i;
            }
        }
        if (!segment.isNative() || segment.isMapped()) {
            throw new IllegalArgumentException("region must be native and not mapped: native=" + segment.isNative()
                + ", mapped=" + segment.isMapped());
        }
        if (regionCount == regions.length) {
            regions = Arrays.copyOf(regions, 2 * regionCount);
        }
        regions[regionCount] = segment;
        return regionCount++;
    }

    /**
     * Adds a packet. The caller makes sure that {@code size() < CAPACITY} and that the bytes lie within the region.
     *
     * @param regionNumber    from {@link #region(MemorySegment)}
     * @param packetOffset    where the link-layer header starts in the region
     * @param captured        bytes captured, from the link-layer header on
     * @param wire            length on the wire; at least {@code captured} in an honest record
     * @param nanos           capture time, nanoseconds since the Unix epoch
     * @param interfaceNumber index into {@link DeviceProperties#interfaces()}
     * @param packetLinkType  {@code LINKTYPE_} value
     */
    public void add(int regionNumber, long packetOffset, int captured, int wire, long nanos, int interfaceNumber,
                    int packetLinkType) {
        int i = size;
        region[i] = regionNumber;
        offset[i] = packetOffset;
        captureLength[i] = captured;
        wireLength[i] = wire;
        timestamp[i] = nanos;
        interfaceIndex[i] = interfaceNumber;
        linkType[i] = packetLinkType;
        deviceHeaderLength[i] = 0;
        size = i + 1;
    }

    /**
     * Tells that the packet added last has a header of the device's own (ERF) directly before its link-layer header.
     *
     * @param length its length in bytes
     */
    public void deviceHeader(int length) {
        deviceHeaderLength[size - 1] = length;
    }

    /**
     * Moves a cursor onto a packet.
     *
     * @param cursor the cursor
     * @param index  0 to size() - 1
     * @param number the packet's number on its device queue
     */
    public void moveTo(PacketCursor cursor, int index, long number) {
        cursor.region(regions[region[index]]);
        long start = offset[index];
        cursor.move(start, captureLength[index], wireLength[index], timestamp[index], interfaceIndex[index], linkType[index],
            number);
        int header = deviceHeaderLength[index];
        if (header != 0) {
            cursor.deviceHeader(start - header, header);
        }
    }

    /**
     * Adds a packet by reference: it stays valid only as long as the packet's own memory.
     *
     * @param packet the packet
     */
    public void add(Packet packet) {
        add(region(packet.segment()), packet.offset(), packet.captureLength(), packet.wireLength(), packet.timestamp(),
            packet.interfaceIndex(), packet.linkType());
    }

    /**
     * Adds packets of another batch by reference: they stay valid only as long as there. The caller makes sure that there is
     * room.
     *
     * @param other another batch
     * @param from  index of the first packet
     * @param count how many
     */
    public void addAll(PacketBatch other, int from, int count) {
        int at = size;
        System.arraycopy(other.offset, from, offset, at, count);
        System.arraycopy(other.captureLength, from, captureLength, at, count);
        System.arraycopy(other.wireLength, from, wireLength, at, count);
        System.arraycopy(other.timestamp, from, timestamp, at, count);
        System.arraycopy(other.interfaceIndex, from, interfaceIndex, at, count);
        System.arraycopy(other.linkType, from, linkType, at, count);
        System.arraycopy(other.deviceHeaderLength, from, deviceHeaderLength, at, count);
        if (other.regionCount == 1) {
            Arrays.fill(region, at, at + count, region(other.regions[0]));
        } else {
            for (int i = 0; i < count; i++) {
                region[at + i] = region(other.segment(from + i));
            }
        }
        size = at + count;
    }

    /** Memory of a packet. */
    public MemorySegment segment(int index) {
        return regions[region[index]];
    }

    /** Where a packet's link-layer header starts in its segment. */
    public long offset(int index) {
        return offset[index];
    }

    /** Captured bytes of a packet. */
    public int captureLength(int index) {
        return captureLength[index];
    }

    /** Length of a packet on the wire. */
    public int wireLength(int index) {
        return wireLength[index];
    }

    /** Capture time, nanoseconds since the Unix epoch. */
    public long timestamp(int index) {
        return timestamp[index];
    }

    /** Interface of a packet. */
    public int interfaceIndex(int index) {
        return interfaceIndex[index];
    }

    /** Link type of a packet ({@code LINKTYPE_} value). */
    public int linkType(int index) {
        return linkType[index];
    }
}
