package org.mapi.core.trace.write;

import static org.mapi.core.trace.format.PcapDescriptor.CAPTURED_OFFSET;
import static org.mapi.core.trace.format.PcapDescriptor.FILE_HEADER_LENGTH;
import static org.mapi.core.trace.format.PcapDescriptor.FRACTION_OFFSET;
import static org.mapi.core.trace.format.PcapDescriptor.LINK_TYPE_MASK;
import static org.mapi.core.trace.format.PcapDescriptor.LINK_TYPE_OFFSET;
import static org.mapi.core.trace.format.PcapDescriptor.MAGIC_MICROSECONDS;
import static org.mapi.core.trace.format.PcapDescriptor.MAGIC_NANOSECONDS;
import static org.mapi.core.trace.format.PcapDescriptor.MAJOR;
import static org.mapi.core.trace.format.PcapDescriptor.MAJOR_OFFSET;
import static org.mapi.core.trace.format.PcapDescriptor.MINOR;
import static org.mapi.core.trace.format.PcapDescriptor.MINOR_OFFSET;
import static org.mapi.core.trace.format.PcapDescriptor.RECORD_HEADER_LENGTH;
import static org.mapi.core.trace.format.PcapDescriptor.SECONDS_OFFSET;
import static org.mapi.core.trace.format.PcapDescriptor.SNAP_LENGTH_OFFSET;
import static org.mapi.core.trace.format.PcapDescriptor.WIRE_OFFSET;

import java.io.IOException;
import java.nio.channels.WritableByteChannel;
import org.mapi.packet.LinkType;
import org.mapi.packet.Packet;

/**
 * Classic pcap, little endian, with microseconds (rounded down) or nanoseconds. Times outside 1970 to 2106 wrap, as the
 * format's do.
 */
public final class PcapWriter extends TraceFileWriter {
    private static final int NANOS_PER_MICRO = 1000;

    private final int linkType;
    private final int divisor;

    /**
     * Creates a writer and writes the file header.
     *
     * @throws IOException                when the header cannot be written
     * @throws org.mapi.MapiException MAPI_LINK_TYPE when the number does not fit into 16 bits
     */
    public PcapWriter(WritableByteChannel channel, int linkType, int captureLength, boolean nanoseconds) throws IOException {
        super(channel, checked(linkType, captureLength));
        this.linkType = linkType;
        divisor = nanoseconds ? 1 : NANOS_PER_MICRO;
        buffer.set(INT, 0, nanoseconds ? MAGIC_NANOSECONDS : MAGIC_MICROSECONDS);
        buffer.set(SHORT, MAJOR_OFFSET, (short) MAJOR);
        buffer.set(SHORT, MINOR_OFFSET, (short) MINOR);
        buffer.set(INT, SNAP_LENGTH_OFFSET, snapLength);
        buffer.set(INT, LINK_TYPE_OFFSET, linkType);
        begin(FILE_HEADER_LENGTH);
    }

    /** Checks the link type before anything is allocated; passes the capture length on. */
    private static int checked(int linkType, int captureLength) {
        if ((linkType & ~LINK_TYPE_MASK) != 0) {
            throw wrongLinkType(linkType, "0 to " + LINK_TYPE_MASK);
        }
        return captureLength;
    }

    @Override
    int encodedLength(Packet packet) {
        if (packet.linkType() != linkType) {
            throw wrongLinkType(packet.linkType(), LinkType.name(linkType) + " (" + linkType + ")");
        }
        return RECORD_HEADER_LENGTH + captured(packet);
    }

    @Override
    void encode(Packet packet, int at) {
        long time = packet.timestamp();
        long seconds = Math.floorDiv(time, NANOS_PER_SECOND);
        int captured = captured(packet);
        buffer.set(INT, at + SECONDS_OFFSET, (int) seconds);
        buffer.set(INT, at + FRACTION_OFFSET, (int) (time - seconds * NANOS_PER_SECOND) / divisor);
        buffer.set(INT, at + CAPTURED_OFFSET, captured);
        buffer.set(INT, at + WIRE_OFFSET, packet.wireLength());
        packet.copyTo(buffer, at + RECORD_HEADER_LENGTH, captured);
    }

    @Override
    int recordLength(int at) {
        return RECORD_HEADER_LENGTH + buffer.get(INT, at + CAPTURED_OFFSET);
    }
}
