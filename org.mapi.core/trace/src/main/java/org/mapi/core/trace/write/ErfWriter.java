package org.mapi.core.trace.write;

import static org.mapi.core.trace.format.ErfDescriptor.ETHERNET;
import static org.mapi.core.trace.format.ErfDescriptor.ETHERNET_PAD;
import static org.mapi.core.trace.format.ErfDescriptor.FLAGS_OFFSET;
import static org.mapi.core.trace.format.ErfDescriptor.FLAG_VARYING_LENGTH;
import static org.mapi.core.trace.format.ErfDescriptor.HEADER_LENGTH;
import static org.mapi.core.trace.format.ErfDescriptor.LENGTH_OFFSET;
import static org.mapi.core.trace.format.ErfDescriptor.LOST_OFFSET;
import static org.mapi.core.trace.format.ErfDescriptor.MAXIMUM_LENGTH;
import static org.mapi.core.trace.format.ErfDescriptor.PORT_MASK;
import static org.mapi.core.trace.format.ErfDescriptor.TIME_OFFSET;
import static org.mapi.core.trace.format.ErfDescriptor.TYPE_OFFSET;
import static org.mapi.core.trace.format.ErfDescriptor.WIRE_OFFSET;

import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;
import org.mapi.packet.LinkType;
import org.mapi.packet.Packet;

/**
 * ERF records of type Ethernet. Records hold exactly the captured bytes; the length on the wire counts four bytes of frame
 * check sequence, as DAG cards do. What does not fit into the format's 16-bit lengths is cut: a frame to 65,517 captured
 * bytes, a length on the wire to 65,531.
 */
public final class ErfWriter extends TraceFileWriter {
    private static final ValueLayout.OfShort NETWORK_SHORT =
        ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final int CHECK_LENGTH = 4;
    private static final int PREFIX_LENGTH = HEADER_LENGTH + ETHERNET_PAD;

    /**
     * Creates a writer; the format has no file header.
     *
     * @throws IOException                when the channel's position cannot be had
     * @throws org.mapi.MapiException MAPI_LINK_TYPE when the packets are not Ethernet
     */
    public ErfWriter(WritableByteChannel channel, int linkType, int captureLength) throws IOException {
        super(channel, checked(linkType, captureLength));
        begin(0);
    }

    /** Checks the link type before anything is allocated; gives the snap length. */
    private static int checked(int linkType, int captureLength) {
        requireEthernet(linkType);
        return Math.min(captureLength < 1 ? MAXIMUM_LENGTH : captureLength, MAXIMUM_LENGTH - PREFIX_LENGTH);
    }

    private static void requireEthernet(int linkType) {
        if (linkType != LinkType.ETHERNET) {
            throw wrongLinkType(linkType, "ETHERNET (" + LinkType.ETHERNET + ")");
        }
    }

    @Override
    int encodedLength(Packet packet) {
        requireEthernet(packet.linkType());
        return PREFIX_LENGTH + captured(packet);
    }

    @Override
    void encode(Packet packet, int at) {
        long time = packet.timestamp();
        long seconds = Math.floorDiv(time, NANOS_PER_SECOND);
        long nanos = time - seconds * NANOS_PER_SECOND;
        // rounded up, so that reading (which rounds to the nearest) gives the same nanosecond
        long fraction = ((nanos << Integer.SIZE) + NANOS_PER_SECOND - 1) / NANOS_PER_SECOND;
        int captured = captured(packet);
        buffer.set(LONG, at + TIME_OFFSET, seconds << Integer.SIZE | fraction);
        buffer.set(ValueLayout.JAVA_BYTE, at + TYPE_OFFSET, (byte) ETHERNET);
        buffer.set(ValueLayout.JAVA_BYTE, at + FLAGS_OFFSET,
            (byte) (FLAG_VARYING_LENGTH | packet.interfaceIndex() & PORT_MASK));
        buffer.set(NETWORK_SHORT, at + LENGTH_OFFSET, (short) (PREFIX_LENGTH + captured));
        buffer.set(NETWORK_SHORT, at + LOST_OFFSET, (short) 0);
        buffer.set(NETWORK_SHORT, at + WIRE_OFFSET,
            (short) (Math.min(packet.wireLength(), MAXIMUM_LENGTH - CHECK_LENGTH) + CHECK_LENGTH));
        buffer.set(NETWORK_SHORT, at + HEADER_LENGTH, (short) 0);
        packet.copyTo(buffer, at + PREFIX_LENGTH, captured);
    }

    @Override
    int recordLength(int at) {
        return buffer.get(NETWORK_SHORT, at + LENGTH_OFFSET) & MAXIMUM_LENGTH;
    }
}
