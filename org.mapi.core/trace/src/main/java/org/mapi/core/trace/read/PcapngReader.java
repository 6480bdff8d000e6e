package org.mapi.core.trace.read;

import static org.mapi.core.trace.format.PcapngDescriptor.BYTE_ORDER_MAGIC;
import static org.mapi.core.trace.format.PcapngDescriptor.BYTE_ORDER_OFFSET;
import static org.mapi.core.trace.format.PcapngDescriptor.CAPTURED_OFFSET;
import static org.mapi.core.trace.format.PcapngDescriptor.DATA_OFFSET;
import static org.mapi.core.trace.format.PcapngDescriptor.DROPS_OFFSET;
import static org.mapi.core.trace.format.PcapngDescriptor.ENHANCED_PACKET;
import static org.mapi.core.trace.format.PcapngDescriptor.INTERFACE_DESCRIPTION;
import static org.mapi.core.trace.format.PcapngDescriptor.INTERFACE_OFFSET;
import static org.mapi.core.trace.format.PcapngDescriptor.INTERFACE_OPTIONS_OFFSET;
import static org.mapi.core.trace.format.PcapngDescriptor.INTERFACE_STATISTICS;
import static org.mapi.core.trace.format.PcapngDescriptor.LENGTH_OFFSET;
import static org.mapi.core.trace.format.PcapngDescriptor.LINK_TYPE_OFFSET;
import static org.mapi.core.trace.format.PcapngDescriptor.MAJOR;
import static org.mapi.core.trace.format.PcapngDescriptor.MAJOR_OFFSET;
import static org.mapi.core.trace.format.PcapngDescriptor.MINIMUM_BLOCK_LENGTH;
import static org.mapi.core.trace.format.PcapngDescriptor.MINOR_OFFSET;
import static org.mapi.core.trace.format.PcapngDescriptor.OPTION_DESCRIPTION;
import static org.mapi.core.trace.format.PcapngDescriptor.OPTION_INTERFACE_DROPS;
import static org.mapi.core.trace.format.PcapngDescriptor.OPTION_NAME;
import static org.mapi.core.trace.format.PcapngDescriptor.OPTION_SYSTEM_DROPS;
import static org.mapi.core.trace.format.PcapngDescriptor.OPTION_TIME_OFFSET;
import static org.mapi.core.trace.format.PcapngDescriptor.OPTION_TIME_RESOLUTION;
import static org.mapi.core.trace.format.PcapngDescriptor.PACKET;
import static org.mapi.core.trace.format.PcapngDescriptor.SECTION_HEADER;
import static org.mapi.core.trace.format.PcapngDescriptor.SECTION_OPTIONS_OFFSET;
import static org.mapi.core.trace.format.PcapngDescriptor.SIMPLE_DATA_OFFSET;
import static org.mapi.core.trace.format.PcapngDescriptor.SIMPLE_PACKET;
import static org.mapi.core.trace.format.PcapngDescriptor.SIMPLE_WIRE_OFFSET;
import static org.mapi.core.trace.format.PcapngDescriptor.SNAP_LENGTH_OFFSET;
import static org.mapi.core.trace.format.PcapngDescriptor.STATISTICS_OPTIONS_OFFSET;
import static org.mapi.core.trace.format.PcapngDescriptor.TIME_HIGH_OFFSET;
import static org.mapi.core.trace.format.PcapngDescriptor.TIME_LOW_OFFSET;
import static org.mapi.core.trace.format.PcapngDescriptor.TRAILER_LENGTH;
import static org.mapi.core.trace.format.PcapngDescriptor.WIRE_OFFSET;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.mapi.capture.CaptureInterface;
import org.mapi.capture.DeviceType;
import org.mapi.capture.PacketBatch;

/**
 * pcapng: any number of sections, each in its own byte order, with any number of interfaces of different link types and time
 * resolutions. Blocks of unknown type are skipped without being held in memory.
 *
 * <p>A simple packet block has no time: its packet gets the time of the packet before it (0 for the first). Options of
 * packets are skipped, as libpcap does; those of sections, interfaces and statistics are checked.
 */
final class PcapngReader extends RecordReader {
    private static final int UNKNOWN_DROPS = 0xffff;
    private static final int FIRST_INTERFACES = 8;

    private final InterfaceTable table;
    private InterfaceTable.Section section;
    private PcapngInterface[] interfaces = new PcapngInterface[FIRST_INTERFACES];
    private int interfaceCount;
    private boolean swapped;
    private boolean inSection;
    /** Bytes of a block of no interest that are still to be skipped, its trailing length not included. */
    private long skip;
    /** Length of that block, or 0. */
    private int skippedLength;
    private long lastTime;

    PcapngReader(InterfaceTable table) {
        this.table = table;
        section = table.section();
    }

    /** Whether four bytes, read little endian, start a pcapng file. */
    static boolean matches(int magic) {
        return magic == SECTION_HEADER;
    }

    @Override
    Outcome scan(TraceBuffer buffer, PacketBatch batch, int limit, long horizon, boolean hold) throws CorruptRecordException {
        MemorySegment segment = buffer.segment;
        int region = batch.region(segment);
        while (batch.size() < limit) {
            if (skippedLength != 0) {
                if (!skipBlock(buffer)) {
                    return Outcome.STARVED;
                }
                continue;
            }
            int at = buffer.from;
            int available = buffer.to - at;
            if (available < MINIMUM_BLOCK_LENGTH) {
                return Outcome.STARVED;
            }
            int type = get32(segment, at, swapped);
            if (type == ENHANCED_PACKET || type == PACKET || type == SIMPLE_PACKET) {
                int length = blockLength(segment, at, available, true);
                if (length > available) {
                    return Outcome.STARVED;
                }
                if (type == SIMPLE_PACKET) {
                    simplePacket(segment, at, length);
                } else {
                    packet(segment, at, length, type == ENHANCED_PACKET);
                }
                if (foundTime + shift > horizon || hold) {
                    pending = foundTime + shift;
                    return Outcome.EARLY;
                }
                lastTime = foundTime;
                droppedByKernel += foundDrops;
                batch.add(region, foundAt, foundCaptured, foundWire, foundTime + shift, found.number, found.linkType);
                buffer.from = at + length;
            } else if (!otherBlock(buffer, type, available)) {
                return Outcome.STARVED;
            }
        }
        return Outcome.FULL;
    }

    // what packet() and simplePacket() found
    private PcapngInterface found;
    private int foundAt;
    private int foundCaptured;
    private int foundWire;
    private long foundTime;
    private int foundDrops;

    private void packet(MemorySegment segment, int at, int length, boolean enhanced) throws CorruptRecordException {
        if (length < DATA_OFFSET + TRAILER_LENGTH) {
            throw tooShort(at, "packet", length, DATA_OFFSET + TRAILER_LENGTH);
        }
        int local = enhanced ? get32(segment, at + INTERFACE_OFFSET, swapped) : get16(segment, at + INTERFACE_OFFSET, swapped);
        found = interfaceOf(at, local);
        int drops = enhanced ? 0 : get16(segment, at + DROPS_OFFSET, swapped);
        foundDrops = drops == UNKNOWN_DROPS ? 0 : drops;
        int captured = get32(segment, at + CAPTURED_OFFSET, swapped);
        int room = Math.min(length - DATA_OFFSET - TRAILER_LENGTH, TraceBuffer.MAXIMUM_CAPTURE_LENGTH);
        if (captured < 0 || captured > room) {
            throw new CorruptRecordException(at, "captured length=" + (captured & 0xffffffffL) + ", limit " + room);
        }
        int wire = get32(segment, at + WIRE_OFFSET, swapped);
        foundAt = at + DATA_OFFSET;
        foundCaptured = captured;
        foundWire = positive(wire);
        foundTime = found.nanos((long) get32(segment, at + TIME_HIGH_OFFSET, swapped) << Integer.SIZE
            | get32(segment, at + TIME_LOW_OFFSET, swapped) & 0xffffffffL);
    }

    private void simplePacket(MemorySegment segment, int at, int length) throws CorruptRecordException {
        if (length < SIMPLE_DATA_OFFSET + TRAILER_LENGTH) {
            throw tooShort(at, "simple packet", length, SIMPLE_DATA_OFFSET + TRAILER_LENGTH);
        }
        found = interfaceOf(at, 0);
        int wire = get32(segment, at + SIMPLE_WIRE_OFFSET, swapped);
        foundWire = positive(wire);
        int room = Math.min(length - SIMPLE_DATA_OFFSET - TRAILER_LENGTH, TraceBuffer.MAXIMUM_CAPTURE_LENGTH);
        int captured = Math.min(foundWire, found.announced.captureLength());
        if (captured > room) {
            throw new CorruptRecordException(at, "simple packet: length=" + captured + ", limit " + room);
        }
        foundAt = at + SIMPLE_DATA_OFFSET;
        foundCaptured = captured;
        foundTime = lastTime;
        foundDrops = 0;
    }

    private PcapngInterface interfaceOf(int at, int local) throws CorruptRecordException {
        if (local < 0 || local >= interfaceCount) {
            throw new CorruptRecordException(at, "interface=" + (local & 0xffffffffL) + ", limit: " + interfaceCount
                + " announced in this section");
        }
        return interfaces[local];
    }

    /** Handles a block that holds no packet; false when more of it must be read first. */
    private boolean otherBlock(TraceBuffer buffer, int type, int available) throws CorruptRecordException {
        int at = buffer.from;
        boolean header = type == SECTION_HEADER;
        if (header) {
            startSection(buffer.segment, at);
        }
        boolean wanted = header || type == INTERFACE_DESCRIPTION || type == INTERFACE_STATISTICS;
        int length = blockLength(buffer.segment, at, available, wanted);
        if (!wanted) {
            skip = (length & 0xffffffffL) - TRAILER_LENGTH;
            skippedLength = length;
            return true;
        }
        if (length > available) {
            return false;
        }
        if (header) {
            section(buffer.segment, at, length);
        } else if (type == INTERFACE_DESCRIPTION) {
            announce(buffer.segment, at, length);
        } else {
            statistics(buffer.segment, at, length);
        }
        buffer.from = at + length;
        return true;
    }

    /** Length of a block, and whether its trailing copy agrees if the block is there and wanted. */
    private int blockLength(MemorySegment segment, int at, int available, boolean wanted) throws CorruptRecordException {
        int length = get32(segment, at + LENGTH_OFFSET, swapped);
        if ((length & 3) != 0 || Integer.compareUnsigned(length, MINIMUM_BLOCK_LENGTH) < 0) {
            throw new CorruptRecordException(at, "block length=" + (length & 0xffffffffL)
                + ", expected a multiple of 4 from " + MINIMUM_BLOCK_LENGTH + " on");
        }
        if (wanted) {
            if (length < 0 || length > TraceBuffer.MAXIMUM_RECORD_LENGTH) {
                throw new CorruptRecordException(at, "block length=" + (length & 0xffffffffL) + ", limit "
                    + TraceBuffer.MAXIMUM_RECORD_LENGTH);
            }
            if (length <= available) {
                checkTrailer(at, length, get32(segment, at + length - TRAILER_LENGTH, swapped));
            }
        }
        return length;
    }

    private static void checkTrailer(int at, int length, int trailer) throws CorruptRecordException {
        if (trailer != length) {
            throw new CorruptRecordException(at, "the two lengths of a block differ: length=" + (length & 0xffffffffL)
                + ", at its end=" + (trailer & 0xffffffffL));
        }
    }

    private boolean skipBlock(TraceBuffer buffer) throws CorruptRecordException {
        skip -= buffer.skip(skip);
        if (skip > 0 || buffer.remaining() < TRAILER_LENGTH) {
            return false;
        }
        checkTrailer(buffer.from, skippedLength, get32(buffer.segment, buffer.from, swapped));
        skippedLength = 0;
        buffer.from += TRAILER_LENGTH;
        return true;
    }

    /** Learns the byte order, which the header's own length is in. */
    private void startSection(MemorySegment segment, int at) throws CorruptRecordException {
        int magic = get32(segment, at + BYTE_ORDER_OFFSET, false);
        if (magic != BYTE_ORDER_MAGIC && magic != Integer.reverseBytes(BYTE_ORDER_MAGIC)) {
            throw new CorruptRecordException(at, "section header: byte-order magic=0x" + Integer.toHexString(magic)
                + ", expected 0x" + Integer.toHexString(BYTE_ORDER_MAGIC) + " in either order");
        }
        swapped = magic != BYTE_ORDER_MAGIC;
    }

    private void section(MemorySegment segment, int at, int length) throws CorruptRecordException {
        if (length < SECTION_OPTIONS_OFFSET + TRAILER_LENGTH) {
            throw tooShort(at, "section header", length, SECTION_OPTIONS_OFFSET + TRAILER_LENGTH);
        }
        int major = get16(segment, at + MAJOR_OFFSET, swapped);
        if (major != MAJOR) {
            throw new CorruptRecordException(at, "unknown version: version=" + major + "."
                + get16(segment, at + MINOR_OFFSET, swapped) + ", expected " + MAJOR + ".0");
        }
        PcapngOptions options =
            new PcapngOptions(segment, at, at + SECTION_OPTIONS_OFFSET, at + length - TRAILER_LENGTH, swapped);
        boolean more = options.next();
        while (more) {
            more = options.next();
        }
        section = table.section();
        interfaceCount = 0;
        inSection = true;
    }

    private void announce(MemorySegment segment, int at, int length) throws CorruptRecordException {
        if (length < INTERFACE_OPTIONS_OFFSET + TRAILER_LENGTH) {
            throw tooShort(at, "interface description", length, INTERFACE_OPTIONS_OFFSET + TRAILER_LENGTH);
        }
        String name = "";
        String description = "";
        int resolution = PcapngInterface.DEFAULT_RESOLUTION;
        long offset = 0;
        PcapngOptions options =
            new PcapngOptions(segment, at, at + INTERFACE_OPTIONS_OFFSET, at + length - TRAILER_LENGTH, swapped);
        while (options.next()) {
            switch (options.code()) {
                case OPTION_NAME -> name = options.text();
                case OPTION_DESCRIPTION -> description = options.text();
                case OPTION_TIME_RESOLUTION -> resolution = options.byteValue();
                case OPTION_TIME_OFFSET -> offset = options.longValue();
                default -> { }
            }
        }
        if (!PcapngInterface.supported(resolution)) {
            throw new CorruptRecordException(at, "time resolution=0x" + Integer.toHexString(resolution)
                + ", expected 10^-0 to 10^-19 or 2^-0 to 2^-63");
        }
        int snapLength = get32(segment, at + SNAP_LENGTH_OFFSET, swapped);
        if (snapLength <= 0 || snapLength > TraceBuffer.MAXIMUM_CAPTURE_LENGTH) {
            snapLength = TraceBuffer.MAXIMUM_CAPTURE_LENGTH;
        }
        int linkType = get16(segment, at + LINK_TYPE_OFFSET, swapped);
        add(at, new CaptureInterface(name, linkType, snapLength, description), resolution, offset);
    }

    private void add(int at, CaptureInterface announced, int resolution, long offset) throws CorruptRecordException {
        int number = section.announce(announced);
        if (number < 0) {
            throw new CorruptRecordException(at, "more than " + InterfaceTable.MAXIMUM + " different interfaces");
        }
        if (interfaceCount == interfaces.length) {
            interfaces = Arrays.copyOf(interfaces, 2 * interfaceCount);
        }
        interfaces[interfaceCount++] = new PcapngInterface(announced, number, resolution, offset);
    }

    private void statistics(MemorySegment segment, int at, int length) throws CorruptRecordException {
        if (length < STATISTICS_OPTIONS_OFFSET + TRAILER_LENGTH) {
            throw tooShort(at, "interface statistics", length, STATISTICS_OPTIONS_OFFSET + TRAILER_LENGTH);
        }
        PcapngInterface of = interfaceOf(at, get32(segment, at + INTERFACE_OFFSET, swapped));
        PcapngOptions options =
            new PcapngOptions(segment, at, at + STATISTICS_OPTIONS_OFFSET, at + length - TRAILER_LENGTH, swapped);
        while (options.next()) {
            // both count from the start of the capture: only what is new is added
            if (options.code() == OPTION_INTERFACE_DROPS) {
                long drops = Math.max(options.longValue(), of.interfaceDrops);
                droppedByInterface += drops - of.interfaceDrops;
                of.interfaceDrops = drops;
            } else if (options.code() == OPTION_SYSTEM_DROPS) {
                long drops = Math.max(options.longValue(), of.systemDrops);
                droppedByKernel += drops - of.systemDrops;
                of.systemDrops = drops;
            }
        }
    }

    private static CorruptRecordException tooShort(int at, String what, int length, int expected) {
        return new CorruptRecordException(at, what + " block: length=" + length + ", expected at least " + expected);
    }

    @Override
    String unfinished(TraceBuffer buffer) {
        int rest = buffer.remaining();
        if (skippedLength != 0) {
            return "a block: " + (skip + TRAILER_LENGTH - rest) + " of " + (skippedLength & 0xffffffffL) + " bytes are missing";
        }
        if (rest == 0) {
            return inSection ? null : "the first section header";
        }
        if (rest < MINIMUM_BLOCK_LENGTH) {
            return "a block header: " + rest + " bytes";
        }
        return "a block: " + rest + " of " + (get32(buffer.segment, buffer.from + LENGTH_OFFSET, swapped) & 0xffffffffL)
            + " bytes";
    }

    @Override
    String deviceType() {
        return DeviceType.TRACE;
    }

    @Override
    String format() {
        return "pcapng";
    }
}
