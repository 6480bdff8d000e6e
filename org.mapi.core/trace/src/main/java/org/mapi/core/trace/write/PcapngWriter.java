package org.mapi.core.trace.write;

import static org.mapi.core.trace.format.PcapngDescriptor.BYTE_ORDER_MAGIC;
import static org.mapi.core.trace.format.PcapngDescriptor.BYTE_ORDER_OFFSET;
import static org.mapi.core.trace.format.PcapngDescriptor.CAPTURED_OFFSET;
import static org.mapi.core.trace.format.PcapngDescriptor.DATA_OFFSET;
import static org.mapi.core.trace.format.PcapngDescriptor.ENHANCED_PACKET;
import static org.mapi.core.trace.format.PcapngDescriptor.INTERFACE_DESCRIPTION;
import static org.mapi.core.trace.format.PcapngDescriptor.INTERFACE_OFFSET;
import static org.mapi.core.trace.format.PcapngDescriptor.INTERFACE_OPTIONS_OFFSET;
import static org.mapi.core.trace.format.PcapngDescriptor.LENGTH_OFFSET;
import static org.mapi.core.trace.format.PcapngDescriptor.LINK_TYPE_OFFSET;
import static org.mapi.core.trace.format.PcapngDescriptor.MAJOR;
import static org.mapi.core.trace.format.PcapngDescriptor.MAJOR_OFFSET;
import static org.mapi.core.trace.format.PcapngDescriptor.OPTION_HEADER_LENGTH;
import static org.mapi.core.trace.format.PcapngDescriptor.OPTION_TIME_RESOLUTION;
import static org.mapi.core.trace.format.PcapngDescriptor.SECTION_HEADER;
import static org.mapi.core.trace.format.PcapngDescriptor.SECTION_LENGTH_OFFSET;
import static org.mapi.core.trace.format.PcapngDescriptor.SECTION_OPTIONS_OFFSET;
import static org.mapi.core.trace.format.PcapngDescriptor.SNAP_LENGTH_OFFSET;
import static org.mapi.core.trace.format.PcapngDescriptor.TIME_HIGH_OFFSET;
import static org.mapi.core.trace.format.PcapngDescriptor.TIME_LOW_OFFSET;
import static org.mapi.core.trace.format.PcapngDescriptor.TRAILER_LENGTH;
import static org.mapi.core.trace.format.PcapngDescriptor.WIRE_OFFSET;
import static org.mapi.core.trace.format.PcapngDescriptor.padded;

import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.channels.WritableByteChannel;
import java.util.Arrays;
import org.mapi.packet.Packet;

/**
 * pcapng, little endian, one section, nanoseconds. The first interface is announced in the file's head and stands for the
 * packets of its link type that come first; every further pair of interface and link type is announced before its first packet.
 */
public final class PcapngWriter extends TraceFileWriter {
    private static final int LINK_TYPE_MASK = 0xffff;
    private static final int NANOSECONDS = 9;
    private static final int SECTION_LENGTH = SECTION_OPTIONS_OFFSET + TRAILER_LENGTH;
    /** One option (resolution), the end of the list, the trailing length. */
    private static final int INTERFACE_LENGTH =
        INTERFACE_OPTIONS_OFFSET + 2 * OPTION_HEADER_LENGTH + OPTION_HEADER_LENGTH + TRAILER_LENGTH;
    private static final int FIRST_INTERFACES = 8;
    private static final long NOT_SEEN = -1;

    /** Interface and link type of the packets, by number in the file. */
    private long[] keys = new long[FIRST_INTERFACES];
    private int interfaces;
    private int last;
    private final int firstLinkType;

    /**
     * Creates a writer and writes the head of the file.
     *
     * @throws IOException                when the head cannot be written
     * @throws org.mapi.MapiException MAPI_LINK_TYPE when the number does not fit into 16 bits
     */
    public PcapngWriter(WritableByteChannel channel, int linkType, int captureLength) throws IOException {
        super(channel, checked(linkType, captureLength));
        firstLinkType = linkType;
        keys[0] = NOT_SEEN;
        interfaces = 1;
        buffer.set(INT, 0, SECTION_HEADER);
        buffer.set(INT, LENGTH_OFFSET, SECTION_LENGTH);
        buffer.set(INT, BYTE_ORDER_OFFSET, BYTE_ORDER_MAGIC);
        buffer.set(SHORT, MAJOR_OFFSET, (short) MAJOR);
        buffer.set(LONG, SECTION_LENGTH_OFFSET, -1);
        buffer.set(INT, SECTION_LENGTH - TRAILER_LENGTH, SECTION_LENGTH);
        announce(SECTION_LENGTH, linkType);
        begin(SECTION_LENGTH + INTERFACE_LENGTH);
    }

    /** Checks the link type before anything is allocated; passes the capture length on. */
    private static int checked(int linkType, int captureLength) {
        requireFit(linkType);
        return captureLength;
    }

    private static void requireFit(int linkType) {
        if ((linkType & ~LINK_TYPE_MASK) != 0) {
            throw wrongLinkType(linkType, "0 to " + LINK_TYPE_MASK);
        }
    }

    private void announce(int at, int linkType) {
        buffer.asSlice(at, INTERFACE_LENGTH).fill((byte) 0);
        buffer.set(INT, at, INTERFACE_DESCRIPTION);
        buffer.set(INT, at + LENGTH_OFFSET, INTERFACE_LENGTH);
        buffer.set(SHORT, at + LINK_TYPE_OFFSET, (short) linkType);
        buffer.set(INT, at + SNAP_LENGTH_OFFSET, snapLength);
        buffer.set(SHORT, at + INTERFACE_OPTIONS_OFFSET, (short) OPTION_TIME_RESOLUTION);
        buffer.set(SHORT, at + INTERFACE_OPTIONS_OFFSET + 2, (short) 1);
        buffer.set(ValueLayout.JAVA_BYTE, at + INTERFACE_OPTIONS_OFFSET + OPTION_HEADER_LENGTH, (byte) NANOSECONDS);
        buffer.set(INT, at + INTERFACE_LENGTH - TRAILER_LENGTH, INTERFACE_LENGTH);
    }

    private static long key(Packet packet) {
        return (long) packet.interfaceIndex() << Integer.SIZE | packet.linkType();
    }

    /** Number of a packet's interface in the file, or -1 when it was not announced yet. */
    private int find(Packet packet) {
        long key = key(packet);
        if (keys[last] == key) {
            return last;
        }
        for (int i = 0; i < interfaces; i++) {
            if (keys[i] == key) {
                last = i;
                return i;
            }
        }
        if (keys[0] == NOT_SEEN && packet.linkType() == firstLinkType) {
            keys[0] = key;
            last = 0;
            return 0;
        }
        return -1;
    }

    @Override
    int encodedLength(Packet packet) {
        int number = find(packet);
        if (number < 0) {
            requireFit(packet.linkType());
        }
        return (number < 0 ? INTERFACE_LENGTH : 0) + DATA_OFFSET + padded(captured(packet)) + TRAILER_LENGTH;
    }

    @Override
    void encode(Packet packet, int start) {
        int at = start;
        int number = find(packet);
        if (number < 0) {
            number = add(key(packet));
            announce(at, packet.linkType());
            at += INTERFACE_LENGTH;
        }
        int captured = captured(packet);
        int length = DATA_OFFSET + padded(captured) + TRAILER_LENGTH;
        long time = packet.timestamp();
        buffer.set(INT, at, ENHANCED_PACKET);
        buffer.set(INT, at + LENGTH_OFFSET, length);
        buffer.set(INT, at + INTERFACE_OFFSET, number);
        buffer.set(INT, at + TIME_HIGH_OFFSET, (int) (time >>> Integer.SIZE));
        buffer.set(INT, at + TIME_LOW_OFFSET, (int) time);
        buffer.set(INT, at + CAPTURED_OFFSET, captured);
        buffer.set(INT, at + WIRE_OFFSET, packet.wireLength());
        // the padding, so that old bytes of the buffer never get into a file; reaches into the trailing length and at most
        // four bytes beyond it, which the buffer's slack allows
        buffer.set(LONG, at + DATA_OFFSET + captured, 0);
        buffer.set(INT, at + length - TRAILER_LENGTH, length);
        packet.copyTo(buffer, at + DATA_OFFSET, captured);
    }

    private int add(long key) {
        if (interfaces == keys.length) {
            keys = Arrays.copyOf(keys, 2 * interfaces);
        }
        keys[interfaces] = key;
        last = interfaces;
        return interfaces++;
    }

    @Override
    int recordLength(int at) {
        return buffer.get(INT, at + LENGTH_OFFSET);
    }

    @Override
    boolean isPacket(int at) {
        return buffer.get(INT, at) == ENHANCED_PACKET;
    }
}
