package org.mapi.core.trace.read;

import static org.mapi.core.trace.format.ErfDescriptor.CHANNEL_HDLC;
import static org.mapi.core.trace.format.ErfDescriptor.CHANNEL_HEADER_LENGTH;
import static org.mapi.core.trace.format.ErfDescriptor.COLOUR_CHANNEL_HDLC;
import static org.mapi.core.trace.format.ErfDescriptor.COLOUR_ETHERNET;
import static org.mapi.core.trace.format.ErfDescriptor.COLOUR_HDLC;
import static org.mapi.core.trace.format.ErfDescriptor.ETHERNET;
import static org.mapi.core.trace.format.ErfDescriptor.ETHERNET_PAD;
import static org.mapi.core.trace.format.ErfDescriptor.EXTENSION_BIT;
import static org.mapi.core.trace.format.ErfDescriptor.EXTENSION_LENGTH;
import static org.mapi.core.trace.format.ErfDescriptor.FLAGS_OFFSET;
import static org.mapi.core.trace.format.ErfDescriptor.HASH_ETHERNET;
import static org.mapi.core.trace.format.ErfDescriptor.HASH_HDLC;
import static org.mapi.core.trace.format.ErfDescriptor.HDLC;
import static org.mapi.core.trace.format.ErfDescriptor.HEADER_LENGTH;
import static org.mapi.core.trace.format.ErfDescriptor.INFINIBAND;
import static org.mapi.core.trace.format.ErfDescriptor.IPV4;
import static org.mapi.core.trace.format.ErfDescriptor.IPV6;
import static org.mapi.core.trace.format.ErfDescriptor.IP_COUNTER;
import static org.mapi.core.trace.format.ErfDescriptor.LENGTH_OFFSET;
import static org.mapi.core.trace.format.ErfDescriptor.LOST_OFFSET;
import static org.mapi.core.trace.format.ErfDescriptor.MAXIMUM_LENGTH;
import static org.mapi.core.trace.format.ErfDescriptor.META;
import static org.mapi.core.trace.format.ErfDescriptor.PAD;
import static org.mapi.core.trace.format.ErfDescriptor.PORT_MASK;
import static org.mapi.core.trace.format.ErfDescriptor.STREAM_COLOUR_ETHERNET;
import static org.mapi.core.trace.format.ErfDescriptor.STREAM_COLOUR_HDLC;
import static org.mapi.core.trace.format.ErfDescriptor.TCP_FLOW_COUNTER;
import static org.mapi.core.trace.format.ErfDescriptor.TIME_OFFSET;
import static org.mapi.core.trace.format.ErfDescriptor.TYPE_MASK;
import static org.mapi.core.trace.format.ErfDescriptor.TYPE_OFFSET;
import static org.mapi.core.trace.format.ErfDescriptor.WIRE_OFFSET;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import org.mapi.capture.CaptureInterface;
import org.mapi.capture.DeviceType;
import org.mapi.capture.PacketBatch;
import org.mapi.packet.LinkType;

/**
 * ERF records of DAG cards: Ethernet, HDLC, IPv4, IPv6 and InfiniBand records with any number of extension headers. An
 * interface is made for every port and link type. The record header with its extension headers (and the two pad bytes of
 * Ethernet) is the packet's device header.
 *
 * <p>Records without a packet (meta data, counters, filler) are skipped; packets of other types (ATM and the like) count as
 * unsupported.
 */
final class ErfReader extends RecordReader {
    private static final long NANOS_PER_SECOND = 1_000_000_000;
    private static final long HALF = 1L << 31;
    private static final int PORTS = 4;
    private static final int TYPES = TYPE_MASK + 1;
    private static final int NO_PACKET = -1;
    private static final int UNSUPPORTED = -2;
    private static final int MAXIMUM_SNIFFED = 16;
    /** Start of 1990: no record is older. */
    private static final long EARLIEST_SECONDS = 631_152_000;

    /** Link type by record type. */
    private static final int[] LINK_TYPES = new int[TYPES];

    static {
        Arrays.fill(LINK_TYPES, UNSUPPORTED);
        for (int type : new int[] {ETHERNET, COLOUR_ETHERNET, STREAM_COLOUR_ETHERNET, HASH_ETHERNET}) {
            LINK_TYPES[type] = LinkType.ETHERNET;
        }
        for (int type : new int[] {HDLC, CHANNEL_HDLC, COLOUR_HDLC, STREAM_COLOUR_HDLC, COLOUR_CHANNEL_HDLC, HASH_HDLC}) {
            LINK_TYPES[type] = LinkType.C_HDLC;
        }
        LINK_TYPES[INFINIBAND] = LinkType.INFINIBAND;
        LINK_TYPES[IPV4] = LinkType.IPV4;
        LINK_TYPES[IPV6] = LinkType.IPV6;
        for (int type : new int[] {IP_COUNTER, TCP_FLOW_COUNTER, META, PAD}) {
            LINK_TYPES[type] = NO_PACKET;
        }
    }

    private final InterfaceTable.Section section;
    private final int checkSequenceLength;
    /** Interface by port and record type, -1 where none was announced. */
    private final int[] interfaces = new int[PORTS * TYPES];

    /**
     * Creates a reader.
     *
     * @param checkSequenceLength bytes of the frame check sequence that Ethernet and HDLC records count in their length on
     * the wire
     */
    ErfReader(InterfaceTable table, int checkSequenceLength) {
        section = table.section();
        this.checkSequenceLength = checkSequenceLength;
        Arrays.fill(interfaces, -1);
    }

    /**
     * Whether the buffer looks like ERF: the format has no magic number, so the first records are followed.
     *
     * @param buffer holds the first whole record at least, if the file has one
     */
    static boolean matches(TraceBuffer buffer) {
        MemorySegment segment = buffer.segment;
        int at = buffer.from;
        int whole = 0;
        while (whole < MAXIMUM_SNIFFED && buffer.to - at >= HEADER_LENGTH) {
            int type = type(segment, at);
            int length = length(segment, at);
            long seconds = get64(segment, at + TIME_OFFSET, false) >>> Integer.SIZE;
            boolean known = LINK_TYPES[type] >= 0 || LINK_TYPES[type] == NO_PACKET && (type != PAD || whole > 0);
            if (!known || length < HEADER_LENGTH || type != PAD && seconds < EARLIEST_SECONDS) {
                return false;
            }
            if (length > buffer.to - at) {
                break;
            }
            if (headerLength(segment, at, length) < 0) {
                return false;
            }
            whole++;
            at += length;
        }
        return whole > 0;
    }

    @Override
    Outcome scan(TraceBuffer buffer, PacketBatch batch, int limit, long horizon, boolean hold) throws CorruptRecordException {
        MemorySegment segment = buffer.segment;
        int region = batch.region(segment);
        while (batch.size() < limit) {
            int at = buffer.from;
            int available = buffer.to - at;
            if (available < HEADER_LENGTH) {
                return Outcome.STARVED;
            }
            int length = checkedLength(segment, at);
            if (length > available) {
                return Outcome.STARVED;
            }
            int linkType = LINK_TYPES[type(segment, at)];
            if (linkType < 0) {
                unsupported += linkType == UNSUPPORTED ? 1 : 0;
                buffer.from = at + length;
                continue;
            }
            int header = headerLength(segment, at, length);
            if (header < 0) {
                throw new CorruptRecordException(at, "the headers of a record are longer than the record: type="
                    + type(segment, at) + ", length=" + length);
            }
            int number = interfaceOf(segment, at, linkType);
            long time = time(segment, at) + shift;
            if (time > horizon || hold) {
                pending = time;
                return Outcome.EARLY;
            }
            droppedByKernel += lost(segment, at);
            int wire = wireLength(segment, at, length - header, linkType);
            batch.add(region, at + header, Math.min(length - header, wire), wire, time, number, linkType);
            batch.deviceHeader(header);
            buffer.from = at + length;
        }
        return Outcome.FULL;
    }

    private static int checkedLength(MemorySegment segment, int at) throws CorruptRecordException {
        int length = length(segment, at);
        if (length < HEADER_LENGTH) {
            throw new CorruptRecordException(at, "record length=" + length + ", expected at least " + HEADER_LENGTH);
        }
        return length;
    }

    private static int type(MemorySegment segment, int at) {
        return segment.get(ValueLayout.JAVA_BYTE, at + TYPE_OFFSET) & TYPE_MASK;
    }

    private static int length(MemorySegment segment, int at) {
        return get16(segment, at + LENGTH_OFFSET, true);
    }

    /** Bytes before the link-layer header, or -1 when the record is too short for them. */
    private static int headerLength(MemorySegment segment, int at, int length) {
        int header = HEADER_LENGTH;
        int last = segment.get(ValueLayout.JAVA_BYTE, at + TYPE_OFFSET);
        while ((last & EXTENSION_BIT) != 0) {
            if (header + EXTENSION_LENGTH > length) {
                return -1;
            }
            last = segment.get(ValueLayout.JAVA_BYTE, at + header);
            header += EXTENSION_LENGTH;
        }
        int type = type(segment, at);
        if (LINK_TYPES[type] == LinkType.ETHERNET) {
            header += ETHERNET_PAD;
        } else if (type == CHANNEL_HDLC || type == COLOUR_CHANNEL_HDLC) {
            header += CHANNEL_HEADER_LENGTH;
        }
        return header <= length ? header : -1;
    }

    private int interfaceOf(MemorySegment segment, int at, int linkType) throws CorruptRecordException {
        int port = segment.get(ValueLayout.JAVA_BYTE, at + FLAGS_OFFSET) & PORT_MASK;
        int key = port * TYPES + type(segment, at);
        int number = interfaces[key];
        if (number < 0) {
            number = announce(at, port, linkType);
            for (int type = 0; type < TYPES; type++) {
                if (LINK_TYPES[type] == linkType) {
                    interfaces[port * TYPES + type] = number;
                }
            }
        }
        return number;
    }

    private int announce(int at, int port, int linkType) throws CorruptRecordException {
        int number = section.announce(new CaptureInterface("port" + port, linkType, MAXIMUM_LENGTH, ""));
        if (number < 0) {
            throw new CorruptRecordException(at, "more than " + InterfaceTable.MAXIMUM + " different interfaces");
        }
        return number;
    }

    private static long time(MemorySegment segment, int at) {
        long fixed = get64(segment, at + TIME_OFFSET, false);
        return (fixed >>> Integer.SIZE) * NANOS_PER_SECOND + ((fixed & 0xffffffffL) * NANOS_PER_SECOND + HALF >>> Integer.SIZE);
    }

    private static int lost(MemorySegment segment, int at) {
        return switch (type(segment, at)) {
            case ETHERNET, HDLC, CHANNEL_HDLC, INFINIBAND, IPV4, IPV6 -> get16(segment, at + LOST_OFFSET, true);
            default -> 0;
        };
    }

    private int wireLength(MemorySegment segment, int at, int captured, int linkType) {
        int recorded = get16(segment, at + WIRE_OFFSET, true);
        if (recorded == 0) {
            return captured;
        }
        boolean checked = linkType == LinkType.ETHERNET || linkType == LinkType.C_HDLC;
        return checked ? Math.max(0, recorded - checkSequenceLength) : recorded;
    }

    @Override
    String unfinished(TraceBuffer buffer) {
        int rest = buffer.remaining();
        if (rest == 0) {
            return null;
        }
        if (rest < HEADER_LENGTH) {
            return "a record header: " + rest + " of " + HEADER_LENGTH + " bytes";
        }
        return "a record: " + rest + " of " + length(buffer.segment, buffer.from) + " bytes";
    }

    @Override
    String deviceType() {
        return DeviceType.DAG;
    }

    @Override
    String format() {
        return "ERF";
    }
}
