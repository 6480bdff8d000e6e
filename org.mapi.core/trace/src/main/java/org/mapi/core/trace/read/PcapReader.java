package org.mapi.core.trace.read;

import static org.mapi.core.trace.format.PcapDescriptor.CAPTURED_OFFSET;
import static org.mapi.core.trace.format.PcapDescriptor.FILE_HEADER_LENGTH;
import static org.mapi.core.trace.format.PcapDescriptor.FRACTION_OFFSET;
import static org.mapi.core.trace.format.PcapDescriptor.LINK_TYPE_MASK;
import static org.mapi.core.trace.format.PcapDescriptor.LINK_TYPE_OFFSET;
import static org.mapi.core.trace.format.PcapDescriptor.MAGIC_MICROSECONDS;
import static org.mapi.core.trace.format.PcapDescriptor.MAGIC_MODIFIED;
import static org.mapi.core.trace.format.PcapDescriptor.MAGIC_NANOSECONDS;
import static org.mapi.core.trace.format.PcapDescriptor.MAJOR_OFFSET;
import static org.mapi.core.trace.format.PcapDescriptor.MINOR_OFFSET;
import static org.mapi.core.trace.format.PcapDescriptor.MODIFIED_RECORD_HEADER_LENGTH;
import static org.mapi.core.trace.format.PcapDescriptor.RECORD_HEADER_LENGTH;
import static org.mapi.core.trace.format.PcapDescriptor.RESERVED_MASK;
import static org.mapi.core.trace.format.PcapDescriptor.SECONDS_OFFSET;
import static org.mapi.core.trace.format.PcapDescriptor.SNAP_LENGTH_OFFSET;
import static org.mapi.core.trace.format.PcapDescriptor.WIRE_OFFSET;

import java.lang.foreign.MemorySegment;
import org.mapi.capture.CaptureInterface;
import org.mapi.capture.DeviceType;
import org.mapi.capture.PacketBatch;
import org.mapi.packet.LinkType;

/**
 * Classic pcap: microseconds or nanoseconds, both byte orders, and the "modified" format of old Linux distributions.
 *
 * <p>As in libpcap a record longer than the file's snap length is handed out cut to it, a snap length of 0 means no limit,
 * and in files of versions before 2.3 (and of version 543.0) the two lengths of a record are the other way round.
 */
final class PcapReader extends RecordReader {
    private static final long NANOS_PER_SECOND = 1_000_000_000;
    private static final int NANOS_PER_MICRO = 1000;
    /** DG/UX wrote this version. */
    private static final int MAJOR_DG_UX = 543;
    private static final int FIRST_WITH_CAPTURED_LENGTH_FIRST = 3;
    /** Values of DLT_RAW that were written to files before LINKTYPE_RAW was agreed on. */
    private static final int OLD_RAW = 12;
    private static final int OLD_RAW_OPENBSD = 14;

    private final boolean swapped;
    private final boolean nanoseconds;
    private final int headerLength;
    private final int capturedOffset;
    private final int wireOffset;
    private final boolean lengthsMayBeSwapped;
    private final int snapLength;
    private final int linkType;
    private final int interfaceNumber;

    /**
     * Reads the file header, which must be in the buffer.
     *
     * @throws CorruptRecordException when the header cannot be right
     */
    PcapReader(TraceBuffer buffer, InterfaceTable interfaces) throws CorruptRecordException {
        MemorySegment segment = buffer.segment;
        int at = buffer.from;
        if (buffer.remaining() < FILE_HEADER_LENGTH) {
            throw new CorruptRecordException(at, "the file header is cut: " + buffer.remaining() + " bytes, expected "
                + FILE_HEADER_LENGTH);
        }
        int magic = get32(segment, at, false);
        swapped = !isMagic(magic);
        int ordered = swapped ? Integer.reverseBytes(magic) : magic;
        nanoseconds = ordered == MAGIC_NANOSECONDS;
        headerLength = ordered == MAGIC_MODIFIED ? MODIFIED_RECORD_HEADER_LENGTH : RECORD_HEADER_LENGTH;
        int major = get16(segment, at + MAJOR_OFFSET, swapped);
        int minor = get16(segment, at + MINOR_OFFSET, swapped);
        checkVersion(at, major, minor);
        boolean wireFirst = major == MAJOR_DG_UX || minor < FIRST_WITH_CAPTURED_LENGTH_FIRST;
        capturedOffset = wireFirst ? WIRE_OFFSET : CAPTURED_OFFSET;
        wireOffset = wireFirst ? CAPTURED_OFFSET : WIRE_OFFSET;
        lengthsMayBeSwapped = !wireFirst && minor == FIRST_WITH_CAPTURED_LENGTH_FIRST;
        snapLength = snapLength(get32(segment, at + SNAP_LENGTH_OFFSET, swapped));
        int field = get32(segment, at + LINK_TYPE_OFFSET, swapped);
        if ((field & RESERVED_MASK) != 0) {
            throw new CorruptRecordException(at, "reserved bits of the link-type field are set: field=0x"
                + Integer.toHexString(field) + ", expected 0 in 0x" + Integer.toHexString(RESERVED_MASK));
        }
        linkType = linkType(field & LINK_TYPE_MASK);
        interfaceNumber = interfaces.section().announce(new CaptureInterface("", linkType, snapLength, ""));
        if (interfaceNumber < 0) {
            throw new CorruptRecordException(at, "more than " + InterfaceTable.MAXIMUM + " different interfaces");
        }
        buffer.from = at + FILE_HEADER_LENGTH;
    }

    /** Whether four bytes, read little endian, start a pcap file of either byte order. */
    static boolean matches(int magic) {
        return isMagic(magic) || isMagic(Integer.reverseBytes(magic));
    }

    private static boolean isMagic(int magic) {
        return magic == MAGIC_MICROSECONDS || magic == MAGIC_NANOSECONDS || magic == MAGIC_MODIFIED;
    }

    private static void checkVersion(int at, int major, int minor) throws CorruptRecordException {
        boolean known = major == 2 && minor <= 4 || major == MAJOR_DG_UX && minor == 0;
        if (!known) {
            throw new CorruptRecordException(at, "unknown version: version=" + major + "." + minor + ", expected 2.0 to 2.4");
        }
    }

    private static int snapLength(int recorded) {
        return recorded <= 0 || recorded > TraceBuffer.MAXIMUM_CAPTURE_LENGTH ? TraceBuffer.MAXIMUM_CAPTURE_LENGTH : recorded;
    }

    private static int linkType(int recorded) {
        return recorded == OLD_RAW || recorded == OLD_RAW_OPENBSD ? LinkType.RAW : recorded;
    }

    @Override
    Outcome scan(TraceBuffer buffer, PacketBatch batch, int limit, long horizon, boolean hold) throws CorruptRecordException {
        MemorySegment segment = buffer.segment;
        int region = batch.region(segment);
        int end = buffer.to;
        int at = buffer.from;
        int header = headerLength;
        boolean swap = swapped;
        Outcome outcome = Outcome.FULL;
        while (batch.size() < limit) {
            if (end - at < header) {
                outcome = Outcome.STARVED;
                break;
            }
            int captured = get32(segment, at + capturedOffset, swap);
            int wire = get32(segment, at + wireOffset, swap);
            if (lengthsMayBeSwapped && Integer.compareUnsigned(captured, wire) > 0) {
                captured = wire;
                wire = get32(segment, at + capturedOffset, swap);
            }
            if (captured < 0 || captured > TraceBuffer.MAXIMUM_CAPTURE_LENGTH) {
                buffer.from = at;
                throw tooLong(at, captured);
            }
            if (captured > end - at - header) {
                outcome = Outcome.STARVED;
                break;
            }
            long time = time(segment, at, swap);
            if (time > horizon || hold) {
                pending = time;
                outcome = Outcome.EARLY;
                break;
            }
            int length = Math.min(captured, snapLength);
            batch.add(region, at + header, length, positive(wire), time, interfaceNumber, linkType);
            at += header + captured;
        }
        buffer.from = at;
        return outcome;
    }

    private long time(MemorySegment segment, int at, boolean swap) {
        return (get32(segment, at + SECONDS_OFFSET, swap) & 0xffffffffL) * NANOS_PER_SECOND
            + (get32(segment, at + FRACTION_OFFSET, swap) & 0xffffffffL) * (nanoseconds ? 1 : NANOS_PER_MICRO) + shift;
    }

    private static CorruptRecordException tooLong(int at, int captured) {
        return new CorruptRecordException(at, "captured length=" + (captured & 0xffffffffL) + ", limit "
            + TraceBuffer.MAXIMUM_CAPTURE_LENGTH);
    }

    @Override
    String unfinished(TraceBuffer buffer) {
        int rest = buffer.remaining();
        if (rest == 0) {
            return null;
        }
        if (rest < headerLength) {
            return "a record header: " + rest + " of " + headerLength + " bytes";
        }
        int captured = get32(buffer.segment, buffer.from + capturedOffset, swapped);
        return "a record: " + (rest - headerLength) + " of " + captured + " captured bytes";
    }

    @Override
    String deviceType() {
        return DeviceType.TRACE;
    }

    @Override
    String format() {
        return "pcap";
    }
}
